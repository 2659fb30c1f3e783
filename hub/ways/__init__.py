"""How a person is best written to: over every channel account at once."""
