"""Questions in SQL that anybody may ask of one generation, each answered by a process of its own within limits."""
