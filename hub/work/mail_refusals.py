"""Recipients of a mail its server did not take while the others got it: told in the message, for every agent to see."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from channels.channel import Accepted
from hub.transaction import Transaction
from storage.inbox import messages as rows


async def note(tx: Transaction, accepted: Mapping[str, Accepted]) -> None:
    """By message, as `content.mail.refused` [{address reason}]. The messages are locked."""
    for row in await rows.many(tx.connection, accepted):
        content = msgspec.json.decode(row.content)
        refused = [{"address": address, "reason": reason} for address, reason in accepted[row.id].refused]
        content["mail"] = {**(content.get("mail") or {}), "refused": refused}
        await rows.change(tx.connection, row.id, content=msgspec.json.encode(content).decode())
