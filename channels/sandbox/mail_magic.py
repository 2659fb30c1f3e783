"""Recipients whose name asks for trouble: what stands before the first + of the address decides.

bounce@     taken, and a report comes back: no such address (5.1.1)
full@       taken, and a report comes back: mailbox full (5.2.2)
spam@       taken, and a report comes back: the sender is not believed (5.7.26)
delayed@    taken, and a report comes back: not delivered yet (4.4.7)
refused@    refused at once (550)
grey@       asked to wait (451) at the first try, taken at the second
slow@       taken after three seconds
lost@       taken, and the connection is cut without an answer
"""

from __future__ import annotations

from msgspec import Struct


class Report(Struct, frozen=True):
    """`action`: failed or delayed."""

    status: str
    action: str
    said: str


REPORTS = {
    "bounce": Report("5.1.1", "failed", "550 5.1.1 The email account that you tried to reach does not exist"),
    "full": Report("5.2.2", "failed", "552 5.2.2 The recipient's mailbox is full"),
    "spam": Report("5.7.26", "failed", "550 5.7.26 This mail is unauthenticated: the sender's domain could not be verified"),
    "delayed": Report("4.4.7", "delayed", "421 4.4.7 The server of the recipient does not answer; it is tried for 3 more days"),
}  # fmt: skip
REFUSED = "550 5.1.1 No such user here"
WAIT = "451 4.7.1 Greylisted, try again later"
SLOW_MS = 3_000


def name_of(address: str) -> str:
    return address.partition("@")[0].partition("+")[0].lower()
