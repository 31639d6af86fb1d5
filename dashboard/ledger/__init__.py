"""The acts: what people did, append-only, each carrying the hash of the one before, and never lost."""
