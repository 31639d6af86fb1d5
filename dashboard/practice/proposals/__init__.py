"""How an SOP changes: a draft, what it would do, who has to agree, and the version that comes of it."""
