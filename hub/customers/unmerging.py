"""A merge undone: what came with the contact that went goes back with it, what its partner got from it is taken away again.

Written since then stays where it was written: a message in its conversation, a change a colleague made as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from hub import announce
from hub.customers import contacts, field_values, fields, merging, tags
from hub.customers.merging_rules import BLOCKED, INHERITED, Kept, Settled
from hub.office import activity
from hub.permissions import Agent
from hub.quotations import belongings
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.errors import Refusal
from hub.wire.events import ContactRemoved
from storage import tables
from storage.customers import contacts as rows
from storage.customers import merges, vocabulary
from storage.customers.contacts import ContactRow
from storage.customers.merges import MergeRow
from storage.inbox import conversations as conversation_rows
from storage.intake import batches as intake
from storage.intake.batches import ConversationHeld
from storage.quotations import rows as quotations

_kept = msgspec.json.Decoder(Kept).decode
_decode = msgspec.json.decode


async def unmerge(tx: Transaction, agent: Agent, contact_id: str) -> shapes.Contact:
    """Brings back the contact that went; of one that others were merged into, the latest of them. Returns who is back.

    Raises Refusal `not_found`, and `conflict` when there is nothing to undo.
    """
    await vocabulary.use(tx.connection)
    said = await _said_today(tx, (await _latest(tx, agent, contact_id))[0].goes)
    merge, goes, holder = await _held(tx, agent, contact_id)
    before = await _places(tx, holder.id)
    talks = await _take_back(tx, merge, goes.id, holder.id)
    await rows.change(tx.connection, goes.id, tx.now, merged_into=None, **said)
    # one that was merged on meanwhile has more than this merge gave it: its own words stay
    restored = _restored(_kept(merge.kept), holder) if holder.id == merge.stays else {}
    await rows.change(tx.connection, holder.id, tx.now, **restored)
    await merges.undo(tx.connection, merge.id, agent.id, tx.now)
    await activity.note(tx, agent, "contact.unmerged", subject=goes.id, title=goes.name, before={"part_of": holder.id})
    lost = before - await _places(tx, holder.id)
    for audience in announce.audiences(sorted(lost)) if lost else []:
        tx.announce(ContactRemoved(holder.id), audience)
    await announce.contacts(tx, [goes.id, holder.id])
    await announce.conversations(tx, talks)
    return await contacts.present(tx.connection, goes.id)


async def _latest(tx: Transaction, agent: Agent, contact_id: str) -> tuple[MergeRow, str]:
    """The merge to undo, and who has it all now."""
    holder = await contacts.seen(tx.connection, agent, contact_id)
    if holder.id == contact_id:
        merge = await merges.latest(tx.connection, stays=contact_id)
    else:
        merge = await merges.latest(tx.connection, goes=contact_id)
    if merge is None:
        raise Refusal("conflict", "Nobody was merged into this contact, or it was undone already.")
    return merge, holder.id


async def _held(tx: Transaction, agent: Agent, contact_id: str) -> tuple[MergeRow, ContactRow, ContactRow]:
    """The merge to undo, who went, and who has it all now."""
    for _ in range(contacts.HELD_TRIES):
        merge, holder_id = await _latest(tx, agent, contact_id)
        locked = await rows.lock(tx.connection, [merge.goes, holder_id])
        goes, holder = locked.get(merge.goes), locked.get(holder_id)
        if goes is None:
            raise Refusal("conflict", "The contact that was merged has been deleted, so it cannot come back.")
        if holder is not None and holder.merged_into is None and goes.merged_into is not None:
            return merge, goes, holder
    raise Refusal("conflict", "This contact is being merged just now. Try again.")


async def _said_today(tx: Transaction, goes_id: str) -> dict[str, str]:
    """Its tags and fields as far as there are such today: a contact that is merged is described no further."""
    row = await rows.get(tx.connection, goes_id)
    if row is None:
        return {}
    known = {field.key: field for field in await fields.every(tx.connection)}
    kept: dict[str, Any] = {}
    for key, value in _decode(row.fields).items():
        try:
            kept |= {key: field_values.checked(known[key], value)} if key in known else {}
        except Refusal:
            continue
    named = await tags.take(tx, _decode(row.tags))
    return {"tags": msgspec.json.encode(named).decode(), "fields": msgspec.json.encode(kept).decode()}


async def _places(tx: Transaction, contact_id: str) -> set[str]:
    return set((await conversation_rows.channels_of_contacts(tx.connection, [contact_id])).get(contact_id, []))


async def _take_back(tx: Transaction, merge: MergeRow, goes: str, holder: str) -> list[str]:
    """Conversations and all else that came with `goes`. Returns the conversations whose shapes changed."""
    origins = await merges.merged_into(tx.connection, goes)
    theirs = await conversation_rows.of_contacts(tx.connection, [holder])
    talks = {talk.id: talk for talk in await intake.lock_conversations(tx.connection, theirs)}
    for talk in talks.values():
        if talk.origin_contact_id in origins:
            talk.contact_id = goes
            talk.origin_contact_id = None if talk.origin_contact_id == goes else talk.origin_contact_id
    # first who they are with: for a moment two of one contact would be unresolved
    moved = [{"id": talk.id, "contact_id": talk.contact_id} for talk in talks.values() if talk.contact_id == goes]
    await tx.connection.update_many(tables.conversations, moved)
    for settled in _kept(merge.kept).settled:
        _reopen(settled, talks, merge.at)
    await merging.write(tx, talks.values())
    await merges.move_back(tx.connection, holder, origins, goes)
    await belongings.moved(tx, await quotations.of_contacts(tx.connection, [goes]))
    return sorted(talks)


def _reopen(settled: Settled, talks: Mapping[str, ConversationHeld], merged_at: int) -> None:
    """What the merge resolved is as it was, unless somebody has touched it since; its partner gives back what it took over."""
    ends, goes_on = talks.get(settled.ends), talks.get(settled.goes_on)
    if ends is None or ends.resolved_at != merged_at or _is_taken(ends, talks.values()):
        return
    for name, value in settled.ended.items():
        setattr(ends, name, value)
    ends.resolved_at = None
    if goes_on is None:
        return
    if goes_on.unread < ends.unread:
        ends.unread = 0  # read since
    for name in INHERITED:
        if name == "unread":
            goes_on.unread -= ends.unread
        elif name in settled.after and getattr(goes_on, name) == settled.after[name]:
            setattr(goes_on, name, settled.before[name])


def _is_taken(ends: ConversationHeld, talks: Collection[ConversationHeld]) -> bool:
    place = (ends.contact_id, ends.channel_id, ends.group_id)
    return any(
        talk.state != "resolved" and (talk.contact_id, talk.channel_id, talk.group_id) == place for talk in talks
    )


def _restored(kept: Kept, holder: ContactRow) -> dict[str, Any]:
    """The columns of the contact that stayed, without what the merge brought."""
    before, after = kept.before, kept.after
    values: dict[str, Any] = {
        name: before[name] for name in ("company", "owner_id") if getattr(holder, name) == after[name]
    }
    if (holder.name, holder.name_source) == (after.get("name"), after.get("name_source")):
        values |= {name: before[name] for name in ("name", "name_source")}
    if holder.blocked_at is not None and holder.blocked_at == after.get("blocked_at"):
        values |= {name: before[name] for name in BLOCKED}
    brought = set(_decode(after["tags"])) - set(_decode(before["tags"]))
    values["tags"] = _encoded([tag for tag in _decode(holder.tags) if tag not in brought])
    had, got = _decode(before["fields"]), _decode(after["fields"])
    values["fields"] = _encoded(_without(_decode(holder.fields), had, got))
    values["consent"] = _encoded(
        _unsaid(_decode(holder.consent), _decode(before["consent"]), _decode(after["consent"]))
    )
    return values


def _without(held: dict[str, Any], had: dict[str, Any], got: dict[str, Any]) -> dict[str, Any]:
    """The fields with what they had before, where they still are what the merge made of them."""
    changed = {key for key in held if held[key] != got.get(key)}
    return {key: held[key] if key in changed else had[key] for key in held if key in changed or key in had}


def _unsaid(held: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The words of consent without those the other one had given."""
    own = {channel: word for channel, word in held.items() if word != after.get(channel)}
    kept = {channel: word for channel, word in before.items() if held.get(channel) == after.get(channel)}
    return kept | own


def _encoded(value: Any) -> str:
    return msgspec.json.encode(value).decode()
