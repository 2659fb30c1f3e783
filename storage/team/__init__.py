"""The members of the team, their doors, and what they are told."""
