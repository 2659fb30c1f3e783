"""LINE, through its Messaging API."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Literal

from channels.channel import (
    Accepted,
    Account,
    Alias,
    ChannelError,
    Fact,
    Limits,
    Media,
    Outgoing,
    Probe,
)
from channels.line import api, downloads, errors, events, outgoing, people, probing, quota, sending, signature
from channels.line.names import Names
from channels.line.people import Profile
from channels.line.pictures import Pictures
from channels.line.probing import Bot
from channels.line.quota import Quota
from channels.transport import Transport
from channels.untemplated import Untemplated

PER_SECOND = 2_000.0  # LINE's limit of a channel
PAIR_BURST, PAIR_SECONDS = 50, 0.5  # LINE names none; a person is not flooded
LOADING_SECONDS = 20  # the animation ends with our answer, or by itself


class Line(Untemplated):
    """Keeps `channels.channel.Channel`. Free text may be sent at any time: there is no window."""

    kind: str = "line"
    called: str = "LINE"
    limits: Limits = Limits(per_second=PER_SECOND, pair_burst=PAIR_BURST, pair_seconds=PAIR_SECONDS)
    asks_names: bool = True
    whole_seconds: bool = False
    window_ms: int | None = None
    carries: Literal["uploads", "addresses", "content"] = "addresses"
    together: int = sending.MOST

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._pictures = Pictures(transport)
        self.names = Names()

    def verify(self, raw: bytes, headers: Mapping[str, str], secrets: list[str]) -> bool:
        return signature.verify(raw, headers, secrets)

    def parse(self, raw: bytes) -> list[Fact]:
        return events.parse(raw)

    def explain(self, code: str, reason: str | None) -> ChannelError:
        return errors.explain(code, reason)

    def check_media(self, kind: str, mime: str, size: int) -> str | None:
        return outgoing.check(kind, mime, size)

    async def send(self, account: Account, message: Outgoing) -> Accepted:
        (told,) = await self.send_together(account, [message])
        if isinstance(told, ChannelError):
            raise told
        return told

    def weight(self, message: Outgoing) -> int:
        return outgoing.weight(message)

    async def send_together(self, account: Account, messages: Sequence[Outgoing]) -> list[Accepted | ChannelError]:
        """Up to five message objects to the same person in one call: one after the other on the phone, counted as one."""
        return await sending.send(self._transport, account, messages, self.names, int(time.time() * 1000))

    async def upload(self, account: Account, data: bytes, mime: str, name: str) -> str:
        del account, data, mime, name
        raise ChannelError("never", "LINE takes no files, only addresses of files.", code="not_supported")

    def fetch(self, account: Account, media: Media) -> AsyncIterator[bytes]:
        if media.kind == "sticker":
            return self._sticker(account, media.id or "")
        return downloads.fetch(self._transport, account, media)

    async def _sticker(self, account: Account, number: str) -> AsyncIterator[bytes]:
        yield await self._pictures.sticker(account, number)

    async def picture(self, account: Account, address: str) -> bytes:
        """What a profile's picture shows. Raises ChannelError."""
        return await self._pictures.read(account, address)

    async def mark_read(self, account: Account, provider_id: str, *, typing: bool) -> None:
        """`provider_id`: the message's read token, which marks it and all before. Has no effect where Chat is off."""
        del typing
        url = api.address(account, "/v2/bot/chat/markAsRead")
        await api.call(self._transport, account, "POST", url, repeatable=True, json={"markAsReadToken": provider_id})

    async def show_typing(self, account: Account, person: tuple[Alias, ...]) -> None:
        """The loading animation, which only a chat with one person has."""
        user = next((alias.value for alias in person if alias.kind == "line_user"), None)
        if user is None:
            return
        url = api.address(account, "/v2/bot/chat/loading/start")
        body = {"chatId": user, "loadingSeconds": LOADING_SECONDS}
        await api.call(self._transport, account, "POST", url, repeatable=True, json=body, also=(202,))

    async def bot(self, account: Account) -> Bot:
        """Which account the token belongs to."""
        return await probing.bot_of(self._transport, account)

    async def profile(self, account: Account, user: str, group: str | None) -> Profile | None:
        return await people.person(self._transport, account, user, group)

    async def group_profile(self, account: Account, group: str) -> Profile | None:
        return await people.group(self._transport, account, group)

    async def quota(self, account: Account) -> Quota:
        return await quota.read(self._transport, account)

    async def block(self, account: Account, person: tuple[Alias, ...], *, blocked: bool) -> None:
        del account, person, blocked
        raise ChannelError("never", "LINE lets accounts block nobody; they are kept away here.", code="not_supported")

    async def subscribe(self, account: Account) -> None:
        """LINE is told the address in its console, or by `point_here`."""
        await probing.bot_of(self._transport, account)

    async def point_here(self, account: Account, callback: str) -> None:
        """Tells LINE where to bring webhooks. Raises ChannelError."""
        url = api.address(account, "/v2/bot/channel/webhook/endpoint")
        await api.call(self._transport, account, "PUT", url, repeatable=True, json={"endpoint": callback})

    async def probe(self, account: Account, *, callback: str | None = None, knock: bool = False) -> Probe:
        return await probing.probe(self._transport, account, callback, knock, self.names.refused(account.id))
