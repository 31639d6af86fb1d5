"""The worked examples, a module each. `series` makes numbers, `files` writes them, `told` reads what people wrote."""
