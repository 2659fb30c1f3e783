"""Who plays in the journeys, and how long one waits for what a person would see."""

from __future__ import annotations

import tests.patience

PATIENCE = tests.patience.PATIENCE * 1000  # ms, as Playwright wants it
PASSWORD = "a sentence is better than a puzzle"
STAFF = {"Ines": ("Ines Meyer", "admin"), "Dana": ("Dana Rossi", "agent"), "Omar": ("Omar Haddad", "agent")}
PIM = ("Pim Srisai", "66812345678")
KEN = ("Ken Park", "66898765432")
REPLIES = {"hours": "We are open from 9 to 18, every day.", "thanks": "Thank you for your order!"}


def email(name: str) -> str:
    return f"{name.lower()}@example.com"
