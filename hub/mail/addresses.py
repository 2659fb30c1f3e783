"""The addresses answers come back to: our mailbox's, with a token that says which conversation, signed with the server's key."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from hashlib import sha256

from channels.mail import threads

PURPOSE = b"bma mail answers"


def key_of(secret_key: str) -> bytes:
    """The key that signs tokens in addresses; nothing else is signed with it."""
    return hmac.digest(secret_key.encode(), PURPOSE, sha256)


def answer_address(key: bytes, mailbox: str, conversation: str) -> str:
    """Where answers to this conversation are to go. A mailbox whose name leaves no room for a token is named without one."""
    return threads.answer_address(mailbox, conversation, key) or mailbox


def conversation_of(key: bytes, mailbox: str, addresses: Iterable[str]) -> str | None:
    """The conversation one of the addresses names, when the token is ours."""
    return threads.conversation_of(addresses, mailbox, key)
