"""What may become of a campaign: the whole table, and who is told."""

from __future__ import annotations

import itertools
from typing import get_args

import pytest

from hub.campaigns import drafts, states
from hub.transaction import Transactions
from hub.wire.campaign_changes import CampaignChange
from hub.wire.campaigns import CampaignState
from hub.wire.errors import Refusal
from storage.campaigns import rows
from storage.office import activity
from tests.cast import Cast
from tests.hub.campaigns import people
from tests.hub.conftest import Acting

STATES: tuple[CampaignState, ...] = get_args(CampaignState)


async def test_every_move_is_allowed_or_refused_in_words(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        made = await people.draft(tx, cast)
        for before, to in itertools.product(STATES, STATES):
            await rows.note(tx.connection, made.id, state=before)
            if to in states.ALLOWED[before]:
                moved = await states.move(tx, made.id, to, by=cast.ines, reason="because")
                assert (moved.state, moved.why.by, moved.why.code, moved.why.reason) == (
                    to,
                    "ines",
                    "person",
                    "because",
                )
                assert (moved.finished_at is not None) >= (to in ("done", "cancelled"))
            else:
                with pytest.raises(Refusal, match="This campaign") as refused:
                    await states.move(tx, made.id, to, by=cast.ines)
                assert (refused.value.code, refused.value.current.state) == ("conflict", before)


async def test_what_is_done_with_a_draft_is_heard_by_whoever_may_see_it(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        made = await people.draft(tx, cast)
    async with acting() as tx:
        await drafts.change(tx, cast.ines, made.id, CampaignChange(name="Better"), made.version)
    async with acting() as tx:  # Dana loses it, Omar gets it
        await drafts.change(tx, cast.ines, made.id, CampaignChange(channel=cast.support), None)
    async with acting() as tx:
        await drafts.remove(tx, cast.ines, made.id)


async def test_the_product_s_own_moves_are_noted_as_its_own(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        made = await people.draft(tx, cast)
        await rows.note(tx.connection, made.id, state="running")
        moved = await states.move(tx, made.id, "paused", by=None, code="failures", reason="12 % failed.")
        kept = await activity.page(
            tx.connection, user_id=None, act="campaign.paused", subject=made.id, words=None, since=None, until=None, before=None, limit=1
        )  # fmt: skip
    assert (moved.why.by, moved.why.code, moved.why.reason) == (None, "failures", "12 % failed.")
    assert [each.user_name for each in kept] == ["BMA Social"]
