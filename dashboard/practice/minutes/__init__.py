"""The minutes of a sitting: one frozen document, and the forms in which it is handed on."""
