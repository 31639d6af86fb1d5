"""The first version of a new SOP: answered step by step, or like one that there is; checked, and written once."""
