"""Statistics as a table: a line for every day, channel account and person with something to count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from hub.figures import statistics
from hub.figures.statistics import Asked
from hub.files.spreadsheets import Csv
from hub.wire.statistics import Counts, Lengths
from storage.accounts import channels
from storage.database import Connection
from storage.figures.reading import Sum, Times
from storage.team import users

HEADINGS = (
    "Day", "Number", "Person", "Received", "Sent", "Automatic", "Opened", "Resolved",
    "First responses", "Median first response (s)", "90 % first response (s)",
    "Resolutions", "Median resolution (s)", "90 % resolution (s)",
)  # fmt: skip
Key = tuple[int, str, str]


async def rows(connection: Connection, asked: Asked) -> list[Sequence[str]]:
    """Raises Refusal `invalid` as `statistics.read` does."""
    span = await statistics.range_of(connection, asked)
    names = {row.id: row.name for row in await channels.every(connection)}
    names |= {row.id: row.name for row in await users.find(connection)}
    found, took = await statistics.by_pair(connection, span)
    sums: dict[Key, list[Sum]] = defaultdict(list)
    for row in found:
        sums[row.day, row.channel, row.agent].append(row)
    times: dict[Key, list[Times]] = defaultdict(list)
    for each in took:
        times[each.day, each.channel, each.agent].append(each)
    return [_line(key, names, sums[key], times[key]) for key in sorted({*sums, *times})]


def csv(lines: Sequence[Sequence[str]]) -> bytes:
    table = Csv()
    return table.begin(HEADINGS) + table.rows(lines) + table.end()


def _line(key: Key, names: dict[str, str], sums: Sequence[Sum], times: Sequence[Times]) -> Sequence[str]:
    day, channel, agent = key
    counts = statistics.counts(sums)
    return [
        statistics.day_text(day),
        names.get(channel, channel),
        names.get(agent, agent),
        *(str(getattr(counts, name)) for name in Counts.__struct_fields__),
        *_cells(statistics.lengths(row for row in times if row.kind == "response")),
        *_cells(statistics.lengths(row for row in times if row.kind == "resolution")),
    ]


def _cells(lengths: Lengths) -> Iterator[str]:
    yield str(lengths.count)
    for seconds in (lengths.median, lengths.p90):
        yield "" if seconds is None else str(seconds)
