"""Telling people: what changed and they do not know yet, to whom, in which words; each once."""
