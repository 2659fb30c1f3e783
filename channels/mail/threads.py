"""Where an answer belongs: our signed token in the address it was sent to, then the Message-IDs it names.

The token is in small letters, because mail systems change the case of addresses: `office+c-<conversation>-<mark>@example.com`.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from hashlib import sha256

MARK = 16  # hexadecimal digits, 64 bits: guessed online, one mail a try
LOCAL_LIMIT = 64  # characters of the part before the @ (RFC 5321)
KEPT = 20  # references sent along: the first, and the newest
_AGAIN = re.compile(r"^\s*(re|aw|sv|antw|ตอบ|ตอบกลับ)\s*(\[\d+\])?\s*[:\uff1a]\s*", re.IGNORECASE)
_TOKEN = re.compile(r"\+c-([0-9a-f]{32})-([0-9a-f]{16})$")


def answer_address(mailbox: str, conversation: str, key: bytes) -> str | None:
    """The address answers to this conversation come back to; None where the mailbox's name leaves no room for a token."""
    local, _, domain = mailbox.rpartition("@")
    compact = conversation.replace("-", "")
    marked = f"{local.partition('+')[0]}+c-{compact}-{_mark(mailbox, compact, key)}"
    return f"{marked}@{domain}" if len(marked) <= LOCAL_LIMIT else None


def conversation_of(addresses: Iterable[str], mailbox: str, key: bytes) -> str | None:
    """The conversation whose token stands in one of the addresses a mail was sent to. Constant time."""
    found = None
    for address in addresses:
        local, _, domain = address.lower().rpartition("@")
        token = _TOKEN.search(local)
        if token is None or domain != mailbox.lower().rpartition("@")[2]:
            continue
        if hmac.compare_digest(_mark(mailbox, token[1], key), token[2]):
            found = found or _id(token[1])
    return found


def shown(address: str, mailbox: str) -> str:
    """The address as people know it: without the token of an answer to the mailbox."""
    local, _, domain = address.rpartition("@")
    token = _TOKEN.search(local.lower())
    own, _, at = mailbox.lower().rpartition("@")
    ours = token is not None and (local[: token.start()].lower(), domain.lower()) == (own.partition("+")[0], at)
    return mailbox if ours else address


def message_id(attempt: str, domain: str) -> str:
    """The Message-ID (without brackets) of a try to send: known before it goes, and the same when the try is made again."""
    return f"{attempt}@{domain}"


def is_answer(subject: str) -> bool:
    """Whether a program wrote `Re:`, or what other languages call it, before the subject."""
    return _AGAIN.match(subject) is not None


def references(before: Iterable[str]) -> list[str]:
    """What an answer names, shortened as long threads are: the first and the newest."""
    every = list(dict.fromkeys(before))
    return every if len(every) <= KEPT else [every[0], *every[-(KEPT - 1) :]]


def _mark(mailbox: str, compact: str, key: bytes) -> str:
    said = f"{mailbox.lower()} {compact}".encode()
    return hmac.digest(key, said, sha256).hex()[:MARK]


def _id(compact: str) -> str:
    return f"{compact[:8]}-{compact[8:12]}-{compact[12:16]}-{compact[16:20]}-{compact[20:]}"
