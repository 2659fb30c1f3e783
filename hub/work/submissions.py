"""Templates on their way to the provider: created, edited, deleted. The row is the queue.

An answer that never came leaves the row `uncertain`: before anything is asked again, the provider is asked what it holds. It refuses a
second template of one name and language, so nothing is ever there twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import msgspec

from channels.channel import Account, Channel, ChannelError, Sample, TemplateDraft, TemplateSeen
from hub import permissions
from hub.accounts.at_hand import Accounts
from hub.texts import templates
from hub.texts.template_drafts import Wanted
from hub.texts.template_likeness import same
from hub.transaction import Transaction, Transactions, milliseconds
from hub.wire.events import TemplateChanged, TemplateRemoved
from hub.wire.shapes import Fault
from hub.work import leases, standing, template_sync
from storage.accounts import news
from storage.accounts import templates as rows
from storage.accounts.templates import TemplateRow
from storage.blobs import BlobMissing, Blobs
from storage.failures import DatabaseLost
from storage.inbox import attachments

AT_ONCE = 4
CLAIM_MS = 5 * 60_000  # longer than the slowest upload of a sample and its submission
TRIES = 8
BACK_OFF_MS = 5_000  # doubled with each try: 5 s to 10 min
LOOK_MS = 3_000  # after an answer that never came: the provider needs a moment to list what it took
EXISTS = "template_exists"
NOT_FOUND = ("2593002", "33")  # subcodes: it is gone already
UNKNOWN = Fault(
    code="unknown",
    message="WhatsApp's answer never came, so it is not known yet whether it was taken.",
    advice="It is looked up by itself; nothing is sent twice.",
)

log = logging.getLogger(__name__)


class Submissions:
    """`holder`: this process."""

    def __init__(
        self,
        transactions: Transactions,
        accounts: Accounts,
        channels: Mapping[str, Channel],
        blobs: Blobs,
        holder: str,
    ) -> None:
        self._transactions = transactions
        self._accounts = accounts
        self._channels = channels
        self._blobs = blobs
        self._holder = holder

    async def release_dead(self) -> None:
        """What a process that crashed here was submitting is looked at at once."""
        await leases.release_dead(self._transactions, rows)

    async def turn(self) -> bool:
        """Does what is due; whether there may be more."""
        async with self._transactions.database.reading() as connection:
            if not await rows.any_due(connection, milliseconds()):
                return False
        async with self._transactions.begin() as tx:
            claimed = await rows.claim(tx.connection, self._holder, tx.now, tx.now + CLAIM_MS, AT_ONCE)
        await asyncio.gather(*(self._submit(row) for row in claimed))
        return len(claimed) == AT_ONCE

    async def _submit(self, row: TemplateRow) -> None:
        asked_at = milliseconds()  # what the provider tells from now on is newer than its answer
        try:
            account, channel = self._account(row)
            seen = await self._done(channel, account, row)
            async with self._transactions.begin() as tx:
                await self._settle(tx, row, seen, asked_at)
        except ChannelError as error:
            await self._refused(row, error)
        except DatabaseLost:
            return  # the claim runs out, and the provider is looked at first
        except Exception:
            log.exception("template %s could not be submitted", row.id)
            await self._refused(row, ChannelError("unknown", UNKNOWN.message, code="accident"))

    def _account(self, row: TemplateRow) -> tuple[Account, Channel]:
        held = self._accounts.get(row.channel_id)
        if held is None or held.kind not in self._channels:
            raise ChannelError("never", "The channel account is not set up.", code="no_credentials")
        try:
            return self._accounts.account(row.channel_id), self._channels[held.kind]
        except LookupError as missing:
            advice = "Set the account's credentials, then submit again."
            raise ChannelError("never", str(missing), code="no_credentials", advice=advice) from None

    async def _done(self, channel: Channel, account: Account, row: TemplateRow) -> TemplateSeen | None:
        """What the provider holds once the task is done; None when it holds nothing any more."""
        if row.task == "create":
            return await self._create(channel, account, row)
        if row.task == "edit":
            return await self._edit(channel, account, row)
        await self._delete(channel, account, row)
        return None

    async def _create(self, channel: Channel, account: Account, row: TemplateRow) -> TemplateSeen:
        if row.uncertain and (seen := await channel.find_template(account, row.name, row.language)) is not None:
            return seen
        components = msgspec.json.decode(row.components, type=list[dict[str, Any]])
        draft = await self._draft(channel, account, row, row.category, components, row.sample_id)
        try:
            return await channel.create_template(account, draft)
        except ChannelError as error:
            if error.code != EXISTS:
                raise
            seen = await channel.find_template(account, row.name, row.language)
            if seen is None or not same(seen.components, draft.components):
                raise
            return seen  # ours: an earlier try had arrived

    async def _edit(self, channel: Channel, account: Account, row: TemplateRow) -> TemplateSeen:
        wanted = msgspec.json.decode(row.draft or "{}", type=Wanted)
        if row.uncertain:
            seen = await channel.find_template(account, row.name, row.language)
            if seen is not None and same(seen.components, wanted.components) and seen.category == wanted.category:
                return seen
        draft = await self._draft(channel, account, row, wanted.category, wanted.components, wanted.sample)
        moved = wanted.category != row.category
        await channel.edit_template(account, row.provider_id or "", draft, category=moved)
        return await channel.find_template(account, row.name, row.language) or _as_edited(row, draft)

    async def _delete(self, channel: Channel, account: Account, row: TemplateRow) -> None:
        provider_id = row.provider_id
        if row.uncertain or provider_id is None:
            seen = await channel.find_template(account, row.name, row.language)
            if seen is None or seen.status in ("DELETED", "PENDING_DELETION"):
                return
            provider_id = seen.provider_id
        try:
            await channel.delete_template(account, provider_id, row.name)
        except ChannelError as error:
            if error.subcode not in NOT_FOUND:
                raise

    async def _draft(
        self,
        channel: Channel,
        account: Account,
        row: TemplateRow,
        category: str,
        components: list[dict[str, Any]],
        sample_id: str | None,
    ) -> TemplateDraft:
        if sample_id is not None:
            handle = await self._upload(channel, account, sample_id)
            components = [
                {**part, "example": {"header_handle": [handle]}} if _takes_file(part) else part for part in components
            ]
        return TemplateDraft(
            name=row.name,
            language=row.language,
            category=category,
            parameter_format="named" if row.parameter_format == "named" else "positional",
            components=components,
        )

    async def _upload(self, channel: Channel, account: Account, sample_id: str) -> str:
        async with self._transactions.database.reading() as connection:
            file = await attachments.get(connection, sample_id)
        gone = ChannelError(
            "never", "The header's sample file is no longer there.", code="file_missing", advice="Upload it again."
        )
        if file is None or file.blob is None:
            raise gone
        try:
            size = await self._blobs.size(file.blob)
            pieces = self._blobs.get(file.blob)
            name = file.name or f"sample.{file.kind}"
            return await channel.upload_sample(account, Sample(name=name, mime=file.mime, size=size, pieces=pieces))
        except BlobMissing:
            raise gone from None

    async def _settle(self, tx: Transaction, row: TemplateRow, seen: TemplateSeen | None, asked_at: int) -> None:
        held = await self._still(tx, row)
        if held is None:
            return
        if seen is None:
            await _remove(tx, held)
            return
        values = template_sync.values_of(seen) | FREE | {"error": None, "draft": None}
        if held.status != templates.DRAFT and row.task == "create":  # a webhook was faster than the answer
            for known in ("status", "quality", "category", "reason", "correct_category"):
                values.pop(known)
        if row.task == "edit":
            wanted = msgspec.json.decode(row.draft or "{}", type=Wanted)
            values |= {"sample_id": wanted.sample, "edits": _noted(held, tx.now)}
        as_of = max(held.updated_at, asked_at) if row.task != "create" else asked_at
        changed = await rows.change(tx.connection, held.id, as_of, **values)
        _announce(tx, changed)
        about = await news.channels_of(tx.connection, _kind(self._accounts, row), row.business)
        await news.ask_templates_again(tx.connection, about, tx.now)

    async def _refused(self, row: TemplateRow, error: ChannelError) -> None:
        async with self._transactions.begin() as tx:
            held = await self._still(tx, row)
            if held is None:
                return
            changed = await rows.change(tx.connection, held.id, held.updated_at, **_after(row, error, tx.now))
            _announce(tx, changed)

    async def _still(self, tx: Transaction, row: TemplateRow) -> TemplateRow | None:
        """The row, when it is still ours to settle: a claim that ran out may be another process's by now."""
        held = await rows.lock(tx.connection, row.id)
        ours = (
            held is not None and held.claimed_by == self._holder and held.task == row.task and held.tries == row.tries
        )
        return held if ours else None


FREE: dict[str, Any] = {"task": None, "due_at": None, "claimed_by": None, "tries": 0, "uncertain": False}


def _after(row: TemplateRow, error: ChannelError, now: int) -> dict[str, Any]:
    """The queue's columns after a try that came to nothing, or to nothing that is known."""
    fault = Fault(code=error.code or error.outcome, message=error.message, advice=error.advice)
    if row.tries >= TRIES or error.outcome in ("never", "pause"):
        return FREE | {"error": standing.encoded(fault), "draft": None}
    if error.outcome == "unknown":
        wait = LOOK_MS * 2 ** (row.tries - 1)
        return {"due_at": now + wait, "claimed_by": None, "uncertain": True, "error": standing.encoded(UNKNOWN)}
    wait = max(BACK_OFF_MS * 2 ** (row.tries - 1), int((error.retry_after or 0) * 1000))
    return {"due_at": now + wait, "claimed_by": None, "error": standing.encoded(fault)}


async def _remove(tx: Transaction, held: TemplateRow) -> None:
    """Gone at the provider, so gone on every account of the business."""
    others = (
        [] if held.provider_id is None else await rows.lock_provided(tx.connection, held.business, held.provider_id)
    )
    gone = {row.id: row for row in (held, *others)}
    await rows.remove(tx.connection, gone)
    for row in gone.values():
        if row.sample_id is not None:
            await attachments.keep_for(tx.connection, row.sample_id, None)
        tx.announce(TemplateRemoved(id=row.id), permissions.for_channel(row.channel_id))


def _announce(tx: Transaction, row: TemplateRow | None) -> None:
    if row is not None:
        tx.announce(TemplateChanged(template=templates.shape(row)), permissions.for_channel(row.channel_id))


def _as_edited(row: TemplateRow, draft: TemplateDraft) -> TemplateSeen:
    """The provider took the edit and has not listed it yet: it is in review until we hear otherwise."""
    return TemplateSeen(
        provider_id=row.provider_id or "",
        name=row.name,
        language=row.language,
        category=draft.category,
        status="PENDING",
        quality=row.quality,
        parameter_format=draft.parameter_format,
        components=draft.components,
    )


def _noted(held: TemplateRow, now: int) -> str:
    """Edits of approved templates are counted by the provider."""
    done = msgspec.json.decode(held.edits, type=list[int])
    if held.status == "APPROVED":
        done.append(now)
    return msgspec.json.encode(done[-templates.EDITS_KEPT :]).decode()


def _takes_file(part: Mapping[str, Any]) -> bool:
    return part.get("type") == "HEADER" and part.get("format") in ("IMAGE", "VIDEO", "DOCUMENT")


def _kind(accounts: Accounts, row: TemplateRow) -> str:
    held = accounts.get(row.channel_id)
    return "" if held is None else held.kind
