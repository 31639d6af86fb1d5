"""The evidence file: what an auditor asks for over a period, as one value, and the forms in which it is handed on."""
