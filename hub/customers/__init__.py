"""The people who write to the office: contacts, how they are reached, what is known and kept of them, and what goes when they wish it."""
