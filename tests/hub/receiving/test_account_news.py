"""What a provider says of an account is kept for each account it is about, told at once, and no reason to keep an account for ever."""

from __future__ import annotations

from typing import Any

import msgspec

from hub.intake import Intake
from hub.transaction import Commit, Transactions
from storage import tables
from storage.accounts import channels
from tests.cast import BUSINESS, Cast
from tests.hub.receiving.look import Look
from tests.hub.receiving.wire import NOON, send


def said(event: str, **more: Any) -> dict[str, Any]:
    change = {"field": "account_update", "value": {"event": event, **more}}
    return {"object": "whatsapp_business_account", "entry": [{"id": BUSINESS, "time": NOON, "changes": [change]}]}


RESTRICTED = said("ACCOUNT_RESTRICTION", restriction_info=[{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING"}])


async def test_news_of_a_business_is_kept_for_each_of_its_accounts_and_once(
    intake: Intake, cast: Cast, look: Look, commits: list[Commit]
) -> None:
    await send(intake, RESTRICTED)
    await send(intake, RESTRICTED)
    kept = await look.rows("channel_news", order="channel_id")
    assert [row["channel_id"] for row in kept] == sorted([cast.sales, cast.support])
    told = [entry for commit in commits for entry in commit.entries if entry.type == "channel.told"]
    assert sorted(msgspec.json.decode(entry.body)["id"] for entry in told) == sorted([cast.sales, cast.support])
    assert {frozenset(entry.audience.split()) for entry in told} == {frozenset({"role:admin", "role:manager"})}


async def test_news_of_a_business_nobody_set_up_is_kept_all_the_same(intake: Intake, cast: Cast, look: Look) -> None:
    body = RESTRICTED | {"entry": [RESTRICTED["entry"][0] | {"id": "nobody's"}]}
    await send(intake, body)
    assert (await look.row("channel_news"))["channel_id"] is None


async def test_an_account_of_which_there_is_only_news_can_be_deleted(
    intake: Intake, cast: Cast, look: Look, transactions: Transactions
) -> None:
    async with transactions.begin() as tx:
        times = {"created_at": tx.now, "updated_at": tx.now}
        made = {"id": "channel-new", "kind": "whatsapp", "name": "New", "address": "777", "state": "active"}
        await tx.connection.insert_many(tables.channels, [made | times | {"business": BUSINESS}])
    await send(intake, RESTRICTED)
    assert await look.count("channel_news", "channel_id = 'channel-new'") == 1
    async with transactions.begin() as tx:
        assert not await channels.has_history(tx.connection, "channel-new")
        await channels.remove(tx.connection, "channel-new")
    assert await look.count("channel_news", "channel_id = 'channel-new'") == 0
