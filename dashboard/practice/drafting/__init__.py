"""A draft of an SOP, part by part: what a form says ↔ what the file says, and what the draft changes of its base."""
