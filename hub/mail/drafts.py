"""What makes a draft a mail: whom it goes to, under which subject, as an answer to what. Everything an agent sees of it stands in the
message's `content.mail`; what is looked up only as it leaves, in its `outgoing`.

An answer goes to whom the last mail wants answers; everybody who got that mail is an offer, never the default.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from channels.mail import compose
from channels.mail.threads import is_answer, references
from hub.inbox.drafts import Draft
from hub.inbox.outbound import Envelope
from hub.permissions import Agent
from hub.texts import signatures
from hub.wire.errors import Refusal
from hub.wire.mail import Correspondent, MailDraft, MailSend
from storage.accounts.channels import AccountRow
from storage.customers import contacts
from storage.database import Connection
from storage.inbox import attachments
from storage.inbox import messages as message_rows
from storage.inbox.conversations import ConversationRow
from storage.mail import threads as mail_threads
from storage.mail.threads import MailRow

KIND = "mail"
LOOKED_AT = 40  # mails of the conversation, for subject and references
WITHOUT_ID = "@no-id"  # what a mail is known by here that came without a Message-ID
ORIGINAL = "message/rfc822"  # the whole mail as it came: its words stand in the forwarded one already
_ANY = re.compile(r"^(\s*(re|fwd?|aw|wg|sv|antw|ตอบ|ตอบกลับ|ส่งต่อ)\s*(\[\d+\])?\s*[:\uff1a])+\s*", re.IGNORECASE)


class Thread(Struct, frozen=True, kw_only=True):
    """What an answer goes by. `asked`: the mail it answers; `subject`: of the thread, None where there is none yet; people as they stand in
    `content.mail`: whom the answer goes to, and who else got the mail."""

    asked: MailRow | None
    subject: str | None
    to: list[dict[str, str]]
    everyone: list[dict[str, str]]
    rows: list[MailRow]


async def dressed(
    connection: Connection,
    agent: Agent | None,
    account: AccountRow,
    conversation: ConversationRow,
    drafts: Sequence[Draft],
    asked: MailSend | None,
    *,
    answers: str | None = None,
    first: str | None = None,
    subject: str | None = None,
) -> list[Draft]:
    """The drafts as one mail; other channels' as they are. `answers`: the message it answers; `first`: the address typed for a contact;
    `subject`: where there is neither a thread nor a wish. Raises Refusal."""
    if account.kind != KIND:
        if asked is not None:
            raise Refusal(
                "invalid", f"Only e-mail has a subject and recipients; {account.name} has neither.", field="mail"
            )
        return list(drafts)
    asked = asked or MailSend()
    thread = await of_conversation(connection, account, conversation, answers)
    about = await _about(connection, agent, account, conversation, thread, asked, first)
    forwarded = None if asked.forward_of is None else await _forwarded(connection, conversation, asked.forward_of)
    words = next((draft.text for draft in drafts if draft.text), None)
    about["subject"] = _subject(asked, thread, forwarded, subject, words)
    files = [id for draft in drafts for id in (draft.attachment, *draft.attachments) if id is not None]
    along = () if forwarded is None else await _files_of(connection, forwarded)
    await _check_size(connection, (*files, *along))
    base = drafts[0]
    content = {**base.content, "mail": about}
    out = _outbound(base, thread, about["subject"], asked.forward_of, along)
    kind = "interactive" if base.kind == "interactive" else "text" if len(drafts) > 1 or files else base.kind
    attached = {"attachment": None, "attachments": tuple(files)}
    return [msgspec.structs.replace(base, kind=kind, text=words, content=content, outbound=out, **attached)]


async def of_conversation(
    connection: Connection, account: AccountRow, conversation: ConversationRow, answers: str | None
) -> Thread:
    rows = await mail_threads.newest(connection, conversation.id, LOOKED_AT)
    named = next((row for row in rows if row.id == answers), None)
    asked = named or next((row for row in rows if row.direction == "in" and _mail(row)), None)
    latest = asked or next((row for row in rows if _mail(row)), None)
    told = _mail(asked) if asked is not None and asked.direction == "in" else {}
    wants = _people([told.get("answer_to") or told.get("from")], account.address)
    everyone = _people([*(told.get("to") or ()), *(told.get("cc") or ())], account.address)
    known = {one["address"] for one in wants}
    return Thread(
        asked=asked,
        subject=None if latest is None else str(_mail(latest).get("subject") or "") or None,
        to=wants,
        everyone=[one for one in everyone if one["address"] not in known],
        rows=rows,
    )


async def writer(connection: Connection, conversation: ConversationRow, account: AccountRow) -> str | None:
    """The address the customer's last mail was written from, wherever its answer is to go; None for the mailbox's own."""
    rows = await mail_threads.newest(connection, conversation.id, LOOKED_AT)
    told = next((_mail(row) for row in rows if row.direction == "in" and _mail(row)), {})
    (found, *_) = _people([told.get("from")], account.address) or [{}]
    return found.get("address")


async def begun(
    connection: Connection,
    account: AccountRow,
    conversation: ConversationRow,
    signature: str,
    answers: str | None = None,
) -> MailDraft:
    """What an answer begins with: to `answers`, or to the newest mail."""
    thread = await of_conversation(connection, account, conversation, answers)
    address = None if thread.to else await first_address(connection, conversation.contact_id)
    return MailDraft(
        sender=Correspondent(address=account.address, name=account.name),
        to=_shown(thread.to or ([{"address": address}] if address else [])),
        everyone=_shown(thread.everyone),
        subject=None if thread.subject is None else again(thread.subject),
        signature=signature,
        files_most=compose.FILES_MB * compose.MB,
    )


def again(subject: str) -> str:
    """`Re: …`, once."""
    return subject if is_answer(subject) else f"Re: {subject}"


def plain(subject: str) -> str:
    """Without what programs write before it: what two mails of one thread share."""
    return _ANY.sub("", subject).strip().casefold()


async def first_address(connection: Connection, contact_id: str) -> str | None:
    """Where the contact is written to: the address somebody chose, else the oldest."""
    known = (await contacts.identities_of(connection, [contact_id])).get(contact_id, [])
    return next((identity.value for identity in known if identity.kind in ("email", "mail_from")), None)


async def _about(
    connection: Connection,
    agent: Agent | None,
    account: AccountRow,
    conversation: ConversationRow,
    thread: Thread,
    asked: MailSend,
    first: str | None,
) -> dict[str, Any]:
    further = _people(msgspec.to_builtins(asked.to), account.address)
    if asked.forward_of is not None:
        if not further:
            raise Refusal("invalid", "Say whom to forward it to.", field="mail.to")
        to = further
    else:
        to = ([{"address": first.lower()}] if first else thread.to) or await _contact(connection, conversation)
        to = _people([*to, *further], account.address)
    cc = _people(msgspec.to_builtins(asked.cc), account.address, to)
    bcc = _people(msgspec.to_builtins(asked.bcc), account.address, [*to, *cc])
    if not to:
        raise Refusal("invalid", "This mail would go to your own mailbox alone. Add a recipient.", field="mail.to")
    signature = asked.signature
    if signature is None:
        signature = "" if agent is None else await signatures.of_agent(connection, agent)
    name = agent.name if agent is not None else account.name
    about: dict[str, Any] = {"from": {"address": account.address, "name": name}, "to": to}
    about |= {key: value for key, value in (("cc", cc), ("bcc", bcc), ("signature", signature)) if value}
    return about | ({} if asked.forward_of is None else {"forward_of": asked.forward_of})


async def _contact(connection: Connection, conversation: ConversationRow) -> list[dict[str, str]]:
    address = await first_address(connection, conversation.contact_id)
    if address is None:
        words = "This contact has no e-mail address. Add one to the contact, or write another way."
        raise Refusal("invalid", words, field="mail.to")
    return [{"address": address}]


def _subject(asked: MailSend, thread: Thread, forwarded: MailRow | None, given: str | None, words: str | None) -> str:
    if asked.subject is not None and asked.subject.strip():
        return compose.subject(asked.subject, None)
    if forwarded is not None:
        return compose.subject(f"Fwd: {_mail(forwarded).get('subject') or ''}".strip(), None)
    if thread.subject is not None:
        return compose.subject(again(thread.subject), None)
    return compose.subject(given, words)


def _outbound(base: Draft, thread: Thread, subject: str, forwards: str | None, along: Sequence[str]) -> Any:
    """A mail under another subject begins a thread of its own, whatever was said before."""
    if forwards is not None:
        return msgspec.structs.replace(base.outbound, mail=Envelope(forwards=forwards, files=tuple(along)))
    topic = plain(subject)
    same = [row for row in thread.rows if plain(str(_mail(row).get("subject") or "")) == topic]
    known = [id for row in reversed(same) for id in (row.reply_to_provider, row.provider_id) if id and _sendable(id)]
    asked = thread.asked if thread.asked in same else None
    answered = asked.provider_id if asked is not None and asked.provider_id and _sendable(asked.provider_id) else None
    envelope = Envelope(references=tuple(references(known)), quotes=None if asked is None else asked.id)
    return msgspec.structs.replace(base.outbound, mail=envelope, reply_to=answered or (known[-1] if known else None))


async def _forwarded(connection: Connection, conversation: ConversationRow, message_id: str) -> MailRow:
    row = await message_rows.get(connection, message_id)
    if row is None or row.conversation_id != conversation.id or row.kind in ("note", "system", "reaction"):
        raise Refusal("not_found", "The message to forward is not in this conversation.", field="mail.forward_of")
    return MailRow(**{name: getattr(row, name) for name in MailRow.__struct_fields__})


async def _files_of(connection: Connection, message: MailRow) -> tuple[str, ...]:
    rows = (await attachments.of_messages(connection, [message.id])).get(message.id, [])
    kept = [row for row in rows if row.mime != ORIGINAL]
    if any(row.blob is None for row in kept):
        raise Refusal(
            "conflict", "A file of this message has not arrived yet. Try again in a moment.", field="mail.forward_of"
        )
    return tuple(row.id for row in kept)


async def _check_size(connection: Connection, ids: Iterable[str]) -> None:
    rows = await attachments.many(connection, ids)
    total = sum(row.size or 0 for row in rows)
    if total > compose.FILES_MB * compose.MB:
        said = f"These files come to {total / compose.MB:.1f} MB together; a mail carries {compose.FILES_MB} MB."
        raise Refusal("invalid", f"{said} Send fewer or smaller ones, or a link.", field="attachments")


def _people(given: Iterable[Any], own: str, but: Iterable[dict[str, str]] = ()) -> list[dict[str, str]]:
    """Each once, without our own mailbox (whatever stands behind a plus in it)."""
    seen = {one["address"] for one in but}
    found = []
    for one in given:
        if not isinstance(one, dict) or not one.get("address"):
            continue
        address = str(one["address"]).lower()
        if address in seen or _bare(address) == _bare(own):
            continue
        seen.add(address)
        found.append({"address": address} | ({"name": str(one["name"])} if one.get("name") else {}))
    return found


def _bare(address: str) -> str:
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _mail(row: MailRow) -> dict[str, Any]:
    found = msgspec.json.decode(row.content).get("mail")
    return found if isinstance(found, dict) else {}


def _sendable(id: str) -> bool:
    return not id.endswith(WITHOUT_ID) and "@" in id and not re.search(r"[\s<>]", id)


def _shown(people: Iterable[dict[str, str]]) -> list[Correspondent]:
    return [Correspondent(address=one["address"], name=one.get("name")) for one in people]
