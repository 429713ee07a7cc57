"""What comments say, and why it is wrong."""
