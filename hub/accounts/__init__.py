"""Channel accounts: a number, a LINE account, a mailbox. Set up, looked after, and how each fares."""
