"""The numbers: sources, generations of the warehouse, and the judge. Knows nothing of SOP files or screens."""
