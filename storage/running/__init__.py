"""What processes know of one another."""
