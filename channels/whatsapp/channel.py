"""WhatsApp, through Meta's Cloud API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
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
    Sample,
    TemplateDraft,
    TemplateSeen,
)
from channels.transport import Transport
from channels.values import Json, id_of, objects_of, text_of
from channels.whatsapp import (
    blocks,
    downloads,
    envelope,
    errors,
    files,
    graph,
    outgoing,
    probing,
    setup,
    signature,
    templates,
)
from channels.whatsapp.people import aliases_of

HOUR_MS = 3_600_000
PER_SECOND = 80.0  # Meta's default throughput of a number, both directions together
LEVELS = {"STANDARD": PER_SECOND, "HIGH": 1000.0}  # as Meta tells them in a number's `throughput`
PAIR_BURST = 45  # messages to one person within 6 s, paid back later
PAIR_SECONDS = 6.0
UPLOAD_SECONDS = 120.0  # Meta looks at a large file before it answers


class WhatsApp:
    """Keeps `channels.channel.Channel`."""

    kind: str = "whatsapp"
    carries: Literal["uploads", "addresses", "content"] = "uploads"
    limits: Limits = Limits(PER_SECOND, PAIR_BURST, PAIR_SECONDS, LEVELS)
    asks_names: bool = False
    whole_seconds: bool = True
    window_ms: int | None = 24 * HOUR_MS

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def verify(self, raw: bytes, headers: Mapping[str, str], secrets: list[str]) -> bool:
        return signature.verify(raw, headers, secrets)

    def parse(self, raw: bytes) -> list[Fact]:
        return envelope.parse(raw)

    def explain(self, code: str, reason: str | None) -> ChannelError:
        return errors.explain(code, reason)

    def check_media(self, kind: str, mime: str, size: int) -> str | None:
        return files.check(kind, mime, size)

    async def send(self, account: Account, message: Outgoing) -> Accepted:
        """There is no key against doubles at Meta: an answer that never came is `unknown`, and stays so until a status tells."""
        body = outgoing.body(message)
        url = graph.address(account, account.address, "messages")
        answer = await graph.call(self._transport, account, "POST", url, repeatable=False, json=body)
        sent = next(iter(objects_of(answer.get("messages"))), {})
        id = id_of(sent.get("id"))
        if id is None:
            raise ChannelError("unknown", "WhatsApp took the message but told no id.", code="bad_answer")
        contact = next(iter(objects_of(answer.get("contacts"))), {})
        held = text_of(sent.get("message_status")) in ("held_for_quality_assessment", "paused")
        return Accepted(id, aliases_of(contact.get("wa_id"), contact.get("user_id")), held)

    async def upload(self, account: Account, data: bytes, mime: str, name: str) -> str:
        answer = await graph.call(
            self._transport,
            account,
            "POST",
            graph.address(account, account.address, "media"),
            repeatable=True,
            form={"messaging_product": "whatsapp", "type": mime},
            files={"file": (name, data, mime)},
            read_seconds=UPLOAD_SECONDS,
        )
        id = id_of(answer.get("id"))
        if id is None:
            raise ChannelError("retry", "WhatsApp took the file but told no id.", code="bad_answer")
        return id

    def fetch(self, account: Account, media: Media) -> AsyncIterator[bytes]:
        return downloads.fetch(self._transport, account, media)

    async def mark_read(self, account: Account, provider_id: str, *, typing: bool) -> None:
        """Marks this message and all earlier ones. The typing sign goes out by itself after 25 s, or with our answer."""
        body: Json = {"messaging_product": "whatsapp", "status": "read", "message_id": provider_id}
        if typing:
            body["typing_indicator"] = {"type": "text"}
        url = graph.address(account, account.address, "messages")
        await graph.call(self._transport, account, "POST", url, repeatable=True, json=body)

    async def show_typing(self, account: Account, person: tuple[Alias, ...]) -> None:
        del account, person

    async def block(self, account: Account, person: tuple[Alias, ...], *, blocked: bool) -> None:
        await blocks.block(self._transport, account, person, blocked)

    async def templates(self, account: Account) -> list[TemplateSeen]:
        return await templates.every(self._transport, account)

    async def find_template(self, account: Account, name: str, language: str) -> TemplateSeen | None:
        return await templates.find(self._transport, account, name, language)

    async def create_template(self, account: Account, draft: TemplateDraft) -> TemplateSeen:
        return await templates.create(self._transport, account, draft)

    async def edit_template(self, account: Account, provider_id: str, draft: TemplateDraft, *, category: bool) -> None:
        await templates.edit(self._transport, account, provider_id, draft, category)

    async def delete_template(self, account: Account, provider_id: str, name: str) -> None:
        await templates.delete(self._transport, account, provider_id, name)

    async def upload_sample(self, account: Account, sample: Sample) -> str:
        return await templates.upload_sample(self._transport, account, sample)

    async def subscribe(self, account: Account) -> None:
        await setup.subscribe(self._transport, account)

    async def probe(self, account: Account, *, callback: str | None = None, knock: bool = False) -> Probe:
        return await probing.probe(self._transport, account, callback, knock)
