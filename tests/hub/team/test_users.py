"""Who is in the team, and with which rights."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from hub.team import passwords, tokens, users
from hub.transaction import Commit, Transactions, milliseconds
from hub.wire.errors import Refusal
from storage import tables
from storage.database import Database
from tests.cast import Cast

KEY = "k" * 40


async def test_an_agent_holds_the_channels_it_is_a_member_of(database: Database, cast: Cast) -> None:
    async with database.reading() as connection:
        assert await users.agent(connection, "dana", "login-dana") == cast.dana
        assert await users.agent(connection, "omar", "login-omar") == cast.omar
        assert await users.agent(connection, "ines", "login-ines") == cast.ines


async def test_nobody_is_an_agent_by_another_ones_login(database: Database, cast: Cast) -> None:
    async with database.reading() as connection:
        assert await users.agent(connection, "dana", "login-omar") is None
        assert await users.agent(connection, "dana", "no such login") is None


async def test_somebody_inactive_is_no_agent(transactions: Transactions, database: Database, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await tx.connection.execute(update(tables.users).where(tables.users.c.id == "dana").values(active=False))
    async with database.reading() as connection:
        assert await users.agent(connection, "dana", "login-dana") is None


async def test_a_new_colleague_is_told_to_everyone(
    transactions: Transactions, cast: Cast, commits: list[Commit]
) -> None:
    async with transactions.begin() as tx:
        made = await users.add(tx, email="Mali@Example.com ", name="  Mali   S. ", role="agent", password_hash=None)
    assert (made.email, made.name) == ("mali@example.com", "Mali S.")
    (entry,) = commits[-1].entries
    assert (entry.type, entry.audience) == ("user.changed", "everyone")
    assert b"mali@example.com" in entry.body


async def test_an_address_belongs_to_one_person(transactions: Transactions, cast: Cast) -> None:
    with pytest.raises(Refusal, match="already"):
        async with transactions.begin() as tx:
            await users.add(tx, email="DANA@example.com", name="Another", role="agent", password_hash=None)


@pytest.mark.parametrize(
    ("email", "name", "role", "field"),
    [("no address", "N", "agent", "email"), ("a@b", " ", "agent", "name"), ("a@b", "N", "owner", "role")],
)
async def test_what_is_wrong_is_named(transactions: Transactions, email: str, name: str, role: str, field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        async with transactions.begin() as tx:
            await users.add(tx, email=email, name=name, role=role, password_hash=None)
    assert refusal.value.field == field


async def test_the_first_administrators_link_works_once(transactions: Transactions) -> None:
    async with transactions.begin() as tx:
        link = await users.first_admin_link(tx)
    assert link
    async with transactions.begin() as tx:
        made = await users.add_first_admin(tx, link, email="ines@example.com", name="Ines", password_hash="x")
    assert made.role == "admin"
    with pytest.raises(Refusal, match="not valid"):
        async with transactions.begin() as tx:
            await users.add_first_admin(tx, link, email="eve@example.com", name="Eve", password_hash="x")


async def test_no_link_is_made_when_there_is_somebody(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        assert await users.first_admin_link(tx) is None


async def test_a_link_of_before_is_worthless_once_there_is_somebody(transactions: Transactions) -> None:
    async with transactions.begin() as tx:
        link = await users.first_admin_link(tx)
        await users.add(tx, email="ines@example.com", name="Ines", role="admin", password_hash=None)
    with pytest.raises(Refusal, match="not valid"):
        async with transactions.begin() as tx:
            await users.add_first_admin(tx, link or "", email="eve@example.com", name="Eve", password_hash="x")


async def test_a_short_password_is_refused() -> None:
    with pytest.raises(Refusal, match="at least 10"):
        await passwords.hash_of("short")


def test_an_access_token_names_user_and_login() -> None:
    now = milliseconds()
    claims = tokens.read_access(KEY, tokens.issue_access(KEY, "dana", "login", now))
    assert (claims.user, claims.login) == ("dana", "login")
    assert 0 <= now + 900_000 - claims.expires_at < 1000


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nonsense",
        "é.é.é",
        tokens.issue_access("another key that is long enough 1234", "dana", "login", milliseconds()),
        tokens.issue_files(KEY, "dana", "login", milliseconds()),
        tokens.issue_access(KEY, "dana", "login", milliseconds() - 901_000),
        "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJkYW5hIiwic2lkIjoieCIsImV4cCI6OTk5OTk5OTk5OX0.",
    ],
    ids=["empty", "nonsense", "not ascii", "another key", "a file token", "expired", "unsigned"],
)
def test_any_other_token_is_refused(token: str) -> None:
    with pytest.raises(Refusal) as refusal:
        tokens.read_access(KEY, token)
    assert refusal.value.code == "not_signed_in"
