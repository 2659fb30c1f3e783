"""Webhooks out: where they go, what waits for them, and what nobody took."""
