"""The office itself: its configuration, its hours, what its administrators did, how long it keeps what."""
