"""Files: what they really are, how they come in, and how they are shown."""
