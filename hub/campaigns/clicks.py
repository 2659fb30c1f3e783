"""Clicks on links of campaigns: counted, then the stored address is told. Who only looks ahead (a previewer, a crawler) counts nothing."""

from __future__ import annotations

import re

from hub.campaigns import following
from hub.campaigns.links import TOKEN
from hub.transaction import Transactions
from storage.campaigns import answers as rows

# programs that fetch what is linked to show it, index it or check it; a person's browser names none of these
_PROGRAMS = re.compile(
    r"bot\b|crawl|spider|preview|facebookexternalhit|facebookcatalog|meta-externalagent|whatsapp/|slurp|skypeuripreview|linkedinbot"
    r"|embedly|quora link|pinterest/|vkshare|google-read-aloud|feedfetcher|mediapartners|lighthouse|headless|curl/|wget/|python-"
    r"|okhttp|go-http-client|java/|libwww|axios|node-fetch|monitor|scan",
    re.IGNORECASE,
)


async def follow(transactions: Transactions, token: str, *, counts: bool) -> str | None:
    """The address a link leads to; None when there is no such link (any more)."""
    if TOKEN.fullmatch(token) is None:
        return None
    async with transactions.database.reading() as connection:
        link = await rows.link(connection, token)
    if link is None or link.url is None or not counts or not link.recipient_id:
        return None if link is None else link.url
    async with transactions.begin() as tx:
        await rows.count_tap(tx.connection, link.id, tx.now)
        message = await rows.clicked(tx.connection, link.recipient_id, tx.now)
        if message is not None:
            await following.note(tx, [message])
    return link.url


def is_person(method: str, user_agent: str | None, purpose: str | None) -> bool:
    """`purpose`: what a browser says when it fetches ahead of its person."""
    if method != "GET" or not user_agent or (purpose and "prefetch" in purpose.lower()):
        return False
    return _PROGRAMS.search(user_agent) is None
