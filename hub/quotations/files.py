"""Files a quotation holds: what goes along with it, and the picture of the company's signature. Both were uploaded."""

from __future__ import annotations

from collections.abc import Collection

from hub.office.configuration import SIGNATURE
from hub.permissions import Agent
from hub.quotations.holding import may_see
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.quotations import Content, Signature
from storage.database import Connection
from storage.inbox import attachments
from storage.inbox.attachments import AttachmentRow
from storage.quotations import files as quotation_files

KEPT_FOR = "quotation"  # what an upload does not go for, though nobody sent it
SIGNATURE_TYPES = ("image/png", "image/jpeg", "image/webp")


async def check(connection: Connection, agent: Agent, content: Content, before: Content) -> None:
    """Raises Refusal `invalid` for a file that is none, or another's. Those that were there `before` are not asked again."""
    known = set(of_content(before))
    for place, id in enumerate(content.attachments):
        if id not in known:
            await _usable(connection, agent, id, f"attachments[{place}]")
    if len(set(content.attachments)) != len(content.attachments):
        raise Refusal("invalid", "The same file is attached twice.", field="attachments")
    image = content.signature.image if content.signature else None
    if image is not None and image not in known:
        row = await _usable(connection, agent, image, "signature.image")
        if row.mime not in SIGNATURE_TYPES:
            raise Refusal("invalid", "The signature must be a PNG, JPEG or WebP picture.", field="signature.image")


async def hold(tx: Transaction, quotation_id: str, content: Content) -> None:
    """What it holds does not go because nobody sent it."""
    held = of_content(content)
    await quotation_files.add(tx.connection, quotation_id, held)
    for id in held:
        row = await attachments.get(tx.connection, id)
        if row is not None and row.kept_for is None and row.message_id is None:
            await attachments.keep_for(tx.connection, id, KEPT_FOR)


async def release(tx: Transaction, quotation_id: str, content: Content, *, after: Content | None = None) -> None:
    """What it holds no more goes in its time, unless another quotation holds it."""
    gone = set(of_content(content)) - set(of_content(after) if after else [])
    if gone:
        await _let_go(tx, quotation_id, gone)


async def release_all(tx: Transaction, quotation_id: str) -> None:
    """Of one that goes: what any of its versions held."""
    await _let_go(tx, quotation_id, await quotation_files.of_quotation(tx.connection, quotation_id))


async def _let_go(tx: Transaction, quotation_id: str, ids: Collection[str]) -> None:
    for id in await quotation_files.remove(tx.connection, quotation_id, ids):
        row = await attachments.get(tx.connection, id)
        if row is not None and row.kept_for == KEPT_FOR:
            await attachments.keep_for(tx.connection, id, None)


async def keep_signature(tx: Transaction, signature: Signature | None) -> None:
    """The picture of a signature that stands in a template or in the office's settings."""
    if signature is not None and signature.image is not None:
        await attachments.keep_for(tx.connection, signature.image, SIGNATURE)


def of_content(content: Content) -> list[str]:
    image = content.signature.image if content.signature else None
    return [*content.attachments, *([image] if image else [])]


async def held_for(connection: Connection, agent: Agent, attachment_id: str) -> bool:
    """Whether a quotation the agent may see holds it."""
    for row in await quotation_files.holders(connection, attachment_id):
        if await may_see(connection, agent, row):
            return True
    return False


async def _usable(connection: Connection, agent: Agent, attachment_id: str, field: str) -> AttachmentRow:
    row = await attachments.get(connection, attachment_id)
    if row is None or row.blob is None or not await _may_use(connection, agent, row):
        raise Refusal("invalid", "There is no such file: upload it again.", field=field)
    return row


async def _may_use(connection: Connection, agent: Agent, row: AttachmentRow) -> bool:
    """One's own upload, a file of a message one may see, or one that a quotation one may see holds."""
    if row.message_id is not None:
        return row.channel_id in agent.channels
    if row.kept_for == SIGNATURE or row.uploaded_by == agent.id:
        return True
    return await held_for(connection, agent, row.id)
