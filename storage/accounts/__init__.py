"""Channel accounts, their templates, and what providers say and want back."""
