"""Sending a message to where somebody reads it: one adapter for all channels. It knows nothing of what is told."""
