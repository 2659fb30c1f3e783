"""What goes along with a mail as it leaves: its files, the address answers come back to, the thread's ids, and the words it answers or
hands on. What was written without all that (the product's own answers) is made a mail of its thread here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from channels.channel import Attached
from hub.inbox import outbound
from hub.inbox.drafts import Draft
from hub.inbox.outbound import Envelope
from hub.mail import addresses as mail_addresses
from hub.mail import drafts as mail_drafts
from hub.mail import trials
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.work.claim import Claim
from storage.accounts import channels
from storage.accounts.channels import AccountRow
from storage.inbox import attachments, conversations
from storage.inbox import messages as message_rows
from storage.inbox.attachments import AttachmentRow
from storage.inbox.messages import MessageRow

WHOLE = "#0"  # of a kept file: all of it


async def equipped(tx: Transaction, claimed: Sequence[Claim], secret_key: str) -> list[Claim]:
    rows = {row.id: row for row in await message_rows.many(tx.connection, [each.message_id for each in claimed])}
    files = await attachments.of_messages(tx.connection, rows)
    key = mail_addresses.key_of(secret_key)
    found = []
    for claim in claimed:
        row = rows.get(claim.message_id)
        account = None if row is None else await channels.get(tx.connection, row.channel_id)
        if row is None or account is None:
            continue
        about, envelope, reply_to = await _envelope(tx, account, row)
        about |= await _below(tx, envelope)
        # what a third person answers is no part of this conversation
        if envelope.forwards is None and await trials.marks(tx.connection, account.id, tx.now):
            about["answer_address"] = mail_addresses.answer_address(key, account.address, row.conversation_id)
        about["references"] = list(envelope.references)
        about |= {} if envelope.unsubscribe is None else {"unsubscribe": envelope.unsubscribe}
        along = await attachments.many(tx.connection, envelope.files) if envelope.files else []
        automatic = {"automatic": True} if _content(row).get("automatic") else {}
        more = {
            "key": claim.message_id,
            "content": {**claim.outgoing.content, "mail": about, **automatic},
            "files": tuple(_attached(file) for file in (*files.get(row.id, []), *along)),
            "reply_to": reply_to,
            "media_id": None,
        }
        found.append(msgspec.structs.replace(claim, outgoing=msgspec.structs.replace(claim.outgoing, **more)))
    return found


async def _envelope(
    tx: Transaction, account: AccountRow, row: MessageRow
) -> tuple[dict[str, Any], Envelope, str | None]:
    out, about = outbound.decode(row.outgoing), _content(row).get("mail")
    if isinstance(about, dict) and out.mail is not None:
        return dict(about), out.mail, out.reply_to
    conversation = await conversations.get(tx.connection, row.conversation_id)
    assert conversation is not None  # a foreign key
    bare = Draft(kind=row.kind, text=row.text, outbound=out)
    try:
        (draft,) = await mail_drafts.dressed(tx.connection, None, account, conversation, [bare], None)
    except Refusal:  # the contact's address went meanwhile: the channel says so
        return {"to": []}, Envelope(), None
    return draft.content["mail"], draft.outbound.mail or Envelope(), draft.outbound.reply_to


async def _below(tx: Transaction, envelope: Envelope) -> dict[str, Any]:
    message = await message_rows.get(tx.connection, envelope.forwards or envelope.quotes or "")
    if message is None or message.text is None:
        return {}
    told = _content(message).get("mail") or {}
    who = _named(told.get("from")) or message.author_name or ""
    rest = str(told.get("quoted") or "")
    words = "\n\n".join(part for part in (message.text, rest) if part)
    if envelope.forwards is None:
        return {"quoted": {"at": message.sent_at, "who": who, "text": words}}
    to = ", ".join(_named(one) for one in told.get("to") or ())
    said = {"at": message.sent_at, "from": who, "to": to, "subject": told.get("subject") or "", "text": words}
    return {"forwarded": said}


def _attached(row: AttachmentRow) -> Attached:
    """A file that is gone is missed as it is read: the mail does not go without it."""
    name = row.name or f"{row.kind}.{row.mime.partition(';')[0].rpartition('/')[2]}"
    return Attached(name=name, mime=row.mime, place=f"{row.blob or ''}{WHOLE}", size=row.size or 0)


def _content(row: MessageRow) -> Mapping[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(row.content)
    return found


def _named(person: Any) -> str:
    if not isinstance(person, dict):
        return ""
    return f"{person['name']} <{person.get('address')}>" if person.get("name") else str(person.get("address") or "")
