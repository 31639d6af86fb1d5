"""The kinds of items that an agenda is made of: one file a kind, each saying why it is there in plain words."""
