"""`/api/v1/templates`: what may be sent when the 24-hour window is closed; written, previewed, submitted and synchronised."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from channels.channel import ChannelError
from hub import permissions, shaping
from hub.accounts import credentials
from hub.assembly import Hub
from hub.permissions import Agent
from hub.texts import template_drafts, template_previews, templates
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.errors import Refusal
from hub.wire.templates import (
    ChannelSynced,
    NewTemplate,
    SyncAsked,
    TemplateChange,
    TemplatePreview,
    TemplatePreviewAsked,
    TemplatesSynced,
)
from hub.work import template_sync
from storage.accounts import channels as account_rows
from storage.accounts import templates as rows
from storage.accounts.channels import AccountRow
from storage.database import Connection
from storage.inbox import attachments
from storage.inbox import conversations as conversation_rows
from web import authentication
from web.answers import answer, read_json
from web.authentication import hub_of
from web.operations import MANAGERS, Asked, NoQuery, Paged, Paging, agent_of, other, read, write

Word = Annotated[str, Meta(max_length=64)]


class TemplatesQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    channel: Word | None = None
    status: Word | None = None
    category: Word | None = None
    language: Word | None = None


async def listed(connection: Connection, agent: Agent, asked: Asked[TemplatesQuery, None]) -> Paged[shapes.Template]:
    query = asked.query
    if query.channel is not None:
        permissions.require_channel(agent, query.channel, "channel account")
    found = await rows.page(
        connection,
        agent.channels if query.channel is None else {query.channel},
        q=query.q,
        status=query.status,
        category=query.category,
        language=query.language,
        after=None if query.after is None else _place(query.after),
        limit=query.limit + 1,
    )
    kept = found[: query.limit]
    following = _cursor((kept[-1].name, kept[-1].language, kept[-1].id)) if len(found) > len(kept) else None
    return Paged(items=[templates.shape(row) for row in kept], next=following)


async def one(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> shapes.Template:
    row = await rows.get(connection, asked.id)
    if row is None:
        raise Refusal("not_found", "There is no such template.")
    permissions.require_channel(agent, row.channel_id, "template")
    return templates.shape(row)


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewTemplate]) -> shapes.Template:
    return await template_drafts.add(tx, agent, asked.body)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, TemplateChange]) -> shapes.Template:
    return await template_drafts.change(tx, agent, asked.id, asked.body, asked.if_match)


async def remove(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await template_drafts.remove(tx, agent, asked.id, asked.if_match)


async def preview(request: Request) -> Response:
    """Nothing is kept: what is being typed, as a phone would show it, with every violation."""
    authentication.claims(request)  # a stranger's body is not read
    asked = await read_json(request, TemplatePreviewAsked)
    async with hub_of(request).database.reading() as connection:
        agent = await agent_of(request, connection)
        contact = None if asked.contact is None else await _contact(connection, agent, asked.contact)
        sample = None if asked.sample is None else await attachments.get(connection, asked.sample)
    kind = sample.kind if sample is not None and sample.uploaded_by == agent.id else None
    return answer(template_previews.draw(asked, contact, agent.name, kind))


async def synchronise(request: Request) -> Response:
    """Outside any transaction: the provider is asked for all pages, account by account."""
    authentication.claims(request)
    hub, asked = hub_of(request), await read_json(request, SyncAsked)
    async with hub.database.reading() as connection:
        agent = await agent_of(request, connection)
        if asked.channel is not None:
            permissions.require_channel(agent, asked.channel, "channel account")
        wanted = agent.channels if asked.channel is None else {asked.channel}
        accounts = [row for row in await account_rows.every(connection) if row.id in wanted]
    named = asked.channel is not None
    able = [
        row for row in accounts if named or (row.state in ("active", "paused") and row.business and row.credentials)
    ]
    return answer(TemplatesSynced(channels=[await _synchronised(hub, row) for row in able]))


async def _synchronised(hub: Hub, row: AccountRow) -> ChannelSynced:
    account, channel = credentials.account(hub.vault, row), hub.channels.get(row.kind)
    if account is None or channel is None or row.business is None:
        return ChannelSynced(channel=row.id, error=f"{row.name} is not set up, so it has no templates.")
    try:
        kept = await template_sync.synchronise(hub.transactions, channel, account, row)
    except ChannelError as error:
        return ChannelSynced(channel=row.id, error=f"{error.message} {error.advice or ''}".strip())
    return ChannelSynced(channel=row.id, seen=kept.seen, changed=kept.changed, removed=kept.removed)


async def _contact(connection: Connection, agent: Agent, contact_id: str) -> shapes.Contact:
    """As the agent may see it: of conversations on the agent's channel accounts, or of none at all."""
    found = (await shaping.contacts(connection, [contact_id])).get(contact_id)
    places = await conversation_rows.channels_of_contacts(connection, [contact_id])
    theirs = places.get(contact_id, [])
    if found is None or (theirs and not agent.channels & set(theirs)):
        raise Refusal("not_found", "There is no such contact.", field="contact")
    return found


def _cursor(place: tuple[str, str, str]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _place(cursor: str) -> tuple[str, str, str]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        found = msgspec.json.decode(raw, type=tuple[str, str, str])
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise Refusal("invalid", "`after` must be the `next` of an earlier page.", field="after") from None
    if "\x00" in "".join(found):
        raise Refusal("invalid", "`after` must be the `next` of an earlier page.", field="after")
    return found


ONE = "/templates/{id}"
OPERATIONS = (
    read("/templates", listed, "List templates", gives=Paged[shapes.Template], query=TemplatesQuery),
    write(
        "POST",
        "/templates",
        add,
        "Submit a template for review",
        takes=NewTemplate,
        gives=shapes.Template,
        status=201,
        roles=MANAGERS,
    ),
    other(
        "POST",
        "/templates/preview",
        preview,
        "See a template as a phone shows it, and what the provider would refuse",
        takes=TemplatePreviewAsked,
        gives=TemplatePreview,
        roles=MANAGERS,
        refusals=(404, 413, 422),
    ),
    other(
        "POST",
        "/templates/sync",
        synchronise,
        "Make the templates what the provider holds",
        takes=SyncAsked,
        gives=TemplatesSynced,
        roles=MANAGERS,
        refusals=(404, 413, 422),
    ),
    read(ONE, one, "Read a template", gives=shapes.Template),
    write("PUT", ONE, change, "Change a template", takes=TemplateChange, gives=shapes.Template, roles=MANAGERS),
    write("DELETE", ONE, remove, "Delete a template, here and at the provider", roles=MANAGERS),
)
