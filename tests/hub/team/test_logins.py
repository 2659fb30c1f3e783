"""Signing in: attempts, rotation, reuse, signing out."""

from __future__ import annotations

import asyncio

import bcrypt
import pytest
from sqlalchemy import select, update

from hub.team import logins, passwords, users
from hub.team.logins import Grant
from hub.transaction import Commit, Transactions
from hub.wire.errors import Refusal
from storage import tables
from storage.database import Database
from storage.team import logins as login_rows
from tests.cast import Cast

PASSWORD = "a long enough password"


async def sign_in(transactions: Transactions, email: str, password: str, address: str = "192.0.2.1") -> Grant:
    async with transactions.begin() as tx:
        attempt = await logins.begin_try(tx, email, address)
    better = await logins.check(attempt, password)
    async with transactions.begin() as tx:
        user = await logins.accept(tx, attempt, better)
        return await logins.open_login(tx, user.id, "test", address)


async def refresh(transactions: Transactions, token: str, later_ms: int = 0) -> Grant | None:
    async with transactions.begin() as tx:
        tx.now += later_ms
        return await logins.refresh(tx, token)


@pytest.fixture
async def dana(transactions: Transactions, cast: Cast) -> Cast:
    await set_hash(transactions, "dana", await passwords.hash_of(PASSWORD))
    return cast


async def set_hash(transactions: Transactions, user_id: str, kept: str) -> None:
    async with transactions.begin() as tx:
        await tx.connection.execute(update(tables.users).where(tables.users.c.id == user_id).values(password_hash=kept))


async def kept_hash(database: Database, user_id: str) -> str:
    async with database.reading() as connection:
        return str(await connection.value(select(tables.users.c.password_hash).where(tables.users.c.id == user_id)))


async def test_dana_signs_in_with_her_password_however_her_address_is_typed(
    transactions: Transactions, dana: Cast
) -> None:
    grant = await sign_in(transactions, " Dana@Example.com ", PASSWORD)
    assert grant.user.email == "dana@example.com"


@pytest.mark.parametrize("email", ["dana@example.com", "nobody@example.com"])
async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    transactions: Transactions, dana: Cast, email: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        await sign_in(transactions, email, "not the password")
    assert (refusal.value.code, refusal.value.message) == ("not_signed_in", logins.WRONG)


async def test_an_unknown_address_costs_a_hash_too(
    transactions: Transactions, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str | None] = []
    verify = passwords._verify
    monkeypatch.setattr(passwords, "_verify", lambda kept, given: compared.append(kept) or verify(kept, given))
    with pytest.raises(Refusal):
        await sign_in(transactions, "nobody@example.com", PASSWORD)
    assert compared == [None]
    assert passwords._verify(None, "the password of nobody") is False  # the hash it compares with opens no door


async def test_somebody_inactive_cannot_sign_in(transactions: Transactions, dana: Cast) -> None:
    async with transactions.begin() as tx:
        await tx.connection.execute(update(tables.users).where(tables.users.c.id == "dana").values(active=False))
    with pytest.raises(Refusal, match="wrong"):
        await sign_in(transactions, "dana@example.com", PASSWORD)


async def test_the_eleventh_try_from_one_address_is_refused_even_with_the_right_password(
    transactions: Transactions, dana: Cast
) -> None:
    for _ in range(logins.TRIES_PER_PAIR):
        with pytest.raises(Refusal, match="wrong"):
            await sign_in(transactions, "dana@example.com", "not the password")
    with pytest.raises(Refusal) as refusal:
        await sign_in(transactions, "dana@example.com", PASSWORD)
    assert refusal.value.code == "too_many"
    assert refusal.value.retry_after


async def test_a_stranger_who_guesses_does_not_lock_dana_out(transactions: Transactions, dana: Cast) -> None:
    for _ in range(logins.TRIES_PER_PAIR):
        with pytest.raises(Refusal):
            await sign_in(transactions, "dana@example.com", "a guess, not it", "198.51.100.7")
    assert await sign_in(transactions, "dana@example.com", PASSWORD, "192.0.2.1")


async def test_tries_at_once_do_not_slip_under_the_limit(transactions: Transactions, dana: Cast) -> None:
    tries = [sign_in(transactions, "dana@example.com", f"guess number {n}") for n in range(logins.TRIES_PER_PAIR + 5)]
    refusals = await asyncio.gather(*tries, return_exceptions=True)
    assert [r.code for r in refusals if isinstance(r, Refusal)].count("too_many") == 5


async def test_neighbours_in_one_ipv6_network_share_a_limit(transactions: Transactions, dana: Cast) -> None:
    for n in range(logins.TRIES_PER_PAIR):
        with pytest.raises(Refusal):
            await sign_in(transactions, "dana@example.com", "a guess, not it", f"2001:db8::{n}")
    with pytest.raises(Refusal) as refusal:
        await sign_in(transactions, "dana@example.com", PASSWORD, "2001:db8::ffff")
    assert refusal.value.code == "too_many"


async def test_signing_in_well_starts_the_count_afresh(transactions: Transactions, dana: Cast) -> None:
    for _ in range(3):
        for _ in range(logins.TRIES_PER_PAIR - 1):
            with pytest.raises(Refusal, match="wrong"):
                await sign_in(transactions, "dana@example.com", "not the password")
        await sign_in(transactions, "dana@example.com", PASSWORD)


async def test_a_bcrypt_hash_is_verified_and_made_new(
    transactions: Transactions, database: Database, cast: Cast
) -> None:
    await set_hash(transactions, "dana", bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode())
    await sign_in(transactions, "dana@example.com", PASSWORD)
    assert (await kept_hash(database, "dana")).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await sign_in(transactions, "dana@example.com", PASSWORD)


async def test_a_thai_password_longer_than_bcrypt_reads_is_no_error(transactions: Transactions, cast: Cast) -> None:
    thai = "รหัสผ่านที่ยาวมากของดาน่า" * 2
    await set_hash(transactions, "dana", bcrypt.hashpw(thai.encode()[:72], bcrypt.gensalt(4)).decode())
    assert await sign_in(transactions, "dana@example.com", thai)
    with pytest.raises(Refusal, match="wrong"):
        await sign_in(transactions, "dana@example.com", "ก" * 100)


async def test_a_password_beyond_all_measure_is_refused_without_hashing(transactions: Transactions, dana: Cast) -> None:
    with pytest.raises(Refusal, match="wrong"):
        await sign_in(transactions, "dana@example.com", "x" * 1_000_000)


async def test_a_refresh_token_is_replaced_by_another(transactions: Transactions, dana: Cast) -> None:
    first = await sign_in(transactions, "dana@example.com", PASSWORD)
    second = await refresh(transactions, first.refresh_token)
    assert second
    assert second.login == first.login
    assert second.refresh_token != first.refresh_token


async def test_two_tabs_that_refresh_at_once_both_stay_signed_in(transactions: Transactions, dana: Cast) -> None:
    first = await sign_in(transactions, "dana@example.com", PASSWORD)
    left, right = await asyncio.gather(*(refresh(transactions, first.refresh_token) for _ in range(2)))
    assert left
    assert right
    assert left.login == right.login == first.login
    assert await refresh(transactions, left.refresh_token)
    assert await refresh(transactions, right.refresh_token)


async def test_after_a_lost_answer_the_old_token_still_works_for_30_seconds(
    transactions: Transactions, dana: Cast
) -> None:
    first = await sign_in(transactions, "dana@example.com", PASSWORD)
    await refresh(transactions, first.refresh_token)
    assert await refresh(transactions, first.refresh_token, later_ms=29_000)


async def test_a_token_used_again_later_ends_the_login_session(
    transactions: Transactions, dana: Cast, commits: list[Commit]
) -> None:
    first = await sign_in(transactions, "dana@example.com", PASSWORD)
    second = await refresh(transactions, first.refresh_token)
    assert second
    assert await refresh(transactions, first.refresh_token, later_ms=31_000) is None
    assert await refresh(transactions, second.refresh_token) is None
    (entry,) = commits[-1].entries
    assert entry.type == "login.ended"
    assert entry.audience == "user:dana"
    assert first.login.encode() in entry.body


async def test_the_end_of_one_login_session_leaves_the_others(
    transactions: Transactions, database: Database, dana: Cast
) -> None:
    desk, phone = [await sign_in(transactions, "dana@example.com", PASSWORD) for _ in range(2)]
    async with transactions.begin() as tx:
        await logins.end_by_token(tx, desk.refresh_token)
    assert await refresh(transactions, desk.refresh_token) is None
    assert await refresh(transactions, phone.refresh_token)
    async with database.reading() as connection:
        assert await users.agent(connection, "dana", desk.login) is None
        assert await users.agent(connection, "dana", phone.login)


async def test_signing_out_everywhere_ends_all_of_them(
    transactions: Transactions, dana: Cast, commits: list[Commit]
) -> None:
    grants = [await sign_in(transactions, "dana@example.com", PASSWORD) for _ in range(3)]
    async with transactions.begin() as tx:
        await logins.end_all(tx, "dana")
    assert [await refresh(transactions, grant.refresh_token) for grant in grants] == [None, None, None]
    assert b'"login":null' in commits[-1].entries[0].body


async def test_a_refresh_token_dies_of_age(transactions: Transactions, dana: Cast) -> None:
    first = await sign_in(transactions, "dana@example.com", PASSWORD)
    assert await refresh(transactions, first.refresh_token, later_ms=logins.REFRESH_MS + 1) is None


async def test_pruning_forgets_only_what_can_no_longer_matter(transactions: Transactions, dana: Cast) -> None:
    first = await sign_in(transactions, "dana@example.com", PASSWORD)
    async with transactions.begin() as tx:
        await login_rows.prune_refresh(tx.connection, tx.now, 10)
    assert await refresh(transactions, first.refresh_token)
    async with transactions.begin() as tx:
        await login_rows.prune_refresh(tx.connection, tx.now + logins.REFRESH_MS + 1, 10)
    assert await refresh(transactions, first.refresh_token) is None
