"""Web push: who is queued what, what a push service gets, and when nobody is pushed to."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import update

from hub.addresses import networks
from hub.live.broker import LocalBroker
from hub.live.presence import Person, Presence
from hub.permissions import Agent
from hub.team import logins, notifications, push, push_letters, push_words
from hub.transaction import Transactions
from hub.vault import Vault
from hub.wire.errors import Refusal
from hub.wire.notifications import KINDS
from hub.wire.push import PushDevice, PushSubscription
from hub.work import pushing
from hub.work.pushing import Pushing
from storage import tables
from storage.team import push as rows
from tests.cast import Cast
from tests.push_service import Browser, PushService
from tests.web import settings

VAULT = Vault("a secret key for tests that is long enough")
HERE = networks(["127.0.0.0/8"])
Subscribe = Callable[..., Awaitable[PushDevice]]


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with PushService() as made:
        yield made


@pytest.fixture
def browser(service: PushService) -> Browser:
    return service.browser("dana-phone")


@pytest.fixture
async def presence() -> Presence:
    return Presence(LocalBroker())


@pytest.fixture
async def worker(transactions: Transactions, presence: Presence, tmp_path: Path, cast: Cast) -> AsyncIterator[Pushing]:
    async with transactions.begin() as tx:
        await push.make_key(tx, VAULT)
    found = settings.of(tmp_path, ALLOWED_NETWORKS="127.0.0.0/8")
    made = Pushing(transactions, VAULT, presence, found)
    yield made
    await made.stop()


async def subscribe(transactions: Transactions, agent: Agent, browser: Browser, **more: object) -> PushDevice:
    given = PushSubscription(endpoint=browser.endpoint, p256dh=browser.p256dh, auth=browser.auth, **more)  # type: ignore[arg-type]
    async with transactions.begin() as tx:
        return await push.subscribe(tx, agent, given, HERE)


async def tell(transactions: Transactions, cast: Cast, text: str = "Hello") -> None:
    async with transactions.begin() as tx:
        one = notifications.News(
            user_id="dana",
            kind="reply_in_mine",
            conversation_id=cast.pims,
            text=f"Pim Srisai: {text}",
            who="Pim Srisai",
            detail=text,
        )
        await notifications.notify_all(tx, [one])


async def waiting(transactions: Transactions) -> int:
    async with transactions.database.reading() as connection:
        return await rows.depth(connection)


async def be_due(transactions: Transactions) -> None:
    async with transactions.database.writing() as connection:
        await connection.execute(update(tables.pushes).values(due_at=0))


async def test_what_is_told_reaches_the_browser_and_nobody_else_can_read_it(
    transactions: Transactions, cast: Cast, worker: Pushing, service: PushService, browser: Browser
) -> None:
    await subscribe(transactions, cast.dana, browser, hide_text=False)
    await tell(transactions, cast, "สวัสดีค่ะ")
    assert not await worker.turn()
    (got,) = service.got
    said = json.loads(browser.open(got.body))
    assert (said["title"], said["body"]) == ("Pim Srisai", "สวัสดีค่ะ")
    assert said["url"] == f"/inbox/all/{cast.pims}"
    assert "สวัสดี".encode() not in got.body
    assert got.headers["content-encoding"] == "aes128gcm"
    assert len(got.headers["topic"]) == 32
    assert await waiting(transactions) == 0


async def test_the_push_service_learns_who_asks(
    transactions: Transactions, cast: Cast, worker: Pushing, service: PushService, browser: Browser
) -> None:
    await subscribe(transactions, cast.dana, browser)
    await tell(transactions, cast)
    await worker.turn()
    scheme, _, given = service.got[0].headers["authorization"].partition(" ")
    token, key = (part.split("=", 1)[1] for part in given.split(", "))
    async with transactions.database.reading() as connection:
        assert key == (await push.state(connection, cast.dana)).key
    point = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    claims = jwt.decode(token, public, algorithms=["ES256"], audience=service.origin)
    assert (scheme, claims["sub"]) == ("vapid", "https://localhost")


async def test_hidden_a_push_names_nobody(
    transactions: Transactions, cast: Cast, worker: Pushing, service: PushService, browser: Browser
) -> None:
    await subscribe(transactions, cast.dana, browser, language="th")
    await tell(transactions, cast, "a secret")
    await worker.turn()
    said = browser.open(service.got[0].body).decode()
    assert "ลูกค้าส่งข้อความมา" in said
    assert "Pim" not in said
    assert "secret" not in said


async def test_the_key_is_made_once_and_kept_encrypted(transactions: Transactions) -> None:
    for _ in range(2):
        async with transactions.begin() as tx:
            await push.make_key(tx, VAULT)
            kept = await rows.key(tx.connection)
    assert kept is not None
    assert b"PRIVATE" not in kept.sealed
    assert push_letters.public_of(push_letters.key_of(VAULT.open(kept.sealed)["private"])) == kept.public


async def test_under_another_secret_key_browsers_subscribe_anew(
    transactions: Transactions, cast: Cast, worker: Pushing, browser: Browser
) -> None:
    await subscribe(transactions, cast.dana, browser)
    async with transactions.begin() as tx:
        before = await rows.key(tx.connection)
        await push.make_key(tx, Vault("another secret key that is long enough, too"))
        after = await rows.key(tx.connection)
        assert before is not None
        assert after is not None
        assert before.public != after.public
        assert await rows.of_login(tx.connection, cast.dana.login) is None


async def test_nobody_is_pushed_what_they_look_at(
    transactions: Transactions, cast: Cast, worker: Pushing, presence: Presence, service: PushService, browser: Browser
) -> None:
    await subscribe(transactions, cast.dana, browser)
    presence._apply("another", [Person("dana", "online", cast.pims, cast.sales, True)], whole=True)
    await tell(transactions, cast)
    await worker.turn()
    assert (service.got, await waiting(transactions)) == ([], 0)


async def test_who_is_at_the_console_is_told_there_and_pushed_to_what_they_leave_unread(
    transactions: Transactions, cast: Cast, worker: Pushing, presence: Presence, service: PushService, browser: Browser
) -> None:
    await subscribe(transactions, cast.dana, browser)
    presence._apply("another", [Person("dana", "online")], whole=True)
    await tell(transactions, cast)
    await worker.turn()
    assert (service.got, await waiting(transactions)) == ([], 1)
    async with transactions.database.writing() as connection:
        await connection.execute(update(tables.pushes).values(due_at=0, at=tables.pushes.c.at - pushing.AT_HAND_MS))
    await worker.turn()
    assert len(service.got) == 1


async def test_what_was_read_meanwhile_is_not_pushed(
    transactions: Transactions, cast: Cast, worker: Pushing, service: PushService, browser: Browser
) -> None:
    await subscribe(transactions, cast.dana, browser)
    await tell(transactions, cast)
    async with transactions.begin() as tx:
        await notifications.read_in(tx, cast.dana, cast.pims)
    await worker.turn()
    assert (service.got, await waiting(transactions)) == ([], 0)


async def test_rights_that_were_taken_away_count(
    transactions: Transactions, cast: Cast, worker: Pushing, service: PushService, browser: Browser
) -> None:
    await subscribe(transactions, cast.dana, browser)
    await tell(transactions, cast)
    async with transactions.begin() as tx:
        await tx.connection.execute(update(tables.channels).values(members="[]"))
    await worker.turn()
    assert service.got == []


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(
    transactions: Transactions, cast: Cast, worker: Pushing, service: PushService, browser: Browser, status: int
) -> None:
    await subscribe(transactions, cast.dana, browser)
    await tell(transactions, cast)
    service.answers = [status]
    await worker.turn()
    async with transactions.database.reading() as connection:
        assert await rows.of_login(connection, cast.dana.login) is None
    assert await waiting(transactions) == 0


async def test_what_a_push_service_cannot_take_now_is_tried_again(
    transactions: Transactions, cast: Cast, worker: Pushing, service: PushService, browser: Browser
) -> None:
    await subscribe(transactions, cast.dana, browser)
    await tell(transactions, cast)
    service.answers = [503, 201]
    await worker.turn()
    assert (len(service.got), await waiting(transactions)) == (1, 1)
    await worker.turn()  # not at once
    assert len(service.got) == 1
    await be_due(transactions)
    await worker.turn()
    assert (len(service.got), await waiting(transactions)) == (2, 0)


async def test_what_is_told_while_a_push_is_under_way_is_pushed_as_well(
    transactions: Transactions, cast: Cast, worker: Pushing, service: PushService, browser: Browser
) -> None:
    await subscribe(transactions, cast.dana, browser, hide_text=False)
    await tell(transactions, cast, "first")

    async def meanwhile() -> None:
        await asyncio.sleep(0.002)  # another millisecond
        await tell(transactions, cast, "second")

    service.meanwhile = meanwhile
    await worker.turn()
    await worker.turn()
    assert [json.loads(browser.open(got.body))["body"] for got in service.got] == ["first", "second"]


async def test_signing_out_ends_it(transactions: Transactions, cast: Cast, browser: Browser) -> None:
    await subscribe(transactions, cast.dana, browser)
    await tell(transactions, cast)
    async with transactions.begin() as tx:
        await logins.end(tx, cast.dana.login, "signed_out")
    assert await waiting(transactions) == 0
    await subscribe(transactions, cast.omar, browser)
    async with transactions.begin() as tx:
        await logins.end_all(tx, "omar")
        assert await rows.of_login(tx.connection, cast.omar.login) is None


async def test_a_browser_belongs_to_who_signed_in_last(
    transactions: Transactions, cast: Cast, browser: Browser
) -> None:
    async with transactions.begin() as tx:
        await push.make_key(tx, VAULT)
    first = await subscribe(transactions, cast.dana, browser)
    assert (await subscribe(transactions, cast.dana, browser, language="th")).id == first.id
    await subscribe(transactions, cast.omar, browser)
    async with transactions.database.reading() as connection:
        assert (await push.state(connection, cast.dana)).device is None
        assert (await push.state(connection, cast.omar)).device is not None


@pytest.mark.parametrize(
    "endpoint",
    ["https://10.0.0.8/push", "http://push.example.com/x", "https://[::1]/x", "https://a:b@push.example.com/", "no"],
)
async def test_only_the_open_network_is_pushed_to(transactions: Transactions, cast: Cast, endpoint: str) -> None:
    given = PushSubscription(endpoint=endpoint, p256dh=push_letters.public_of(push_letters.new_key()), auth="A" * 22)
    async with transactions.begin() as tx:
        with pytest.raises(Refusal, match=r"."):
            await push.subscribe(tx, cast.dana, given, ())


async def test_keys_of_no_browser_are_refused(transactions: Transactions, cast: Cast) -> None:
    for p256dh, auth in (("A" * 87, "A" * 22), (push_letters.public_of(push_letters.new_key()), "A" * 24)):
        given = PushSubscription(endpoint="https://push.example.com/x", p256dh=p256dh, auth=auth)
        async with transactions.begin() as tx:
            with pytest.raises(Refusal, match="keys"):
                await push.subscribe(tx, cast.dana, given, ())


@pytest.mark.once
def test_every_kind_has_its_words_in_every_language() -> None:
    for language, words in push_words.WORDS.items():
        assert set(words) == set(KINDS)
        for kind in KINDS:
            title, _ = push_words.of(kind, language, "Pim", "Hello", hidden=False)
            assert "Pim" in title
            assert "Pim" not in push_words.of(kind, language, "Pim", "Hello", hidden=True)[0]


@pytest.mark.once
def test_a_thai_push_repeats_people_and_no_english_of_ours() -> None:
    why = "The 24-hour window is closed."
    assert push_words.of("mentioned", "th", "Pim", "Nok: see this", hidden=False)[1] == "Nok: see this"
    assert push_words.of("failed_send", "en", "Pim", why, hidden=False)[1] == why
    assert push_words.of("failed_send", "th", "Pim", why, hidden=False)[1] == ""
