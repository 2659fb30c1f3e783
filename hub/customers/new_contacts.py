"""Adding a contact by hand."""

from __future__ import annotations

from hub import announce, ids
from hub.customers import contact_history, contact_identities, contacts
from hub.identities import display
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.customer_changes import ContactChange, NewContact
from hub.wire.errors import Refusal
from storage.customers import contacts as rows


async def add(tx: Transaction, agent: Agent, new: NewContact) -> shapes.Contact:
    """Raises Refusal `invalid` naming the field, `conflict` when a number or address is another contact's."""
    aliases = await contact_identities.normal(tx.connection, new.identities)
    name = " ".join((new.name or "").split())
    if not name and not aliases:
        raise Refusal("invalid", "Give a name, a number or an address.", field="name")
    wanted = ContactChange(
        name=name or display(aliases[0]),
        company=new.company,
        owner=new.owner,
        tags=new.tags,
        fields={key: value for key, value in new.fields.items() if value is not None},
    )
    columns = await contacts.columns(tx, wanted)
    row = {"id": ids.new(), "created_at": tx.now, "updated_at": tx.now, **columns}
    row["name_source"] = "agent" if name else "none"
    await rows.insert(tx.connection, row)
    contact_id = str(row["id"])
    if aliases:
        await contact_identities.enter(tx, agent, contact_id, aliases)
    await contact_history.note(tx, agent, contact_id, {"created": (None, columns["name"])})
    await announce.contacts(tx, [contact_id])
    return await contacts.present(tx.connection, contact_id)
