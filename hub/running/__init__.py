"""The product as it runs: its health, and the backup it is put back from."""
