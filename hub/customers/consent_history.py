"""Keeps every word on consent that a contact's shape ever showed, whoever brought it: a colleague, a provider, a merge.

A shape shows the newest word on each channel alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from hub import ids, shaping
from hub.transaction import Transaction
from hub.wire.shapes import Contact
from storage.customers import consents
from storage.customers.consents import ConsentRow


async def keep(tx: Transaction, contacts: Iterable[Contact], *, new: bool = False) -> None:
    """Writes down the words that are not written down yet. `new`: nothing is, of any of these contacts."""
    told = [row for contact in contacts for row in _words(tx, contact)]
    if not told:
        return
    known = set() if new else await consents.known(tx.connection, {row.contact_id for row in told})
    await consents.add(tx.connection, [row for row in told if (row.contact_id, row.channel, row.at) not in known])


def _words(tx: Transaction, contact: Contact) -> Iterable[ConsentRow]:
    for channel, word in contact.consent.items():
        if not isinstance(word, dict) or not isinstance(word.get("wanted"), bool):
            continue
        yield ConsentRow(
            id=ids.new(),
            contact_id=contact.id,
            channel=channel,
            wanted=word["wanted"],
            at=shaping.time_ms(word["at"]) if "at" in word else tx.now,
            how=str(word.get("how") or "provider"),
            text=word.get("detail"),
            source=word.get("source"),
            user_id=None,
            created_at=tx.now,
        )
