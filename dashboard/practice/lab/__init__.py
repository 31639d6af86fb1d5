"""The threshold lab: what a threshold would have said over the whole history, had it always been so."""
