"""The customer's private page: reading the quotation there, having seen it, and answering it. Whoever holds the link may.

Nothing is answered twice: the row is locked, and the table of moves says what is still open. Of two answers at once the first counts; the
second is told how it stands.
"""

from __future__ import annotations

import hashlib
from typing import Any, Literal, cast, get_args

import msgspec
from msgspec import Struct

from hub import ids
from hub.files import media_files
from hub.quotations import answers, files, holding, page_links, shaping, states
from hub.quotations.days import today
from hub.quotations.holding import Held
from hub.team import tokens
from hub.transaction import Transaction
from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal
from hub.wire.quotation_page import PageAnswer
from hub.wire.quotations import QuotationState
from storage.database import Connection
from storage.inbox import attachments
from storage.inbox.attachments import AttachmentRow
from storage.quotations import files as quotation_files
from storage.quotations import links, rows
from storage.quotations.rows import QuotationRow

HANDLE_DIGITS = 16  # of a link's hash: names the link in addresses, and opens nothing
Answer = Literal["accept", "change", "decline"]
GIVEN: tuple[Answer, ...] = get_args(Answer)
UNSEEN = ("issued", "sent")
_decode_row = msgspec.json.Decoder(QuotationRow).decode


class Shown(Struct, frozen=True, kw_only=True):
    """What the page shows: the version that counts, and whether the next one is being written."""

    row: QuotationRow
    revising: bool


async def shown(connection: Connection, secret: str, now: int) -> Shown:
    """Raises Refusal `not_found` for a link that opens nothing."""
    link = await page_links.found(connection, secret, now)
    row = await rows.get(connection, link.quotation_id)
    if row is None:
        raise Refusal("not_found", page_links.GONE, field="token")
    if row.state != "draft":
        return Shown(row=row, revising=False)
    kept = await rows.versions(connection, row.id)
    if not kept:
        raise Refusal("not_found", page_links.GONE, field="token")
    return Shown(row=_decode_row(kept[0].head), revising=True)


async def files_of(connection: Connection, row: QuotationRow) -> list[AttachmentRow]:
    """What goes along with it, as far as it is still there."""
    found = [await attachments.get(connection, id) for id in shaping.content(row).attachments]
    return [each for each in found if each is not None and each.blob is not None]


async def seen(tx: Transaction, secret: str) -> None:
    """The customer opened the page. Opening it again is nothing new."""
    link = await page_links.found(tx.connection, secret, tx.now)
    await links.opened(tx.connection, link.hash, tx.now)
    held = await holding.hold(tx, link.quotation_id)
    if held.row.state in UNSEEN:
        await states.move(tx, held, "seen", _customer(held, ""))


async def answer(tx: Transaction, secret: str, asked: PageAnswer, office: Configuration, signature: str | None) -> None:
    """`signature`: the attachment that holds the drawn one. Raises Refusal `conflict` when it was answered, has another version by now,
    expired or was withdrawn; `invalid` for what is missing."""
    require_whole(asked)
    link = await page_links.found(tx.connection, secret, tx.now)
    held = await holding.hold(tx, link.quotation_id)
    row = held.row
    if row.state == "draft" or row.revision != asked.revision:
        raise Refusal("conflict", "There is a new version of this quotation. Please read it first.", field="revision")
    if row.valid_until is not None and row.valid_until < today(office, tx.now).isoformat():
        raise Refusal("conflict", f"This quotation was valid until {row.valid_until}.", field="state")
    to = answers.TO[asked.answer]
    mover = _customer(held, asked.name)
    states.require(row, to, mover)
    await answers.move(tx, held, to, mover, reason=asked.words.strip() or None, signature=signature)


def require_whole(asked: PageAnswer) -> None:
    """Raises Refusal `invalid` naming what is missing."""
    if asked.answer == "accept" and not asked.name.strip():
        raise Refusal("invalid", "Please write your name.", field="name")
    if asked.answer == "accept" and asked.signature is None:
        raise Refusal("invalid", "Please sign.", field="signature")
    if asked.answer == "change" and not asked.words.strip():
        raise Refusal("invalid", "Please tell us what should be different.", field="words")


def answerable(shown: Shown, today: str) -> list[Answer]:
    """The answers the customer may give now."""
    row = shown.row
    if shown.revising or (row.valid_until is not None and row.valid_until < today):
        return []
    moves = states.MOVES[cast(QuotationState, row.state)]
    return [name for name in GIVEN if "customer" in moves.get(answers.TO[name], ())]


async def keep_signature(tx: Transaction, quotation_id: str, picture: bytes, attachment_id: str) -> None:
    """The picture is in the store, by the key of the attachment's id."""
    row = await rows.get(tx.connection, quotation_id)
    kept: dict[str, Any] = {
        "id": attachment_id,
        "channel_id": None if row is None else row.channel_id,
        "kind": "image",
        "mime": "image/png",
        "name": "signature.png",
        "size": len(picture),
        "sha256": hashlib.sha256(picture).hexdigest(),
        "state": "ready",
        "blob": media_files.key_of(attachment_id),
        "kept_for": files.KEPT_FOR,
        "created_at": tx.now,
    }
    await attachments.insert_many(tx.connection, [kept])
    await quotation_files.add(tx.connection, quotation_id, [attachment_id])


def handle_of(secret: str) -> str:
    return tokens.hash_of(secret)[:HANDLE_DIGITS]


def new_signature_id() -> str:
    return ids.new()


def _customer(held: Held, name: str) -> states.Mover:
    return states.customer(name.strip() or held.row.customer_name, "page")
