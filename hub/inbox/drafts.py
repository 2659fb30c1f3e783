"""What a send command becomes: one draft per message the provider will carry. Everything is checked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, structs

from hub.accounts import limits
from hub.accounts.limits import Limits, check_length
from hub.inbox import contents
from hub.inbox.outbound import Outbound
from hub.permissions import Agent
from hub.texts import template_bindings, templates
from hub.wire.commands import MessageSend, TemplateUse
from hub.wire.errors import Refusal
from storage.accounts.channels import AccountRow
from storage.database import Connection
from storage.inbox import attachments
from storage.inbox.attachments import AttachmentRow

CAPTIONED = ("image", "video", "document")  # sound and stickers carry no words


class Draft(Struct, frozen=True, kw_only=True):
    kind: str
    text: str | None = None
    content: dict[str, Any] = {}
    outbound: Outbound = Outbound()
    attachment: str | None = None
    attachments: tuple[str, ...] = ()  # of a mail, which carries several


async def drafts(
    connection: Connection, agent: Agent, account: AccountRow, command: MessageSend, contact_id: str
) -> list[Draft]:
    """In the order they are to arrive. Raises Refusal for what the channel does not take. `contact_id`: who gets it, for the values
    a template takes from them."""
    _require_one_thing(command)
    allowed = limits.of(account.kind)
    if command.template is not None and not allowed.window:
        told = f"{account.name} needs no templates: write the text itself, or use a saved reply."
        raise Refusal("invalid", told, field="template")
    if command.template is not None:
        return [await _template(connection, agent, account, command.template, contact_id)]
    if command.interactive is not None:
        content, text = contents.interactive(command.interactive, allowed)
        return [Draft(kind="interactive", text=text, content=content)]
    if command.location is not None:
        return [Draft(kind="location", content=contents.location(command.location))]
    if command.contacts is not None:
        return [Draft(kind="contacts", content=contents.contacts(command.contacts, allowed))]
    if command.attachments:
        return _files(await own_files(connection, agent, command.attachments), command.text, account.kind, allowed)
    needed = command.mail is None or command.mail.forward_of is None
    check_length(command.text, allowed.text, "A message", "text", needed=needed, length=allowed.length)
    return [Draft(kind="text", text=command.text)]


async def own_files(connection: Connection, agent: Agent, ids: Sequence[str]) -> list[AttachmentRow]:
    """Uploads of this agent that no message has yet, held until the transaction ends, in the order asked for."""
    limits.check_distinct(ids, "attachments", "attachments")
    found = await attachments.lock(connection, ids)
    for id in ids:
        row = found.get(id)
        if row is None or row.uploaded_by != agent.id:
            raise Refusal("not_found", "There is no such file. Upload it again.", field="attachments")
        if row.message_id is not None:
            raise Refusal(
                "conflict", f"The file {row.name or id} was sent already. Upload it again.", field="attachments"
            )
        if row.state == "failed":
            raise Refusal(
                "invalid", f"The file {row.name or id} could not be read. Upload it again.", field="attachments"
            )
    return [found[id] for id in ids]


def _require_one_thing(command: MessageSend) -> None:
    alone = [name for name in ("template", "interactive", "location", "contacts") if getattr(command, name) is not None]
    with_text = [name for name in ("text", "attachments") if getattr(command, name)]
    if len(alone) > 1 or (alone and with_text):
        both = (alone + with_text)[:2]
        raise Refusal("invalid", f"One message carries either {both[0]} or {both[1]}. Send two.", field=both[1])


async def _template(
    connection: Connection, agent: Agent, account: AccountRow, asked: TemplateUse, contact_id: str
) -> Draft:
    row = await templates.usable(connection, agent, asked.template, account.id)
    bound = await template_bindings.for_contact(connection, row, contact_id, agent.name, asked.parameters)
    use = structs.replace(asked, parameters=bound)
    filled = templates.fill(row, use)
    if filled.media is not None:
        if use.attachment is None:
            raise Refusal(
                "invalid", f"The template {row.name} needs a file ({filled.media}).", field="template.attachment"
            )
        (file,) = await own_files(connection, agent, [use.attachment])
        if file.kind != filled.media:
            wanted = (
                f"The template {row.name} needs a file of the kind {filled.media}; this is of the kind {file.kind}."
            )
            raise Refusal("invalid", wanted, field="template.attachment")
        _check_file(account.kind, file)
    handed = Outbound(content=filled.outgoing, media_header=filled.media, marketing=filled.marketing)
    return Draft(kind="template", text=filled.text, content=filled.content, outbound=handed, attachment=use.attachment)


def _files(files: list[AttachmentRow], text: str | None, channel_kind: str, allowed: Limits) -> list[Draft]:
    """One message per file, the words with the first; a text of its own before it when that file carries none."""
    for file in files:
        _check_file(channel_kind, file)
    if not text:
        return [Draft(kind=file.kind, attachment=file.id) for file in files]
    if files[0].kind not in CAPTIONED:
        check_length(text, allowed.text, "A message", "text", length=allowed.length)
        return [Draft(kind="text", text=text), *(Draft(kind=file.kind, attachment=file.id) for file in files)]
    check_length(text, allowed.caption, "The text beside a file", "text", length=allowed.length)
    return [Draft(kind=file.kind, text=text if n == 0 else None, attachment=file.id) for n, file in enumerate(files)]


def _check_file(channel_kind: str, file: AttachmentRow) -> None:
    advice = limits.check_file(channel_kind, file.kind, file.mime, file.size or 0)
    if advice is not None:
        raise Refusal("invalid", advice, field="attachments")
