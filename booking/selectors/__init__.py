"""What screens and operations read, for someone, in a constant number of queries."""
