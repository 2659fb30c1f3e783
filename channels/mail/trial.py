"""Two mails a mailbox writes to itself: whether mails go out, come in, and come in at a marked address too.

They are known again by their Message-ID, and where a server writes its own, by a header; what answers them or reports about them names it.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from hashlib import sha256
from typing import Literal

from msgspec import Struct

from channels.mail import submission
from channels.mail.compose import address_of
from channels.mail.international import plain_domain
from channels.mail.server import MailServer
from channels.mail.submission import Taken

HEADER = "X-BMA-Trial"
MARK = 16  # hexadecimal digits, 64 bits
WORDS = (
    "BMA Social wrote this mail to itself, to see whether mails go out and come in. You may delete it.\n\n"
    "อีเมลฉบับนี้ BMA Social ส่งถึงตัวเองเพื่อทดสอบการรับส่ง ลบได้เลย\n"
)
Way = Literal["plain", "marked"]
_NAMED = re.compile(r"trial-(plain|marked)-([0-9a-f]{32})-([0-9a-f]{16})(?:@.{1,253})?")


class Named(Struct, frozen=True):
    """One of the two mails, by what a mail says of itself or of another."""

    way: Way
    token: str


async def send(server: MailServer, mailbox: str, way: Way, token: str, to: str, key: bytes) -> Taken:
    """Raises ChannelError. `token`: of both mails; `to`: the mailbox's address, or a marked one."""
    name = f"trial-{way}-{token}-{_mark(mailbox, way, token, key)}"
    built = EmailMessage(policy=SMTP)
    built["From"], built["To"] = address_of(None, mailbox), address_of(None, to)
    built["Subject"] = "A test of this mailbox · ทดสอบกล่องจดหมาย"
    built["Date"] = formatdate(usegmt=True)
    built["Message-ID"] = f"<{name}@{plain_domain(mailbox).rpartition('@')[2]}>"
    built[HEADER] = name
    built["Auto-Submitted"], built["X-Auto-Response-Suppress"] = "auto-generated", "All"
    built.set_content(WORDS, charset="utf-8", cte="base64")
    return await submission.hand_in(server, mailbox, built.as_bytes(), [plain_domain(to)], submission.LAST)


def named(said: Iterable[str], mailbox: str, key: bytes) -> Named | None:
    """Of Message-IDs or a header: the trial's mail one of them names, when it is truly ours. Constant time."""
    for one in said:
        found = _NAMED.fullmatch(one)
        if found is None:
            continue
        way: Way = "plain" if found[1] == "plain" else "marked"
        if hmac.compare_digest(_mark(mailbox, way, found[2], key), found[3]):
            return Named(way, found[2])
    return None


def _mark(mailbox: str, way: str, token: str, key: bytes) -> str:
    return hmac.digest(key, f"trial {mailbox.lower()} {way} {token}".encode(), sha256).hex()[:MARK]
