"""The sections of the drill-down: each asks its questions and draws the answers with views."""
