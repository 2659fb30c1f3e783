"""What waits to go out: messages and webhooks."""
