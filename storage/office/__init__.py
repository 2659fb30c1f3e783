"""The office: configuration, acts, retention."""
