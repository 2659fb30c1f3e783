"""SEARCH: which mails of a folder are meant."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from channels.mail import mime
from channels.sandbox.imap_words import Bad, moment, numbers
from channels.sandbox.mail_model import Stored

DAY_MS = 24 * 3_600_000

Test = Callable[[int, Stored], bool]


def find(mails: list[Stored], given: list[object]) -> list[tuple[int, Stored]]:
    """Each with its number in the folder. Raises Bad for what is not known here."""
    waiting = list(given)
    if waiting and isinstance(waiting[0], str) and waiting[0].upper() == "CHARSET":
        del waiting[:2]
    tests = []
    while waiting:
        tests.append(_test(mails, waiting))
    return [(place, mail) for place, mail in enumerate(mails, 1) if all(test(place, mail) for test in tests)]


def within(ranges: list[tuple[int, int]], number: int) -> bool:
    return any(first <= number <= last for first, last in ranges)


def _test(mails: list[Stored], waiting: list[object]) -> Test:
    first = waiting.pop(0)
    if isinstance(first, list):
        inner = list(first)
        tests = []
        while inner:
            tests.append(_test(mails, inner))
        return lambda place, mail: all(test(place, mail) for test in tests)
    key = _text(first).upper()
    if key == "ALL":
        return lambda _place, _mail: True
    if key in ("SEEN", "UNSEEN"):
        return lambda _place, mail: ("\\Seen" in mail.flags) == (key == "SEEN")
    if key == "NOT":
        refused = _test(mails, waiting)
        return lambda place, mail: not refused(place, mail)
    if key == "UID":
        ranges = numbers(_next(waiting), max((mail.uid for mail in mails), default=1))
        return lambda _place, mail: within(ranges, mail.uid)
    if key in ("SINCE", "BEFORE", "ON"):
        return _dated(key, moment(_next(waiting)))
    if key in ("FROM", "TO", "CC", "SUBJECT"):
        return _named(key.lower(), _next(waiting).lower())
    if key == "HEADER":
        return _named(_next(waiting).lower(), _next(waiting).lower())
    places = numbers(key, len(mails) or 1)
    return lambda place, _mail: within(places, place)


def _dated(key: str, day: int) -> Test:
    if key == "SINCE":
        return lambda _place, mail: mail.at >= day
    if key == "BEFORE":
        return lambda _place, mail: mail.at < day
    return lambda _place, mail: day <= mail.at < day + DAY_MS


def _named(name: str, words: str) -> Test:
    return lambda _place, mail: words in mime.header(_head(mail.raw), name).lower()


def _head(raw: bytes) -> Message:
    return message_from_bytes(raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", policy=compat32)


def _next(waiting: list[object]) -> str:
    if not waiting:
        raise Bad("what to search for is missing")
    return _text(waiting.pop(0))


def _text(word: object) -> str:
    if isinstance(word, bytes):
        return word.decode("utf-8", "replace")
    if isinstance(word, str):
        return word
    raise Bad("a word was expected")
