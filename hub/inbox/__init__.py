"""Conversations and what is said in them: the product's verbs that agents use all day."""
