"""The process that reads a file: what is asked comes over standard input, what is found goes out over standard output.

It is a process of its own for three reasons: a spreadsheet made to eat memory kills this and not the inbox, its arithmetic runs on
another core, and stopping it is as simple as killing it.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from hub.imports import mapping, people, sheets
from hub.imports.people import FieldRule, Person, Rules
from hub.imports.sheets import Format
from hub.imports.troubles import Trouble

try:
    import resource
except ImportError:  # no POSIX: nothing bounds it there but the archive's check
    resource = None  # type: ignore[assignment]

MOST_ROWS = 100_000
CHUNK_BYTES = 512 * 1024
SAMPLES = 3  # cells of a column that are shown
LOOKED_ROWS = 30
LONGEST_SAMPLE = 100  # characters
LONGEST_KEPT = 500  # characters of each cell of a row with problems
MEMORY_BYTES = 1024 * 1024 * 1024  # of addresses, a third of which is ever memory
CPU_SECONDS = 240
NICENESS = 5  # the inbox comes first


class Look(Struct, frozen=True, tag="look"):
    """What is in the file? `mapping`: what the asker says of its columns, None to guess."""

    path: str
    fields: list[FieldRule]
    mapping: dict[str, str | None] | None


class Rows(Struct, frozen=True, tag="rows"):
    """Its rows from the one after the first `skip` on, so many in a chunk."""

    path: str
    format: Format
    rules: Rules
    skip: int
    chunk: int


class Column(Struct, frozen=True, kw_only=True):
    heading: str
    target: str | None
    samples: list[str]


class Seen(Struct, frozen=True, kw_only=True, tag="seen"):
    """What a look found. `rows`: without the headings."""

    format: Format
    columns: list[Column]
    rows: int


class Row(Struct, array_like=True):
    """`person` None: `problems` say why not. `cells`: what stands there."""

    number: int
    person: Person | None
    problems: list[str]
    cells: list[str]


class Chunk(Struct, frozen=True, tag="chunk"):
    rows: list[Row]


class Refused(Struct, frozen=True, tag="refused"):
    """The whole file, with the reason."""

    reason: str


class End(Struct, frozen=True, tag="end"):
    pass


Asked = Look | Rows
Found = Seen | Chunk | Refused | End
LENGTH = struct.Struct(">I")
_encode = msgspec.json.Encoder().encode


def main() -> None:
    _bound()
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Asked)
    try:
        for found in _answers(asked):
            _write(_encode(found) if not isinstance(found, bytes) else found)
    except Trouble as trouble:
        _write(_encode(Refused(str(trouble))))
    except MemoryError:
        _write(_encode(Refused("This file takes too much memory to read. Send it as CSV, or in parts.")))
    sys.stdout.buffer.flush()


def look(asked: Look) -> Seen:
    path = Path(asked.path)
    format = sheets.examine(path)
    found = sheets.lines(path, format)
    first = next(found, None)
    if first is None:
        raise Trouble("The file has no rows: its first row must name the columns, and people follow below.")
    head = list(itertools.islice(found, LOOKED_ROWS))
    rows = len(head) + sum(1 for _ in itertools.islice(found, MOST_ROWS + 1))
    if rows > MOST_ROWS:
        raise Trouble(f"At most {MOST_ROWS:,} rows can be imported at once: send the file in parts.")
    if not rows:
        raise Trouble("There is nobody in this file: below its first row, which names the columns, nothing follows.")
    names = mapping.headings(first[1])
    columns = [[cells[place] if place < len(cells) else "" for _, cells in head] for place in range(len(names))]
    if asked.mapping is None:
        targets = mapping.guess(names, columns, asked.fields)
    else:
        targets = mapping.chosen(asked.mapping, names, asked.fields)
    samples = [[cell[:LONGEST_SAMPLE] for cell in cells if cell][:SAMPLES] for cells in columns]
    shown = [
        Column(heading=heading, target=target, samples=cells)
        for heading, target, cells in zip(names, targets, samples, strict=True)
    ]
    return Seen(format=format, columns=shown, rows=rows)


def rows(asked: Rows) -> Iterator[Row]:
    found = sheets.lines(Path(asked.path), asked.format)
    for number, cells in itertools.islice(found, 1 + asked.skip, 1 + MOST_ROWS):
        person, problems = people.read(cells, asked.rules)
        yield Row(number, person, problems, [cell[:LONGEST_KEPT] for cell in cells])


def _answers(asked: Asked) -> Iterator[Seen | End | bytes]:
    if isinstance(asked, Look):
        yield look(asked)
    else:
        yield from _chunks(rows(asked), asked.chunk)
        yield End()


def _chunks(found: Iterator[Row], most: int) -> Iterator[bytes]:
    """Encoded a row at a time, so that a chunk of enormous rows ends early."""
    kept: list[bytes] = []
    size = 0
    for row in found:
        kept.append(_encode(row))
        size += len(kept[-1])
        if len(kept) == most or size >= CHUNK_BYTES:
            yield _joined(kept)
            kept, size = [], 0
    if kept:
        yield _joined(kept)


def _joined(encoded: list[bytes]) -> bytes:
    return b'{"type":"chunk","rows":[' + b",".join(encoded) + b"]}"


def _write(answer: bytes) -> None:
    sys.stdout.buffer.write(LENGTH.pack(len(answer)) + answer)


def _bound() -> None:
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICENESS)
    if resource is not None:
        for kind, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(kind, (most, most))
