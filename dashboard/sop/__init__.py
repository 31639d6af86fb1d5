"""The law: what the SOP says. Knows nothing of numbers, acts or screens."""
