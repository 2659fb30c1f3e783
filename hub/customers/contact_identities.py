"""How a contact is reached: numbers and addresses added, removed and preferred by hand. One belongs to one contact alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from channels.channel import Alias
from hub import announce, emails, ids, phones
from hub.customers import contact_history, contacts
from hub.identities import GROUP, display
from hub.office import configuration
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.customer_changes import NewIdentity
from hub.wire.errors import Refusal
from storage.customers import contacts as rows
from storage.customers.contacts import ContactRow, IdentityRow
from storage.database import Connection

MOST_IDENTITIES = 50  # of one contact


async def normal(connection: Connection, typed: Sequence[NewIdentity]) -> list[Alias]:
    """As they are kept, each once. Raises Refusal `invalid` for what is neither a number nor an address."""
    country = (await configuration.read(connection)).default_country
    return list(dict.fromkeys(_alias(each, country) for each in typed))


async def add(tx: Transaction, agent: Agent, contact_id: str, typed: NewIdentity) -> shapes.Contact:
    """Raises Refusal `conflict` when it is another contact's; adding what the contact has already changes nothing."""
    (alias,) = await normal(tx.connection, [typed])
    row = await contacts.held(tx, agent, contact_id)
    known = (await rows.identities_of(tx.connection, [row.id])).get(row.id, [])
    if len(known) >= MOST_IDENTITIES:
        raise Refusal("conflict", f"A contact may have {MOST_IDENTITIES} numbers and addresses at most.")
    if not any((each.kind, each.value) == (alias.kind, alias.value) for each in known):
        await enter(tx, agent, row.id, [alias], primary=typed.primary)
        await contact_history.note(tx, agent, row.id, {"identities": (None, display(alias))})
        await _told(tx, row)
    elif typed.primary:
        held = next(each for each in known if (each.kind, each.value) == (alias.kind, alias.value))
        return await prefer(tx, agent, row.id, held.id)
    return await contacts.present(tx.connection, row.id)


async def enter(
    tx: Transaction, agent: Agent, contact_id: str, aliases: Sequence[Alias], *, primary: bool = False
) -> None:
    """Gives a contact that is held what nobody has. Raises Refusal `conflict`."""
    new: list[dict[str, Any]] = [
        {
            "id": ids.new(),
            "contact_id": contact_id,
            "kind": alias.kind,
            "value": alias.value,
            "display": display(alias),
            "preferred_at": tx.now if primary else None,
            "created_at": tx.now + place,  # in the order they were given
        }
        for place, alias in enumerate(aliases)
    ]
    # two who add the same ones wait for each other, never in a circle
    entered = await rows.insert_identities(tx.connection, sorted(new, key=lambda row: (row["kind"], row["value"])))
    if len(entered) < len(new):
        taken = await rows.identities_by(tx.connection, [(alias.kind, alias.value) for alias in aliases])
        raise await _taken(tx.connection, agent, next(each for each in taken if each.contact_id != contact_id))


async def remove(tx: Transaction, agent: Agent, contact_id: str, identity_id: str) -> shapes.Contact:
    """What a provider knows the contact by comes back with the next message."""
    row, identity = await _of(tx, agent, contact_id, identity_id)
    await rows.remove_identity(tx.connection, identity.id)
    await contact_history.note(tx, agent, row.id, {"identities": (identity.display, None)})
    await _told(tx, row)
    return await contacts.present(tx.connection, row.id)


async def prefer(tx: Transaction, agent: Agent, contact_id: str, identity_id: str) -> shapes.Contact:
    """The first of its kind from now on: it is tried first."""
    row, identity = await _of(tx, agent, contact_id, identity_id)
    known = [i for i in (await rows.identities_of(tx.connection, [row.id]))[row.id] if i.kind == identity.kind]
    if known[0].id != identity.id:
        # later than any other, though two were preferred in one millisecond
        moment = max(tx.now, 1 + max(each.preferred_at or 0 for each in known))
        await rows.prefer_identity(tx.connection, identity.id, moment)
        await contact_history.note(tx, agent, row.id, {"primary": (known[0].display, identity.display)})
        await _told(tx, row)
    return await contacts.present(tx.connection, row.id)


def _alias(typed: NewIdentity, country: str) -> Alias:
    if typed.kind == "phone":
        digits = phones.normal(typed.value, country)
        if digits is None:
            message = f"{typed.value[:100]} is no phone number. Write it with its country, as in +66 81 234 5678."
            raise Refusal("invalid", message, field="value")
        return Alias("phone", digits)
    address = emails.normal(typed.value)
    if address is None:
        raise Refusal("invalid", f"{typed.value[:100]} is no e-mail address.", field="value")
    return Alias("email", address)


async def _taken(connection: Connection, agent: Agent, identity: IdentityRow) -> Refusal:
    """Names the other contact only to who may see it."""
    if not await contacts.may_see(connection, agent, identity.contact_id):
        return Refusal("conflict", f"{identity.display} cannot be added: it is in use.", field="value")
    other = await contacts.present(connection, identity.contact_id)
    message = f"{identity.display} belongs to {other.name}. Merge the two contacts if they are one person."
    return Refusal("conflict", message, field="value", current=other)


async def _of(tx: Transaction, agent: Agent, contact_id: str, identity_id: str) -> tuple[ContactRow, IdentityRow]:
    row = await contacts.held(tx, agent, contact_id)
    identity = await rows.identity(tx.connection, identity_id)
    if identity is None or identity.contact_id != row.id:
        raise Refusal("not_found", "The contact has no such number or address.")
    if identity.kind == GROUP:
        raise Refusal("conflict", "A group is known by this alone.")
    return row, identity


async def _told(tx: Transaction, row: ContactRow) -> None:
    await rows.change(tx.connection, row.id, tx.now)
    await announce.contacts(tx, [row.id])
