"""Where the numbers come from: `config` says what sources.yaml may say; each way of writing a table has a file."""
