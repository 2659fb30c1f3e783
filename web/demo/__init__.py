"""`bma demo`: the whole product with simulated customers, and nothing to set up."""
