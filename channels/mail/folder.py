"""The mails of an open IMAP folder, handed out some at a time.

None is passed over in silence. What the server does not hand out though it lists it is told of as such, once the server has handed out
another: before that it may be the server that is ill and not the mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from msgspec import Struct

from channels.channel import ChannelError
from channels.mail import fetched
from channels.mail.opening import AGAIN, Box, is_busy, told, words_of

CHUNK_BYTES = 4 * 1024 * 1024  # of mails fetched by one command
CHUNK_MAILS = 200
MEASURED = 1000  # mails whose sizes are asked for by one command
LARGEST = 50 * 1024 * 1024  # bytes; a larger mail is told of, not read
NOTHING = "it lists the mail and answers nothing for it"

T = TypeVar("T", int, bytes)
Read = Callable[[Sequence[Any]], dict[int, T]]


class Pass(Struct, frozen=True):
    """Under way through a folder's past: of the mails numbered up to `end` only those from the day `since` on are read."""

    since: date
    end: int


class Place(Struct, frozen=True):
    """How far a folder was read. `validity` None: never."""

    folder: str
    validity: int | None
    uid: int
    under_way: Pass | None = None


class Care(Struct, frozen=True):
    """How to read a folder at which the connection broke. Mails up to `slowly` are asked for one by one; those of `aside` not at all, and
    why is said of each."""

    validity: int | None = None
    slowly: int = 0
    aside: Mapping[int, str] = {}


class Found(Struct, frozen=True):
    """A mail, and how far the folder is read with it. `raw` None: larger than anything we read (`size`), then there is its `head`; or the
    server does not hand it out, and `fault` says so."""

    place: Place
    raw: bytes | None
    size: int
    head: bytes = b""
    fault: str | None = None


class Folder:
    """`at`: of every place told of, all but the number."""

    def __init__(self, box: Box, at: Place) -> None:
        self._box = box
        self.at = at
        self.asked: tuple[int, ...] = ()  # whose answer is awaited: after a failure, where it happened

    def uids(self, first: int, since: date | None) -> list[int]:
        """From that number on; the last mail has been named too, whatever its number (RFC 3501, 6.4.8)."""
        criteria = f"UID {first}:*" + (f" SINCE {since:%d-%b-%Y}" if since else "")
        with told():
            return sorted({uid for each in self._box.uids(criteria) if (uid := int(each)) >= first})

    def wanted(self, first: int) -> list[int]:
        under_way = self.at.under_way
        if under_way is None:
            return self.uids(first, None)
        past = [uid for uid in self.uids(first, under_way.since) if uid <= under_way.end]
        return past + self.uids(max(first, under_way.end + 1), None)

    def chunks(self, uids: list[int], care: Care) -> Iterator[list[Found]]:
        """Some mails at a time, not read yet, so that memory stays bounded whatever waits."""
        for some in _batches(uids, care):
            if some[0] in care.aside:
                self._prove(some)
                yield [_refused(self.at, some[0], 0, care.aside[some[0]])]
                continue
            chunk: list[Found] = []
            total = 0
            for found in self.measured(some):
                if chunk and (total + found.size > CHUNK_BYTES or len(chunk) >= CHUNK_MAILS):
                    yield chunk
                    chunk, total = [], 0
                chunk.append(found)
                total += found.size
            if chunk:
                yield chunk

    def measured(self, uids: list[int]) -> list[Found]:
        """Those that are still there, with their sizes alone."""
        answers = self._ask(uids, "RFC822.SIZE", fetched.sizes)
        return [
            _refused(self.at, uid, 0, size) if isinstance(size, str) else Found(_at(self.at, uid), None, size)
            for uid, size in sorted(answers.items())
        ]

    def fetch(self, chunk: list[Found]) -> list[Found]:
        """Those of the chunk that are still there."""
        sizes = {one.place.uid: one.size for one in chunk if one.fault is None}

        def read(lines: Sequence[Any]) -> dict[int, bytes]:
            return {uid: body for uid, body in fetched.bodies(lines).items() if body or not sizes.get(uid)}

        answers = self._ask([uid for uid, size in sizes.items() if size <= LARGEST], "BODY.PEEK[]", read)
        answers |= self._ask([uid for uid, size in sizes.items() if size > LARGEST], "BODY.PEEK[HEADER]", read)
        return [found for one in chunk if (found := _with(one, answers.get(one.place.uid))) is not None]

    def _ask(self, uids: list[int], wanted: str, read: Read[T]) -> dict[int, T | str]:
        """By UID, without those that are gone; where the server refuses one, why."""
        answers = self._answers(uids, wanted, read)
        if answers and all(isinstance(answer, str) for answer in answers.values()):
            self._prove(uids)
        return answers

    def _answers(self, uids: list[int], wanted: str, read: Read[T]) -> dict[int, T | str]:
        if not uids:
            return {}
        self.asked = tuple(uids)
        with told():
            status, lines = self._box.client.uid("fetch", _set(uids), f"(UID {wanted})")
        self.asked = ()
        said = words_of(lines)
        if status != "OK" and is_busy(said):
            raise ChannelError("retry", f"The mailbox cannot be read: {said}", code="busy", advice=AGAIN)
        if status != "OK" and len(uids) > 1:  # a refusal of several tells nothing of each
            half = len(uids) // 2
            return self._answers(uids[:half], wanted, read) | self._answers(uids[half:], wanted, read)
        if status != "OK":
            return {uids[0]: said}
        answers = read(lines)
        found: dict[int, T | str] = {uid: answers[uid] for uid in uids if uid in answers}
        missing = self._listed([uid for uid in uids if uid not in answers])
        if len(uids) == 1:
            return found | dict.fromkeys(missing, NOTHING)
        for uid in missing:
            found |= self._answers([uid], wanted, read)
        return found

    def _listed(self, uids: list[int]) -> list[int]:
        """Those of them that are in the folder."""
        if not uids:
            return []
        with told():
            there = {int(uid) for uid in self._box.uids(f"UID {_set(uids)}")}
        return [uid for uid in uids if uid in there]

    def _prove(self, refused: Sequence[int]) -> None:
        """Raises ChannelError unless the server hands out another mail of the folder, or the one refused is the only one."""
        without = frozenset(refused)
        others = [uid for uid in self.uids(1, None) if uid not in without]
        before, after = [uid for uid in others if uid < refused[0]], [uid for uid in others if uid > refused[0]]
        tried = dict.fromkeys([*before[-1:], *after[:1], *others[:1], *others[-1:]])
        for uid in tried:
            with told():
                status, lines = self._box.client.uid("fetch", str(uid), "(UID BODY.PEEK[]<0.1>)")
            if status == "OK" and fetched.bodies(lines).get(uid):
                return
        if tried or len(without) > 1:
            words = "The mailbox cannot be read: the server lists mails and hands out none."
            raise ChannelError("retry", words, code="nothing", advice=AGAIN)


def _with(one: Found, answer: bytes | str | None) -> Found | None:
    """A measured mail with what it holds; None when it is gone."""
    if one.fault is not None:
        return one
    if answer is None:
        return None
    if isinstance(answer, str):
        return _refused(one.place, one.place.uid, one.size, answer)
    return Found(one.place, None, one.size, head=answer) if one.size > LARGEST else Found(one.place, answer, one.size)


def _refused(at: Place, uid: int, size: int, why: str) -> Found:
    return Found(_at(at, uid), None, size, fault=f"the server does not hand out mail {uid}: {why}")


def _at(place: Place, uid: int) -> Place:
    return Place(place.folder, place.validity, uid, place.under_way)


def _batches(uids: list[int], care: Care) -> Iterator[list[int]]:
    some: list[int] = []
    for uid in uids:
        if uid <= care.slowly or uid in care.aside:
            yield [uid]
            continue
        some.append(uid)
        if len(some) == MEASURED:
            yield some
            some = []
    if some:
        yield some


def _set(uids: list[int]) -> str:
    """UIDs as ranges, which keeps commands short."""
    ranges: list[tuple[int, int]] = []
    for uid in uids:
        if ranges and ranges[-1][1] == uid - 1:
            ranges[-1] = ranges[-1][0], uid
        else:
            ranges.append((uid, uid))
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in ranges)
