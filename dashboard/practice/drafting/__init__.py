"""A draft of an SOP, part by part: what a form says ↔ what the file says."""
