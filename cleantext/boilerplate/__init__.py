"""What is not the author's: rules, blocks, zones, and metadata lifted from credit lines."""
