"""Texts written once and sent often: the provider's templates, canned replies, signatures."""
