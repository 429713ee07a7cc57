"""Reading Python: what a file is, without running it."""
