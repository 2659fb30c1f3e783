"""Announces whole shapes. New messages and their conversations are told from the rows at hand; whatever else changed is read once."""

from __future__ import annotations

from typing import cast

from hub import announce, permissions, shaping
from hub.campaigns import following
from hub.inbox import threads as lines
from hub.receiving.book import Book
from hub.wire import shapes
from hub.wire.events import ConversationChanged, ConversationCreated, MessageCreated
from storage.campaigns import ticks
from storage.inbox import messages as message_rows
from storage.inbox.attachments import AttachmentRow
from storage.inbox.conversations import ConversationRow, LastRow
from storage.inbox.messages import MessageRow, ReactionRow
from storage.intake.batches import ConversationHeld

BEGINNING = 50  # messages of a campaign's conversation that are told when somebody answers
FILED = frozenset({"voice", "audio", "video", "document"})  # kinds of which the list says what their file says


async def tell(book: Book) -> None:
    """People first, then new conversations, messages, and what changed of conversations, each once and as it is at the end."""
    people = (book.changed_contacts | book.new_contacts) & set(book.contacts)
    people |= {book.conversations[id].contact_id for id in book.begun}  # from now on they are the number's
    if people:
        await announce.contacts(book.tx, sorted(people))
    at_hand = {id: last for id in book.changed_conversations if (last := _at_hand(book, id)) is not None}
    for id in sorted(book.new_conversations):
        _conversation(book, book.conversations[id], at_hand[id], created=True)
    if book.begun:
        await ticks.lock_all_messages(book.connection, book.begun)  # see `ticks`
    for id in sorted(book.begun):
        await _begun(book, id, at_hand.get(id))
    for id, historic in book.new_messages.items():
        _message(book, id, historic)
    for id, event in sorted(book.stirred.items()):
        await lines.add_system(book.tx, cast(ConversationRow, book.conversations[id]), event)
    changed = book.changed_messages - set(book.new_messages)
    if changed:
        await _changed(book, sorted(changed))
    for id in sorted(set(at_hand) - book.new_conversations - book.begun):
        _conversation(book, book.conversations[id], at_hand[id], created=False)
    read = book.changed_conversations - set(at_hand) - book.begun
    if read:
        await announce.conversations(book.tx, sorted(read))


async def _begun(book: Book, conversation_id: str, last: LastRow | None) -> None:
    """A conversation nobody knew of, because only a campaign had spoken: all of it is told, now that somebody answered."""
    held = book.conversations[conversation_id]
    if last is None:
        await announce.conversations(book.tx, [conversation_id], created={conversation_id})
    else:
        _conversation(book, held, last, created=True)
    before = await message_rows.page(book.connection, conversation_id, None, None, BEGINNING)
    known = {row.id for row in before} - set(book.new_messages)
    await announce.messages(book.tx, known, created=known, historic=True)


async def _changed(book: Book, ids: list[str]) -> None:
    """Ticks of a campaign's messages are heard by nobody before somebody answers; the campaign's recipients follow them."""
    campaigns = [id for id in ids if book.messages[id].campaign_id is not None]
    if campaigns:
        await following.note(book.tx, campaigns)
    silent = {id for id in campaigns if book.conversations[book.messages[id].conversation_id].state == "quiet"}
    if len(silent) < len(ids):
        await announce.messages(book.tx, [id for id in ids if id not in silent])


def _at_hand(book: Book, conversation_id: str) -> LastRow | None:
    """The last message, when it and the contact were held in this batch."""
    held = book.conversations[conversation_id]
    message = book.messages.get(held.last_message_id or "")
    if message is None or held.contact_id not in book.contacts:
        return None
    if message.kind in FILED and message.id not in book.new_messages:
        return None  # its file, which is not held, may tell how long it is, or its name
    return LastRow(
        id=message.id,
        kind=message.kind,
        direction=message.direction,
        text=message.text,
        content=message.content,
        status=message.status,
        author_kind=message.author_kind,
        author_id=message.author_id,
        author_name=message.author_name,
        at=message.sent_at,
        duration=None,
        file_name=max((row["name"] for row in book.attachments.get(message.id, ()) if row["name"]), default=None),
    )


def _conversation(book: Book, held: ConversationHeld, last: LastRow, *, created: bool) -> None:
    row = cast(ConversationRow, held)
    contact = book.contacts[held.contact_id]
    shape = shaping.conversation(row, contact.name, last, contact.thumbnail)
    event = ConversationCreated(shape) if created else ConversationChanged(shape)
    book.tx.announce(event, permissions.for_channel(held.channel_id))


def _message(book: Book, id: str, historic: bool) -> None:
    held = book.messages[id]
    files = [_attachment(row) for row in book.attachments.get(id, ())]
    reactions: list[ReactionRow] = []
    if book.reactions:
        there = [r for r in book.reactions.values() if r.message_id == id and r.emoji]
        reactions = cast(list[ReactionRow], sorted(there, key=lambda r: (r.at, r.by_id)))
    shape: shapes.Message = shaping.message(cast(MessageRow, held), files, reactions)
    book.tx.announce(MessageCreated(shape, historic), permissions.for_channel(held.channel_id))


def _attachment(row: dict[str, object]) -> AttachmentRow:
    empty: dict[str, object] = dict.fromkeys(AttachmentRow.__struct_fields__)
    return AttachmentRow(**empty | {name: value for name, value in row.items() if name in empty})  # type: ignore[arg-type]
