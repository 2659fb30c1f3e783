"""What goes along with a message in a call and may be another thing a moment later: kept with the attempt for as long as the call may have
to be made again, which its provider takes under the same key only word for word."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from channels.channel import Alias


class Beside(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`place`: in the call. `to`: kind and value of each alias. `icon`: the picture beside the name. `shown`: the file had a small picture."""

    place: int = 0
    to: tuple[tuple[str, str], ...] = ()
    speaker: str | None = None
    icon: str | None = None
    reply_to: str | None = None
    quote: str | None = None
    shown: bool = False

    @property
    def aliases(self) -> tuple[Alias, ...]:
        return tuple(Alias(kind, value) for kind, value in self.to)


_decode = msgspec.json.Decoder(Beside).decode


def decoded(column: str | None) -> Beside:
    return Beside() if column is None else _decode(column)


def encoded(beside: Beside) -> str:
    return msgspec.json.encode(beside).decode()
