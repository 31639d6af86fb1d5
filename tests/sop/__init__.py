"""The law: reading, checking, versions, lint, schema."""
