"""The contract every channel keeps: provider bytes become our facts, our messages become provider calls.

Parsing is a pure function. Sending tells the truth: `send` returns the provider's id, or raises `ChannelError` whose `outcome`
says what may be done next. Times are milliseconds since 1970 in UTC. Text handed out never holds NUL or a lone surrogate.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Literal, Protocol, runtime_checkable

from msgspec import Struct

from channels.account import Account as Account
from channels.account import Check as Check
from channels.account import Probe as Probe
from channels.account import Sample as Sample
from channels.account import TemplateDraft as TemplateDraft
from channels.account import TemplateSeen as TemplateSeen
from channels.facts import AccountTold as AccountTold
from channels.facts import Alias as Alias
from channels.facts import AliasesChanged as AliasesChanged
from channels.facts import ContactTold as ContactTold
from channels.facts import Edited as Edited
from channels.facts import Fact as Fact
from channels.facts import Handles as Handles
from channels.facts import Media as Media
from channels.facts import Person as Person
from channels.facts import PreferenceTold as PreferenceTold
from channels.facts import Reacted as Reacted
from channels.facts import Received as Received
from channels.facts import Revoked as Revoked
from channels.facts import StatusTold as StatusTold
from channels.facts import TemplateTold as TemplateTold
from channels.facts import Unknown as Unknown
from channels.refusal import ChannelError as ChannelError
from channels.refusal import Outcome as Outcome


class File(Struct, frozen=True, kw_only=True):
    """A file at an address its provider and the customer can read for a while; `preview` is a small picture of it. Size in bytes,
    duration in ms."""

    url: str
    name: str
    mime: str
    size: int
    preview: str | None = None
    duration: int | None = None


class Attached(Struct, frozen=True, kw_only=True):
    """A file that travels within the message. `place`: where it is read as it goes, and its `size` in bytes; else `data` is it."""

    name: str
    mime: str
    data: bytes = b""
    place: str | None = None
    size: int = 0


class Speaker(Struct, frozen=True, kw_only=True):
    """Whose word it is, where a channel shows that."""

    name: str
    picture: str | None = None  # an address


class Outgoing(Struct, frozen=True, kw_only=True):
    """One message to send. `tag` is the attempt's id and goes with it to the provider. `content` is in the form of
    `hub.wire.shapes.Message.content`; template sends carry {name language components} in the provider's form. An interactive one may
    have a file at its head: `header` {kind id name}, the id from `upload`. A channel without buttons says them in words."""

    tag: str
    to: tuple[Alias, ...]
    kind: str  # text image video audio voice document sticker location contacts template interactive reaction
    text: str | None = None
    content: dict[str, Any] = {}
    media_id: str | None = None  # from `upload`
    media_name: str | None = None
    reply_to: str | None = None  # provider's id
    group: str | None = None
    tries: int = 1  # which try this is
    key: str = ""  # the message's own, the same at every try: a provider that knows such keys takes it once
    file: File | None = None  # instead of `media_id`, where files go as addresses
    files: tuple[Attached, ...] = ()  # the same, where they go within the message
    handles: Handles | None = None  # those of the message answered: `reply`; of the one in `reply_to`: `quote`
    speaker: Speaker | None = None


class Accepted(Struct, frozen=True):
    """The provider took it; not yet delivered. `aliases` are what the provider says the person is also called. `refused`: of several
    recipients those it does not reach, each with the reason."""

    provider_id: str
    aliases: tuple[Alias, ...] = ()
    held: bool = False
    quote: str | None = None  # what quotes it later
    free: bool | None = None  # whether it cost nothing of a quota; None where there is none
    refused: tuple[tuple[str, str], ...] = ()


class Limits(Struct, frozen=True):
    """What an account may send: messages a second over all, and the pair budget (burst, then one per `pair_seconds`)."""

    per_second: float
    pair_burst: int
    pair_seconds: float
    levels: Mapping[str, float] = {}  # messages a second by what the provider calls an account's throughput


class Channel(Protocol):
    """One kind of channel. Every method that calls out raises `ChannelError`."""

    kind: str
    limits: Limits
    carries: Literal["uploads", "addresses", "content"]  # files go up beforehand, as addresses, or within the message
    asks_names: bool  # the provider tells an id alone, and who that is on asking
    whole_seconds: bool  # its times are no finer
    window_ms: int | None  # how long after the customer's last word free text may be sent; None: always

    def verify(self, raw: bytes, headers: Mapping[str, str], secrets: list[str]) -> bool:
        """Whether one of `secrets` signed these bytes. Constant time."""
        ...

    def parse(self, raw: bytes) -> list[Fact]:
        """What a verified body says, in the order it says it. Never raises for strange content; raises ValueError for no JSON object."""
        ...

    def explain(self, code: str, reason: str | None) -> ChannelError:
        """The table of errors: what a provider's code means and what a person can do (codes also arrive in statuses)."""
        ...

    def check_media(self, kind: str, mime: str, size: int) -> str | None:
        """None when the provider takes such a file; else what to do about it, in words."""
        ...

    async def send(self, account: Account, message: Outgoing) -> Accepted: ...

    async def upload(self, account: Account, data: bytes, mime: str, name: str) -> str: ...

    def fetch(self, account: Account, media: Media) -> AsyncIterator[bytes]: ...

    async def mark_read(self, account: Account, provider_id: str, *, typing: bool) -> None:
        """`provider_id`: the message's, or the token the provider gave for that."""
        ...

    async def show_typing(self, account: Account, person: tuple[Alias, ...]) -> None:
        """Shows the customer that somebody writes, where that is a call of its own."""
        del account, person

    async def block(self, account: Account, person: tuple[Alias, ...], *, blocked: bool) -> None:
        """Has the provider stop what this person writes to the account, or (`blocked` false) let it through again. Once more is harmless.
        A kind whose provider cannot says so, as this does."""
        del account, person, blocked
        raise ChannelError(
            "never", "This channel's provider blocks nobody; they are kept away here.", code="not_supported"
        )

    async def templates(self, account: Account) -> list[TemplateSeen]: ...

    async def subscribe(self, account: Account) -> None: ...

    async def probe(self, account: Account, *, callback: str | None = None, knock: bool = False) -> Probe:
        """Tests the account. `callback`: where the provider should bring its webhooks; with `knock` that address is called too, as
        the provider would. Never raises ChannelError."""
        ...

    async def find_template(self, account: Account, name: str, language: str) -> TemplateSeen | None: ...

    async def create_template(self, account: Account, draft: TemplateDraft) -> TemplateSeen: ...

    async def edit_template(self, account: Account, provider_id: str, draft: TemplateDraft, *, category: bool) -> None:
        """Replaces the components; the category too, when `category` says it changes."""
        ...

    async def delete_template(self, account: Account, provider_id: str, name: str) -> None: ...

    async def upload_sample(self, account: Account, sample: Sample) -> str:
        """The handle a template's header names the file by."""
        ...


@runtime_checkable
class Merging(Protocol):
    """A channel whose provider takes several messages to one person in one call, and counts calls."""

    together: int  # the most of them, as `weight` counts

    def weight(self, message: Outgoing) -> int:
        """How many of `together` the message takes."""
        ...

    async def send_together(self, account: Account, messages: Sequence[Outgoing]) -> list[Accepted | ChannelError]:
        """One call, in order; what became of each. The same messages under the same keys are the same call: made twice, it is taken once.
        Raises ChannelError for all of them."""
        ...
