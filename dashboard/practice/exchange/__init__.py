"""What other systems call thresholds: their files written from an SOP, and a draft of an SOP made from theirs.

A format is two files: what its documents are (`rulefile`, `openslo`), and what they mean here (`to_prometheus`,
`from_prometheus`, `from_openslo`). What cannot be said on the other side is a value, `left out`, never silence.
"""
