"""Writes the address of a private page into messages that lead to one, as they are claimed: nobody but the customer ever reads it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from hub.inbox import outbound
from hub.quotations import page_links
from hub.transaction import Transaction
from hub.work.claims import Claim
from storage.quotations import rows as quotations


async def addressed(tx: Transaction, claimed: Sequence[Claim], public_url: str, secret_key: str) -> list[Claim]:
    """Each attempt gets a link of its own, whose hash is committed before the message leaves; a call made again has the very same."""
    return [
        claim if claim.page is None else await _addressed(tx, claim, claim.page, public_url, secret_key)
        for claim in claimed
    ]


async def _addressed(tx: Transaction, claim: Claim, quotation_id: str, public_url: str, secret_key: str) -> Claim:
    row = await quotations.get(tx.connection, quotation_id)
    if row is None:
        return claim
    secret = None if claim.call is None else page_links.secret_of(secret_key, claim.call, claim.message_id)
    made = await page_links.make(tx, row, public_url, message_id=claim.message_id, secret=secret)
    content = outbound.with_page(claim.outgoing.content, made.url, made.secret)
    text = outbound.with_page(claim.outgoing.text, made.url, made.secret)
    outgoing = msgspec.structs.replace(claim.outgoing, content=content, text=text)
    return msgspec.structs.replace(claim, outgoing=outgoing)
