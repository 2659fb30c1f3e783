"""Whether what is said somewhere is heard there, by what the provider told last. LINE takes a push to somebody who has blocked the account,
and shows it to nobody; in standby another program of the account answers, and LINE asks all others to be silent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec
from msgspec import Struct

from storage.inbox.heard import HeardRow

Silence = Literal["unfollowed", "left", "standby"]
KIND = "line"  # of channel, where such things are told
GONE: dict[str | None, Silence] = {"blocked": "unfollowed", "left": "left"}


class _Told(Struct, frozen=True):
    event: str | None = None
    standby: bool | None = None


def of(heard: Iterable[HeardRow]) -> Silence | None:
    """`heard`: what was heard last in each conversation of one person, or one group, over one channel account."""
    last = max(heard, key=lambda row: row.order, default=None)
    if last is None:
        return None
    told = msgspec.json.decode(last.content, type=_Told)
    if told.standby:
        return "standby"
    return GONE.get(told.event) if last.kind == "system" else None
