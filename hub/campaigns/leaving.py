"""Recipients' messages another way: ordinary ones of an account's queue, in the conversation the person has there or in a quiet one, each
naming the message it goes instead of. And back again, when nobody tried to send one before the campaign was stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec
from msgspec import Struct, structs

from hub import announce
from hub.campaigns import entering, falls, links, ways
from hub.campaigns.falls import Fell
from hub.campaigns.links import Link
from hub.campaigns.ways import No, Said
from hub.durations import DAY_MS
from hub.inbox.drafts import Draft
from hub.inbox.outbound import Envelope, Outbound
from hub.mail import drafts as mail_drafts
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.campaigns import Campaign
from hub.wire.mail import MailSend
from storage.accounts.channels import AccountRow
from storage.campaigns import answers
from storage.campaigns import falls as rows
from storage.campaigns import recipients as campaign_recipients
from storage.campaigns.recipients import RecipientRow
from storage.inbox import messages as message_rows
from storage.inbox.conversations import ConversationRow
from storage.inbox.messages import MessageRow
from storage.intake import batches as intake
from storage.intake.batches import ConversationHeld

NO = "stop"  # the kind of a link by which somebody says no


class Leaving(Struct, frozen=True, kw_only=True):
    """What is said to a recipient on its `way`; `fell`: the ways between that and the one it was on."""

    row: RecipientRow
    way: int
    fell: list[Fell]
    contact: shapes.Contact
    account: AccountRow
    said: Said
    links: Sequence[Link]
    no: No


async def leave(tx: Transaction, campaign: Campaign, taken: Sequence[Leaving]) -> int:
    """The messages of those who are still to have one, each once; how many."""
    threads = sorted({(each.contact.id, each.account.id, "") for each in taken})
    if not threads:
        return 0
    await intake.lock_unresolved(tx.connection, threads)
    failed = await message_rows.lock(tx.connection, [each.row.message_id for each in taken if each.row.message_id])
    held = {row.id: row for row in await rows.lock(tx.connection, [each.row.id for each in taken])}
    still = [each for each in taken if _unchanged(each.row, held.get(each.row.id), failed)]
    for account in {each.account.id: each.account for each in still}.values():
        await _enter(tx, campaign, account, [each for each in still if each.account.id == account.id], failed)
    return len(still)


def _unchanged(before: RecipientRow, now: RecipientRow | None, failed: Mapping[str, MessageRow]) -> bool:
    """Whether nothing was said or sent since: an agent may have tried again, or another way."""
    if now != before:
        return False
    if before.message_id is None:
        return True
    message = failed.get(before.message_id)
    return message is not None and message.status == "failed" and '"replaced_by":' not in message.content


async def _enter(
    tx: Transaction,
    campaign: Campaign,
    account: AccountRow,
    taken: Sequence[Leaving],
    failed: Mapping[str, MessageRow],
) -> None:
    new = {each.contact.id: _message(tx, campaign, each) for each in taken}
    until = tx.now + campaign.replies.days * DAY_MS
    held, made = await entering.conversations_of(tx, account, new, until)
    talks = held | made
    for each in taken:
        row = new[each.contact.id]
        row["conversation_id"] = talks[each.contact.id].id
        if account.kind == mail_drafts.KIND:
            row |= await _as_mail(tx, each, talks[each.contact.id], row)
    await message_rows.insert_many(tx.connection, list(new.values()))
    await answers.add_links(tx.connection, [row for each in taken for row in _links(tx, campaign, each)])
    await entering.end_with(tx, list(held.values()), new, until)
    for each in taken:
        await campaign_recipients.change(tx.connection, each.row.id, **_gone(tx, each, str(new[each.contact.id]["id"])))
        if each.row.message_id is not None:
            left = {"replaced_by": new[each.contact.id]["id"], "replaced_on": account.id}
            await _mark(tx, failed[each.row.message_id], left)
    heard = await answers.heard(tx.connection, [each.row.message_id for each in taken if each.row.message_id])
    await announce.messages(tx, sorted(heard))
    await entering.tell(tx, [talk.id for talk in held.values() if talk.state != "quiet"], new)


def _message(tx: Transaction, campaign: Campaign, each: Leaving) -> dict[str, Any]:
    content: dict[str, Any] = {"campaign": campaign.id}
    if each.row.message_id is not None:
        content["replaces"] = each.row.message_id
    return entering.message(tx, campaign, each.account, "text", each.said.text, content, Outbound(marketing=True))


async def _as_mail(tx: Transaction, each: Leaving, talk: ConversationHeld, row: Mapping[str, Any]) -> dict[str, str]:
    """With its subject, its one recipient and its place in the thread; the link by which one says no is a header too."""
    draft = Draft(
        kind="text",
        text=each.said.text,
        content=msgspec.json.decode(row["content"]),
        outbound=Outbound(marketing=True),
    )
    address = next(known.value for known in each.contact.identities if known.kind in ("email", "mail_from"))
    asked = MailSend(subject=each.said.subject, signature="")
    conversation = cast(ConversationRow, talk)
    (dressed,) = await mail_drafts.dressed(
        tx.connection, None, each.account, conversation, [draft], asked, first=address
    )
    token = each.said.token
    page = "" if token is None else ways.address(each.no.public_url, token)
    envelope = structs.replace(dressed.outbound.mail or Envelope(), unsubscribe=page)
    return {
        "content": msgspec.json.encode(dressed.content).decode(),
        "outgoing": msgspec.json.encode(structs.replace(dressed.outbound, mail=envelope)).decode(),
    }


def _links(tx: Transaction, campaign: Campaign, each: Leaving) -> list[dict[str, Any]]:
    says_no = (
        []
        if each.said.token is None
        else [Link(token=each.said.token, place=ways.UNSUBSCRIBE, label=ways.UNSUBSCRIBE, url="")]
    )
    found = links.rows_of(
        [*each.links, *says_no],
        campaign_id=campaign.id,
        recipient_id=each.row.id,
        variant=each.row.variant,
        now=tx.now,
    )
    return [row | ({"kind": NO, "url": None} if row["id"] == each.said.token else {}) for row in found]


def _gone(tx: Transaction, each: Leaving, message_id: str) -> dict[str, Any]:
    """The recipient as it is on its new way."""
    row = each.row
    before = Fell(
        way=row.way,
        by=row.by,
        state=row.state,
        reason=row.reason,
        detail=row.detail,
        message=row.message_id,
        at=row.failed_at,
    )
    fell_at = row.fell_at or (row.failed_at or tx.now if row.way == 0 and row.state == "failed" else None)
    emptied = dict.fromkeys(("reason", "detail", "sent_at", "failed_at", "falls_at"))
    return emptied | {
        "state": "claimed",
        "way": each.way,
        "by": each.account.kind,
        "fell": falls.encoded([*each.fell, before]),
        "fell_at": fell_at,
        "message_id": message_id,
        "claimed_at": tx.now,
    }


async def back(tx: Transaction, message_ids: Sequence[str], *, again: bool) -> None:
    """Recipients whose messages (locked) nobody tried to send are as they were before; `again`: they have their turn once more."""
    waiting = await rows.claimed(tx.connection, message_ids)
    failed = [each.message for row in waiting for each in falls.of(row.fell) if each.message is not None]
    held = await message_rows.lock(tx.connection, failed)
    for row in await rows.lock(tx.connection, [each.id for each in waiting]):
        fell = falls.of(row.fell)
        before = max((each for each in fell if each.state != falls.REFUSED), key=lambda each: each.way)
        values = {
            "state": before.state,
            "way": before.way,
            "by": before.by,
            "reason": before.reason,
            "detail": before.detail,
            "message_id": before.message,
            "failed_at": before.at,
            "fell": falls.encoded([each for each in fell if each is not before]),
        }
        values |= {"fell_at": None} if before.way == 0 else {}
        values |= {"claimed_at": None, "falls_at": tx.now if again else None}
        await campaign_recipients.change(tx.connection, row.id, **values)
        if before.message in held:
            await _unmark(tx, held[before.message])


async def _mark(tx: Transaction, message: MessageRow, left: Mapping[str, Any]) -> None:
    content = msgspec.json.encode(msgspec.json.decode(message.content) | left).decode()
    await message_rows.change(tx.connection, message.id, content=content)


async def _unmark(tx: Transaction, message: MessageRow) -> None:
    content = msgspec.json.decode(message.content)
    kept = {name: value for name, value in content.items() if name not in ("replaced_by", "replaced_on")}
    await message_rows.change(tx.connection, message.id, content=msgspec.json.encode(kept).decode())
