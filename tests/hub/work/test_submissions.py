"""Templates on their way to the provider: crashes, lost answers, webhooks that are faster, and lists that are older than news."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from channels.channel import Account, ChannelError, TemplateDraft, TemplateSeen
from hub import ids
from hub.texts import template_drafts
from hub.transaction import Commit
from hub.wire.errors import Refusal
from hub.wire.templates import TemplateChange
from hub.work import template_sync
from hub.work.submissions import CLAIM_MS, TRIES, Submissions
from storage import tables
from storage.accounts import channels as account_rows
from storage.accounts import news
from storage.accounts import templates as rows
from storage.accounts.templates import TemplateRow
from tests.cast import BUSINESS, Cast
from tests.hub.work.fakes import FakeChannel, Work

BODY = {"type": "BODY", "text": "Hello {{1}}, we are open.", "example": {"body_text": [["Pim"]]}}


class Provider(FakeChannel):
    """Holds templates, and takes or refuses what it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[TemplateSeen] = []
        self.asked: list[str] = []
        self.faults: list[ChannelError] = []
        self.takes_before_fault = False

    async def templates(self, account: Account) -> list[TemplateSeen]:
        return list(self.held)

    async def find_template(self, account: Account, name: str, language: str) -> TemplateSeen | None:
        self.asked.append("find")
        return next((seen for seen in self.held if (seen.name, seen.language) == (name, language)), None)

    async def create_template(self, account: Account, draft: TemplateDraft) -> TemplateSeen:
        self.asked.append("create")
        if await self.find_there(draft):
            raise ChannelError("never", "It exists.", code="template_exists")
        seen = TemplateSeen(
            provider_id="701",
            name=draft.name,
            language=draft.language,
            category=draft.category,
            status="PENDING",
            quality=None,
            parameter_format=draft.parameter_format,
            components=draft.components,
        )
        self._fault_or(lambda: self.held.append(seen))
        return seen

    async def find_there(self, draft: TemplateDraft) -> bool:
        return any((seen.name, seen.language) == (draft.name, draft.language) for seen in self.held)

    async def edit_template(self, account: Account, provider_id: str, draft: TemplateDraft, *, category: bool) -> None:
        self.asked.append("edit")
        edited = [msgspec.structs.replace(seen, components=draft.components) for seen in self.held]
        self._fault_or(lambda: setattr(self, "held", edited))

    async def delete_template(self, account: Account, provider_id: str, name: str) -> None:
        self.asked.append("delete")
        self._fault_or(lambda: self.held.clear())

    def _fault_or(self, act: Any) -> None:
        fault = self.faults.pop(0) if self.faults else None
        if fault is None or self.takes_before_fault:
            act()
        if fault is not None:
            raise fault


LOST = ChannelError("unknown", "No answer.", code="no_answer")


@pytest.fixture
def channel() -> Provider:
    return Provider()


def submissions(work: Work, holder: str = "this process") -> Submissions:
    return Submissions(work.transactions, work.accounts, {"whatsapp": work.channel}, work.blobs, holder)


async def queued(work: Work, cast: Cast, **values: Any) -> str:
    """A template that waits to be created, or whatever `values` say."""
    row = {
        "id": ids.new(), "business": BUSINESS, "channel_id": cast.sales, "name": "we_open", "language": "en", "category": "UTILITY",
        "status": "DRAFT", "components": msgspec.json.encode([BODY]).decode(), "task": "create", "due_at": 1, "updated_at": 1,
    }  # fmt: skip
    async with work.transactions.begin() as tx:
        assert await rows.insert(tx.connection, row | values)
    return str((row | values)["id"])


async def there(work: Work, id: str) -> TemplateRow | None:
    async with work.transactions.database.reading() as connection:
        return await rows.get(connection, id)


async def found(work: Work, id: str) -> TemplateRow:
    row = await there(work, id)
    assert row is not None
    return row


async def is_due(work: Work, id: str, **values: Any) -> None:
    async with work.transactions.begin() as tx:
        statement = update(tables.templates).where(tables.templates.c.id == id)
        await tx.connection.execute(statement.values(due_at=1, **values))


async def test_what_is_submitted_is_kept_and_told(
    cast: Cast, work: Work, channel: Provider, commits: list[Commit]
) -> None:
    id = await queued(work, cast)
    commits.clear()
    assert await submissions(work).turn() is False
    row = await found(work, id)
    assert (row.status, row.provider_id, row.task, row.due_at) == ("PENDING", "701", None, None)
    assert [e.type for c in commits for e in c.entries] == ["template.changed"]
    assert await submissions(work).turn() is False
    assert channel.asked == ["create"]


@pytest.mark.parametrize("taken", [True, False])
async def test_an_answer_that_never_came_is_looked_up_before_anything_is_asked_again(
    cast: Cast, work: Work, channel: Provider, taken: bool
) -> None:
    id = await queued(work, cast)
    channel.faults, channel.takes_before_fault = [LOST], taken
    await submissions(work).turn()
    row = await found(work, id)
    assert (row.uncertain, row.status, row.error is None) == (True, "DRAFT", False)
    await is_due(work, id)
    await submissions(work).turn()
    row = await found(work, id)
    assert (row.uncertain, row.status, row.error) == (False, "PENDING", None)
    assert channel.asked == (["create", "find"] if taken else ["create", "find", "create"])
    assert len(channel.held) == 1


async def test_a_process_that_died_while_submitting_leaves_an_uncertain_row(
    cast: Cast, work: Work, channel: Provider
) -> None:
    id = await queued(work, cast)
    async with work.transactions.begin() as tx:
        (row,) = await rows.claim(tx.connection, "another process", tx.now, tx.now + CLAIM_MS, 4)
    assert not row.uncertain
    assert await submissions(work).turn() is False
    assert channel.asked == []
    await is_due(work, id)  # the claim ran out
    await submissions(work).turn()
    assert channel.asked == ["find", "create"]
    assert (await found(work, id)).status == "PENDING"


async def test_a_claim_that_ran_out_settles_nothing(cast: Cast, work: Work, channel: Provider) -> None:
    id = await queued(work, cast)
    async with work.transactions.begin() as tx:
        (row,) = await rows.claim(tx.connection, "a slow process", tx.now, tx.now + CLAIM_MS, 4)
    await is_due(work, id)
    await submissions(work).turn()
    slow = submissions(work, "a slow process")
    await slow._refused(row, ChannelError("never", "Too late."))
    assert (await found(work, id)).error is None


async def test_a_webhook_faster_than_the_answer_is_not_overwritten(cast: Cast, work: Work, channel: Provider) -> None:
    id = await queued(work, cast)
    create = channel.create_template

    async def approved_meanwhile(account: Account, draft: TemplateDraft) -> TemplateSeen:
        seen = await create(account, draft)
        async with work.transactions.begin() as tx:
            await news.change_template(tx.connection, id, {"status": "APPROVED", "updated_at": tx.now})
        return seen

    channel.create_template = approved_meanwhile  # type: ignore[method-assign]
    await submissions(work).turn()
    row = await found(work, id)
    assert (row.status, row.provider_id, row.task) == ("APPROVED", "701", None)


async def test_what_exists_already_with_the_same_words_is_ours(cast: Cast, work: Work, channel: Provider) -> None:
    id = await queued(work, cast)
    await submissions(work).turn()
    async with work.transactions.begin() as tx:
        again = {"status": "DRAFT", "task": "create", "due_at": 1, "provider_id": None}
        await rows.change(tx.connection, id, tx.now, **again)
    await submissions(work).turn()
    row = await found(work, id)
    assert (row.status, row.provider_id, row.error) == ("PENDING", "701", None)


async def test_a_refusal_is_told_and_not_repeated(cast: Cast, work: Work, channel: Provider) -> None:
    id = await queued(work, cast)
    channel.faults = [ChannelError("never", "Too many variables.", code="100", advice="Use fewer.")]
    for _ in range(2):
        await submissions(work).turn()
    row = await found(work, id)
    assert (row.task, msgspec.json.decode(row.error or "")["advice"]) == (None, "Use fewer.")
    assert channel.asked == ["create"]


async def test_a_provider_that_is_busy_for_long_is_given_up(cast: Cast, work: Work, channel: Provider) -> None:
    id = await queued(work, cast)
    channel.faults = [ChannelError("retry", "Busy.")] * (TRIES + 3)
    for _ in range(TRIES + 2):
        await submissions(work).turn()
        if (await found(work, id)).task is not None:
            await is_due(work, id)
    assert len(channel.faults) == 3
    assert (await found(work, id)).task is None


async def test_an_account_without_credentials_says_so(cast: Cast, work: Work, channel: Provider) -> None:
    async with work.transactions.begin() as tx:
        await tx.connection.execute(update(tables.channels).values(credentials=None, version=9))
    await work.accounts.refresh()
    id = await queued(work, cast)
    await submissions(work).turn()
    assert msgspec.json.decode((await found(work, id)).error or "")["code"] == "no_credentials"


async def approved(work: Work, cast: Cast, channel: Provider) -> str:
    id = await queued(work, cast)
    await submissions(work).turn()
    channel.held = [msgspec.structs.replace(seen, status="APPROVED") for seen in channel.held]
    async with work.transactions.begin() as tx:
        await rows.change(tx.connection, id, tx.now, status="APPROVED")
    channel.asked.clear()
    return id


async def test_an_edit_whose_answer_was_lost_is_not_made_twice(cast: Cast, work: Work, channel: Provider) -> None:
    """An approved template may be edited once a day: a second try would be refused, or count."""
    id = await approved(work, cast, channel)
    wanted = {"category": "UTILITY", "components": [{**BODY, "text": "Dear {{1}}, we are open."}], "sample": None}
    await is_due(work, id, task="edit", draft=msgspec.json.encode(wanted).decode())
    channel.faults, channel.takes_before_fault = [LOST], True
    await submissions(work).turn()
    assert (await found(work, id)).uncertain
    await is_due(work, id)
    await submissions(work).turn()
    row = await found(work, id)
    assert ("Dear" in row.components, row.task, row.draft) == (True, None, None)
    assert channel.asked == ["edit", "find"]
    assert len(msgspec.json.decode(row.edits)) == 1


async def test_a_template_gone_at_the_provider_is_gone_on_every_account_of_the_business(
    cast: Cast, work: Work, channel: Provider, commits: list[Commit]
) -> None:
    id = await approved(work, cast, channel)
    sibling = await queued(
        work, cast, id="sibling", channel_id=cast.support, status="APPROVED", provider_id="701", task=None, due_at=None
    )
    await is_due(work, id, task="delete")
    commits.clear()
    await submissions(work).turn()
    assert (await there(work, id), await there(work, sibling)) == (None, None)
    told = {(e.type, e.audience) for c in commits for e in c.entries}
    assert told == {("template.removed", f"channel:{cast.sales}"), ("template.removed", f"channel:{cast.support}")}


async def test_a_delete_that_had_arrived_is_not_asked_for_again(cast: Cast, work: Work, channel: Provider) -> None:
    id = await approved(work, cast, channel)
    await is_due(work, id, task="delete")
    channel.faults, channel.takes_before_fault = [LOST], True
    await submissions(work).turn()
    await is_due(work, id)
    await submissions(work).turn()
    assert await there(work, id) is None
    assert channel.asked == ["delete", "find"]


async def test_what_is_being_submitted_cannot_be_changed_under_the_worker(cast: Cast, work: Work) -> None:
    id = await queued(work, cast)
    async with work.transactions.begin() as tx:
        await rows.claim(tx.connection, "another process", tx.now, tx.now + CLAIM_MS, 4)
    async with work.transactions.begin() as tx:
        with pytest.raises(Refusal, match="at this moment"):
            await template_drafts.change(tx, cast.ines, id, TemplateChange(name="other"), None)
        with pytest.raises(Refusal, match="at this moment"):
            await template_drafts.remove(tx, cast.ines, id, None)


async def test_a_list_older_than_the_news_changes_nothing(cast: Cast, work: Work, channel: Provider) -> None:
    """A webhook that came while the list was read knows better."""
    id = await approved(work, cast, channel)
    old = [msgspec.structs.replace(seen, status="PENDING") for seen in channel.held]
    row = await found(work, id)
    async with work.transactions.begin() as tx:
        account = await account_rows.get(tx.connection, cast.sales)
        assert account is not None
        await template_sync.keep(tx, account, old, row.updated_at - 1)
        await template_sync.keep(tx, account, [], row.updated_at - 1)
    assert (await found(work, id)).status == "APPROVED"


async def test_a_draft_that_had_arrived_after_all_is_found_by_the_list(
    cast: Cast, work: Work, channel: Provider
) -> None:
    id = await queued(work, cast, task=None, due_at=None, error='{"code":"unknown","message":"It is not known."}')
    seen = TemplateSeen(
        provider_id="701", name="we_open", language="en", category="UTILITY", status="APPROVED", quality=None,
        parameter_format="positional", components=[BODY],
    )  # fmt: skip
    async with work.transactions.begin() as tx:
        account = await account_rows.get(tx.connection, cast.sales)
        assert account is not None
        await template_sync.keep(tx, account, [seen], tx.now)
    row = await found(work, id)
    assert (row.status, row.provider_id, row.error) == ("APPROVED", "701", None)
