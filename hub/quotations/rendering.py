"""The paper of a quotation: its rows are read, its pictures fetched, and the press draws it, off the event loop."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import OrderedDict
from typing import Protocol

import msgspec

from hub.quotations import shaping
from hub.quotations.papers import Sources
from hub.quotations.press import Press
from hub.quotations.shaping import Frozen
from hub.wire.configuration import Configuration
from hub.wire.quotations import Quotation
from pdf.pictures import NotAPicture, picture_of
from storage.blobs import BlobMissing, Blobs
from storage.database import Connection, Database
from storage.inbox import attachments
from storage.quotations import rows
from storage.quotations.rows import QuotationRow
from storage.team import users

KEPT_BYTES = 24 * 1024 * 1024  # of papers lately drawn: a preview is asked for again and again
MOST_PICTURE_BYTES = 8 * 1024 * 1024

log = logging.getLogger(__name__)


class Printer(Protocol):
    """What drawing needs of the parts of this process."""

    database: Database
    blobs: Blobs
    press: Press
    drawn: Drawn


class Drawn:
    """Papers lately drawn, by what they say. The same paper gives the same bytes, so nothing here grows old."""

    def __init__(self) -> None:
        self._papers: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0

    def get(self, key: str) -> bytes | None:
        if key in self._papers:
            self._papers.move_to_end(key)
        return self._papers.get(key)

    def keep(self, key: str, body: bytes) -> None:
        if key in self._papers or len(body) > KEPT_BYTES:
            return
        self._papers[key] = body
        self._bytes += len(body)
        while self._bytes > KEPT_BYTES:
            _, gone = self._papers.popitem(last=False)
            self._bytes -= len(gone)


async def pdf(hub: Printer, row: QuotationRow, office: Configuration) -> bytes:
    """An issued one as the office was when it was issued. Raises Refusal `unavailable` when there is too much to draw."""
    sources = await _sources(hub, row, office)
    key = hashlib.sha256(msgspec.json.encode(sources)).hexdigest()
    found = hub.drawn.get(key)
    if found is None:
        found = await hub.press.draw(sources)
        hub.drawn.keep(key, found)
    return found


async def _sources(hub: Printer, row: QuotationRow, office: Configuration) -> Sources:
    quotation = shaping.quotation(row)
    frozen = shaping.frozen(row) or Frozen(
        company=office.company, branding=office.branding, quotations=office.quotations
    )
    async with hub.database.reading() as connection:
        latest = await rows.get(connection, row.id)
        owner = await users.get(connection, row.owner_id) if row.owner_id else None
        names = [await _name(connection, id) for id in quotation.attachments]
        keys = {id: await _blob(connection, id) for id in _pictures(quotation, frozen) if id}
    pictures = {id: await _picture(hub.blobs, key) for id, key in keys.items() if key}
    answered = quotation.answered
    return Sources(
        quotation=quotation,
        office=frozen,
        owner=owner.name if owner else "",
        attachments=[name for name in names if name],
        logo=pictures.get(frozen.branding.logo or ""),
        seller_signature=pictures.get(quotation.signature.image or "") if quotation.signature else None,
        customer_signature=pictures.get(answered.signature or "") if answered else None,
        superseded=latest is not None and latest.revision > row.revision,
        time_zone=office.time_zone,
    )


def _pictures(quotation: Quotation, office: Frozen) -> list[str | None]:
    seller = quotation.signature.image if quotation.signature else None
    customer = quotation.answered.signature if quotation.answered else None
    return [office.branding.logo, seller, customer]


async def _name(connection: Connection, attachment_id: str) -> str | None:
    row = await attachments.get(connection, attachment_id)
    return row.name if row else None


async def _blob(connection: Connection, attachment_id: str) -> str | None:
    row = await attachments.get(connection, attachment_id)
    return row.blob if row and (row.size or 0) <= MOST_PICTURE_BYTES else None


async def _picture(blobs: Blobs, key: str) -> bytes | None:
    """None for a file that is gone, or cannot be read after all: a paper without its logo is better than none."""
    try:
        body = await blobs.read(key)
        await asyncio.to_thread(picture_of, body)
    except (BlobMissing, NotAPicture) as error:
        log.warning("a picture is left out of a quotation's paper: %s", error)
        return None
    return body
