"""Channel accounts: who hears of them, and what the environment may change."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from hub import settings
from hub.accounts import channels
from hub.accounts.at_hand import Accounts
from hub.settings import Settings
from hub.transaction import Commit, Transactions
from hub.vault import Vault, VaultError
from hub.wire.errors import Refusal
from storage.accounts import channels as rows
from storage.database import Database
from tests.cast import Cast

SECRET = "x" * 40
VAULT = Vault(SECRET)
ENVIRONMENT = {
    "SECRET_KEY": SECRET,
    "WHATSAPP_PHONE_NUMBER_ID": "900",
    "WHATSAPP_APP_SECRET": "one, two",
    "WHATSAPP_VERIFY_TOKEN": "verify-me",
    "WHATSAPP_ACCESS_TOKEN": "token",
    "WHATSAPP_BUSINESS_ACCOUNT_ID": "800",
}


def described(tmp_path: Path, **changes: str) -> Settings:
    return settings.read(ENVIRONMENT | {"DATA_DIR": str(tmp_path)} | changes)


def heard(commits: list[Commit], *keys: str) -> list[str]:
    return [e.type for c in commits for e in c.entries if set(e.audience.split()) & set(keys)]


def test_what_is_sealed_opens_only_with_the_same_key() -> None:
    sealed = VAULT.seal({"access_token": "secret"})
    assert b"secret" not in sealed
    assert VAULT.open(sealed) == {"access_token": "secret"}
    with pytest.raises(VaultError, match="SECRET_KEY has changed"):
        Vault("y" * 40).open(sealed)


async def test_the_environment_describes_one_account(
    transactions: Transactions, database: Database, tmp_path: Path
) -> None:
    async with transactions.begin() as tx:
        channel_id = await channels.upsert_from_settings(tx, described(tmp_path), VAULT)
    accounts = Accounts(database, VAULT)
    await accounts.refresh()
    row = accounts.by_address("whatsapp", "900")
    assert row is not None
    assert row.id == channel_id
    assert row.from_environment
    assert row.state == "active"
    assert accounts.account(row.id).credentials["access_token"] == "token"
    assert accounts.secrets("whatsapp") == ["one", "two"]
    assert accounts.verify_tokens("whatsapp") == ["verify-me"]


async def test_starting_again_with_the_same_environment_changes_nothing(
    transactions: Transactions, commits: list[Commit], tmp_path: Path
) -> None:
    for _ in range(2):
        async with transactions.begin() as tx:
            await channels.upsert_from_settings(tx, described(tmp_path), VAULT)
    assert len(commits) == 1


async def test_a_new_token_mends_a_paused_account(
    transactions: Transactions, database: Database, tmp_path: Path
) -> None:
    async with transactions.begin() as tx:
        channel_id = await channels.upsert_from_settings(tx, described(tmp_path), VAULT)
        assert channel_id
        await channels.pause(tx, channel_id, "The token has expired.")
    async with transactions.begin() as tx:
        await channels.upsert_from_settings(tx, described(tmp_path), VAULT)
        still = await rows.get(tx.connection, channel_id)
        assert still is not None
        assert still.state == "paused"
        await channels.upsert_from_settings(tx, described(tmp_path, WHATSAPP_ACCESS_TOKEN="newer"), VAULT)
        row = await rows.get(tx.connection, channel_id)
    assert row is not None
    assert row.state == "active"
    assert row.reason is None


async def test_only_administrators_hear_of_a_number_nobody_has_set_up(
    cast: Cast, transactions: Transactions, commits: list[Commit]
) -> None:
    async with transactions.begin() as tx:
        row = await channels.ensure_unconfigured(tx, "whatsapp", "777", "+66 2 777 7777")
    assert heard(commits, f"channel:{row.id}") == ["channel.changed"]
    assert heard(commits, "role:admin") == ["rights.changed"]
    assert heard(commits, "everyone", "role:agent", "role:manager") == []


async def test_an_unconfigured_account_is_made_once(
    cast: Cast, transactions: Transactions, commits: list[Commit]
) -> None:
    made = []
    for _ in range(3):
        async with transactions.begin() as tx:
            made.append((await channels.ensure_unconfigured(tx, "whatsapp", "777", None)).id)
    assert len(set(made)) == 1
    assert len(commits) == 1


async def test_setting_up_a_number_tells_those_who_may_now_use_it(
    cast: Cast, transactions: Transactions, commits: list[Commit], tmp_path: Path
) -> None:
    async with transactions.begin() as tx:
        await channels.ensure_unconfigured(tx, "whatsapp", "900", None)
    commits.clear()
    async with transactions.begin() as tx:
        await channels.upsert_from_settings(tx, described(tmp_path), VAULT)
    assert heard(commits, "role:agent", "role:manager") == ["rights.changed"]


async def test_dana_loses_the_account_and_omar_gains_it(
    cast: Cast, transactions: Transactions, commits: list[Commit]
) -> None:
    async with transactions.begin() as tx:
        shape = await channels.set_members(tx, cast.ines, cast.sales, ["omar"])
    assert shape.members == ["omar"]
    assert heard(commits, "user:dana") == ["channel.removed", "rights.changed"]
    assert heard(commits, "user:omar") == ["rights.changed"]
    changed = [msgspec.json.decode(e.body)["user"] for c in commits for e in c.entries if e.type == "user.changed"]
    assert {(user["id"], tuple(sorted(user["channels"]))) for user in changed} == {
        ("dana", ()),
        ("omar", (cast.sales, cast.support)),
    }


async def test_members_must_be_people_of_the_team(cast: Cast, transactions: Transactions) -> None:
    with pytest.raises(Refusal, match="no such person: nobody"):
        async with transactions.begin() as tx:
            await channels.set_members(tx, cast.ines, cast.sales, ["nobody"])


async def test_only_an_administrator_resumes_an_account(cast: Cast, transactions: Transactions) -> None:
    async with transactions.begin() as tx:
        await channels.pause(tx, cast.sales, "The number is blocked.")
    with pytest.raises(Refusal, match="role admin"):
        async with transactions.begin() as tx:
            await channels.resume(tx, cast.dana, cast.sales)
    async with transactions.begin() as tx:
        shape = await channels.resume(tx, cast.ines, cast.sales)
    assert shape.state == "active"
    assert shape.reason is None


async def test_an_account_never_set_up_cannot_be_resumed(cast: Cast, transactions: Transactions) -> None:
    async with transactions.begin() as tx:
        row = await channels.ensure_unconfigured(tx, "whatsapp", "777", None)
        with pytest.raises(Refusal, match="never been set up"):
            await channels.resume(tx, cast.ines, row.id)
