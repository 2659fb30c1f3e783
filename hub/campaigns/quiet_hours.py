"""When somebody may be written to, by the clock where they live: said by the contact (`time_zone`), else by the country of their number.

A country of several zones is quiet while it is quiet in any of them: of nobody is guessed where they are. Pure.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers

from hub.wire.campaigns import QuietHours

FIELDS = ("time_zone", "timezone")  # the contact's fields that may name a zone
LONGEST_SEARCH = 14  # days: zones that are quiet one after the other leave no hour, and then the least bad is taken
_MINUTE = timedelta(minutes=1)


def zones_of(fields: Mapping[str, Any], phone: str | None, office: str) -> tuple[str, ...]:
    """The zones a person may live in. `phone`: E.164 digits; `office`: the zone where neither says anything."""
    for name in FIELDS:
        named = fields.get(name)
        if isinstance(named, str) and _zone(named.strip()) is not None:
            return (named.strip(),)
    return (_of_number(phone) if phone else ()) or (office,)


def allowed_from(now: int, quiet: QuietHours, zones: Iterable[str]) -> int:
    """The first moment (ms) from `now` on that is in nobody's quiet hours."""
    names = tuple(zones)
    moment = now
    for _ in range(LONGEST_SEARCH * len(names) + 1):
        later = max(_ends(moment, quiet.begins, quiet.ends, name) for name in names)
        if later == moment:
            return moment
        moment = later
    return max(_ends(now, quiet.begins, quiet.ends, name) for name in names)


def _ends(now: int, begins: str, ends: str, zone: str) -> int:
    """When the quiet hours that `now` lies in are over; `now` itself when it lies in none."""
    known = _zone(zone) or UTC
    local = datetime.fromtimestamp(now / 1000, known)
    clock = local.strftime("%H:%M")
    quiet = begins <= clock < ends if begins < ends else (clock >= begins or clock < ends)
    if not quiet or begins == ends:
        return now
    hour, minute = (int(part) for part in ends.split(":"))
    day = local.date() if clock < ends else local.date() + timedelta(days=1)
    end = datetime(day.year, day.month, day.day, hour, minute, tzinfo=known)
    found = int(end.timestamp() * 1000)
    return found if found > now else int((end + _MINUTE).timestamp() * 1000)  # an hour the clock skips or repeats


@functools.lru_cache(maxsize=10_000)
def _of_number(digits: str) -> tuple[str, ...]:
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(f"+{digits}"))
    except phonenumbers.NumberParseException:
        return ()
    return _of_countries().get(region or "", ())


@functools.cache
def _of_countries() -> Mapping[str, tuple[str, ...]]:
    """The zones of each country that differ from each other now: a country has up to a dozen names for the same clock."""
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text()
    found: dict[str, dict[tuple[timedelta | None, timedelta | None], str]] = {}
    for line in table.splitlines():
        if line.startswith("#") or line.count("\t") < 2:
            continue
        country, _, name = line.split("\t")[:3]
        zone = _zone(name)
        if zone is not None:
            clock = tuple(datetime(2026, month, 15, tzinfo=zone).utcoffset() for month in (1, 7))
            found.setdefault(country, {}).setdefault((clock[0], clock[1]), name)
    return {country: tuple(zones.values()) for country, zones in found.items()}


@functools.lru_cache(maxsize=1000)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
