"""The provider's webhooks, forwarded to a real endpoint on this machine."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import update

from channels.whatsapp.signature import verify
from hub import ids
from hub.endpoints import forwards
from hub.endpoints import verbs as endpoints
from hub.router import pruning
from hub.router.forwarder import Forwarder
from hub.transaction import Commit
from hub.wire.endpoints import EndpointChange
from storage import tables
from storage.intake import ledger
from storage.running import leases
from tests.cast import APP_SECRET, SALES_ADDRESS, SUPPORT_ADDRESS
from tests.hub.router.conftest import PUBLIC_URL, House, ledger_row, webhook
from tests.hub.router.receiver import Receiver, Reply, Taken, receiving
from tests.waiting import until


def texts(taken: list[Taken]) -> list[str]:
    return [each.body.decode().split('"text": "')[1].split('"')[0] for each in taken]


async def test_metas_bytes_arrive_as_they_came_with_its_signature(
    house: House, theirs: Receiver, running: Forwarder
) -> None:
    await house.add("router", theirs.url)
    body = webhook("hello ä \\u00e4 😀")
    (id,) = await house.store(body)
    running.changed()
    (taken,) = await theirs.until(1)
    assert taken.body == body
    assert verify(taken.body, taken.headers, [APP_SECRET])
    assert taken.headers["content-type"] == "application/json; charset=utf-8"
    assert taken.headers["webhook-id"] == id


async def test_what_nobody_can_read_is_forwarded_too(house: House, theirs: Receiver, running: Forwarder) -> None:
    await house.add("router", theirs.url)
    await house.store(b"\xff no JSON", b"[" * 5000, b'{"entry": 7}')
    running.changed()
    assert [each.body for each in await theirs.until(3)] == [b"\xff no JSON", b"[" * 5000, b'{"entry": 7}']


async def test_webhooks_of_a_number_arrive_one_after_the_other(
    house: House, theirs: Receiver, running: Forwarder
) -> None:
    await house.add("router", theirs.url)
    for start in range(0, 100, 10):
        await house.store(*[webhook(f"{n:03d}") for n in range(start, start + 10)])
        running.wake()
    running.changed()
    assert texts(await theirs.until(100)) == [f"{n:03d}" for n in range(100)]
    assert theirs.most_at_once == 1


async def test_what_is_not_taken_holds_its_number_and_no_other(
    house: House, theirs: Receiver, running: Forwarder
) -> None:
    await house.add("router", theirs.url)
    theirs.answer = lambda taken: Reply(status=500 if b"sales 1" in taken.body else 200)
    await house.store(webhook("sales 1"), webhook("sales 2"), webhook("support 1", SUPPORT_ADDRESS))
    running.changed()
    await theirs.until(2)
    await house.store(webhook("support 2", SUPPORT_ADDRESS))
    running.wake()
    await theirs.until(3)
    assert sorted(texts(theirs.taken)) == ["sales 1", "support 1", "support 2"]


async def test_it_goes_on_in_order_once_the_endpoint_takes_it(
    house: House, theirs: Receiver, running: Forwarder
) -> None:
    made = await house.add("router", theirs.url)
    theirs.answer = lambda _: Reply(status=503, headers={"retry-after": "0"})
    await house.store(webhook("one"), webhook("two"))
    running.changed()
    await theirs.until(1)
    await until(lambda: tried(house, made.endpoint.id))
    (first,) = [each for each in await house.deliveries(made.endpoint.id) if each.tries]
    assert (first.state, first.status, first.error) == ("waiting", 503, "It answered 503.")
    theirs.answer = lambda _: Reply()
    async with house.transactions.begin() as tx:  # the back-off is over
        await tx.connection.execute(update(tables.forwards).values(due_at=tx.now))
    running.changed()
    assert texts(await theirs.until(3)) == ["one", "one", "two"]


async def tried(house: House, id: str) -> bool:
    return any(each.tries for each in await house.deliveries(id))


@pytest.mark.parametrize("status", [400, 401, 404, 410, 413, 422])
async def test_a_refusal_is_a_dead_letter_at_once_and_the_queue_moves_on(
    house: House, theirs: Receiver, running: Forwarder, status: int
) -> None:
    made = await house.add("router", theirs.url)
    theirs.answer = lambda taken: Reply(status=status if b"poison" in taken.body else 200)
    await house.store(webhook("poison"), webhook("after"))
    running.changed()
    assert texts(await theirs.until(2)) == ["poison", "after"]
    await until(lambda: settled(house, made.endpoint.id, 2))
    (dead,) = await house.deliveries(made.endpoint.id, "dead")
    assert (dead.status, dead.tries) == (status, 1)
    assert str(status) in dead.error
    health = (await house.endpoint(made.endpoint.id)).health
    assert (health.state, health.waiting, health.dead) == ("working", 0, 1)


async def settled(house: House, id: str, count: int) -> bool:
    return len(await house.deliveries(id, "done", "dead")) == count


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503, 302])
async def test_what_says_not_now_is_kept(house: House, theirs: Receiver, running: Forwarder, status: int) -> None:
    made = await house.add("router", theirs.url)
    theirs.answer = lambda _: Reply(status=status, headers={"location": "http://127.0.0.1:1/"})
    await house.store(webhook("hello"))
    running.changed()
    await theirs.until(1)
    await until(lambda: tried(house, made.endpoint.id))
    (kept,) = await house.deliveries(made.endpoint.id)
    assert (kept.state, kept.status) == ("waiting", status)


async def test_a_retry_after_holds_the_whole_endpoint(house: House, theirs: Receiver, running: Forwarder) -> None:
    made = await house.add("router", theirs.url)
    theirs.answer = lambda _: Reply(status=429, headers={"retry-after": "3600"})
    await house.store(webhook("one"))
    running.changed()
    await theirs.until(1)
    await until(lambda: tried(house, made.endpoint.id))
    await house.store(webhook("other", SUPPORT_ADDRESS))
    running.wake()
    await until(lambda: queued(house, made.endpoint.id, 2))
    await asyncio.sleep(0)
    assert len(theirs.taken) == 1
    (kept,) = [each for each in await house.deliveries(made.endpoint.id) if each.tries]
    assert kept.next_try > kept.queued_at[:14]


async def queued(house: House, id: str, count: int) -> bool:
    return len(await house.deliveries(id)) == count


async def test_dead_letters_are_sent_again_when_an_administrator_asks(
    house: House, theirs: Receiver, running: Forwarder
) -> None:
    made = await house.add("router", theirs.url)
    theirs.answer = lambda _: Reply(status=404)
    ids = await house.store(webhook("one"), webhook("two"))
    running.changed()
    await until(lambda: settled(house, made.endpoint.id, 2))
    theirs.answer = lambda _: Reply()
    dead = await house.deliveries(made.endpoint.id, "dead")
    async with house.transactions.begin() as tx:
        told = await forwards.replay(tx, house.cast.ines, made.endpoint.id, [each.id for each in dead])
    assert told.asked == 2
    running.changed()
    taken = await theirs.until(4)
    assert texts(taken) == ["one", "two", "one", "two"]
    assert [each.headers["webhook-id"] for each in taken] == ids * 2
    await until(lambda: settled(house, made.endpoint.id, 2))
    assert (await house.endpoint(made.endpoint.id)).health.dead == 0


async def test_filters_by_field_and_by_number(house: House, running: Forwarder) -> None:
    async with receiving() as templates, receiving() as sales, receiving() as support:
        await house.add("router", templates.url, fields=["message_template_status_update"])
        await house.add("router", sales.url, numbers=[SALES_ADDRESS])
        await house.add("router", support.url, fields=["messages"], numbers=["+66 2 " + SUPPORT_ADDRESS[-6:]])
        await house.store(
            webhook("to sales"),
            webhook("to support", SUPPORT_ADDRESS),
            webhook("to both", SALES_ADDRESS, SUPPORT_ADDRESS),
            webhook("a call to support", SUPPORT_ADDRESS, field="calls"),
            webhook("approved", "", field="message_template_status_update"),
        )
        running.changed()
        assert texts(await templates.until(1)) == ["approved"]
        assert texts(await sales.until(2)) == ["to sales", "to both"]
        assert texts(await support.until(2)) == ["to support", "to both"]


async def test_a_webhook_of_two_numbers_keeps_its_place_in_both(
    house: House, theirs: Receiver, running: Forwarder
) -> None:
    await house.add("router", theirs.url)
    before = [webhook(f"{name} {n}", number) for n in range(20) for name, number in NUMBERS]
    after = [webhook(f"{name} {n}", number) for n in range(20, 40) for name, number in NUMBERS]
    await house.store(*before, webhook("both", SALES_ADDRESS, SUPPORT_ADDRESS), *after)
    running.changed()
    told = texts(await theirs.until(81))
    assert told[40] == "both"
    for name, _ in NUMBERS:
        assert [text for text in told if text.startswith(name)] == [f"{name} {n}" for n in range(40)]


NUMBERS = (("sales", SALES_ADDRESS), ("support", SUPPORT_ADDRESS))


async def test_a_slow_endpoint_delays_no_other(house: House, theirs: Receiver, running: Forwarder) -> None:
    async with receiving() as slow:
        slow.gate = asyncio.Event()
        await house.add("router", slow.url)
        await house.add("router", theirs.url)
        await house.store(*[webhook(f"{n:03d}") for n in range(40)])
        running.changed()
        await theirs.until(40)
        assert len(slow.taken) == 1
        slow.gate.set()
        assert texts(await slow.until(40)) == [f"{n:03d}" for n in range(40)]


async def test_numbers_go_side_by_side_but_few_at_once(house: House, theirs: Receiver, running: Forwarder) -> None:
    theirs.gate = asyncio.Event()
    await house.add("router", theirs.url)
    await house.store(*[webhook(f"{n}", f"1065403522429{n:02d}") for n in range(20)])
    running.changed()
    await theirs.until(4)
    assert theirs.most_at_once == 4
    theirs.gate.set()
    assert sorted(texts(await theirs.until(20)), key=int) == [str(n) for n in range(20)]
    assert theirs.most_at_once == 4


async def test_nothing_from_before_an_endpoint_was_there(house: House, theirs: Receiver, running: Forwarder) -> None:
    await house.store(webhook("before"))
    await asyncio.sleep(0.002)
    await house.add("router", theirs.url)
    await house.store(webhook("after"))
    running.changed()
    assert texts(await theirs.until(1)) == ["after"]


async def test_a_webhook_that_was_committed_late_is_not_left_out(
    house: House, theirs: Receiver, running: Forwarder
) -> None:
    """Its id is older than what was routed already: commits do not come in the order of arrivals."""
    await house.add("router", theirs.url)
    early = ids.new()
    await house.store(webhook("second"))
    running.changed()
    await theirs.until(1)
    async with house.transactions.begin() as tx:
        await ledger.add(tx.connection, [ledger_row(early, webhook("first"))])
    running.wake()
    assert texts(await theirs.until(2)) == ["second", "first"]


async def test_a_paused_endpoint_keeps_its_queue(house: House, theirs: Receiver, running: Forwarder) -> None:
    made = await house.add("router", theirs.url, active=False)
    await house.store(webhook("one"))
    running.changed()
    await until(lambda: queued(house, made.endpoint.id, 1))
    assert (await house.endpoint(made.endpoint.id)).health.state == "paused"
    assert theirs.taken == []
    await change(house, made.endpoint.id, active=True)
    running.changed()
    assert texts(await theirs.until(1)) == ["one"]


async def change(house: House, id: str, **named: object) -> None:
    async with house.transactions.begin() as tx:
        asked = EndpointChange(**named)  # type: ignore[arg-type]
        await endpoints.change(tx, house.cast.ines, PUBLIC_URL, id, asked, None)


async def test_another_address_is_tried_at_once(house: House, theirs: Receiver, running: Forwarder) -> None:
    made = await house.add("router", "http://127.0.0.1:1/nobody")
    await house.store(webhook("one"))
    running.changed()
    await until(lambda: tried(house, made.endpoint.id))
    (waiting,) = await house.deliveries(made.endpoint.id)
    assert waiting.error == "It cannot be reached: the connection was refused or broke off."
    await change(house, made.endpoint.id, url=theirs.url)
    running.changed()
    assert texts(await theirs.until(1)) == ["one"]


async def test_health_says_when_an_endpoint_fails_and_when_it_works_again(
    house: House, theirs: Receiver, running: Forwarder, commits: list[Commit]
) -> None:
    made = await house.add("router", theirs.url)
    assert made.endpoint.health.state == "new"
    theirs.answer = lambda _: Reply(status=500)
    await house.store(webhook("one"))
    running.changed()
    await until(lambda: stands(house, made.endpoint.id, "failing"))
    health = (await house.endpoint(made.endpoint.id)).health
    assert (health.waiting, health.last_error, health.last_success) == (1, "It answered 500.", None)
    assert health.oldest_waiting is not None
    theirs.answer = lambda _: Reply()
    await change(house, made.endpoint.id, name="Theirs, mended", active=False)
    await change(house, made.endpoint.id, active=True)
    running.changed()
    await until(lambda: stands(house, made.endpoint.id, "working"))
    health = (await house.endpoint(made.endpoint.id)).health
    assert (health.waiting, health.oldest_waiting) == (0, None)
    told = [e for commit in commits for e in commit.entries if e.type == "endpoint.changed"]
    assert [e.audience for e in told] == ["role:admin"] * len(told)
    assert b'"state":"failing"' in b"".join(e.body for e in told)
    assert b'"state":"working"' in told[-1].body


async def stands(house: House, id: str, state: str) -> bool:
    return (await house.endpoint(id)).health.state == state


async def test_one_process_forwards_and_another_goes_on(house: House, theirs: Receiver) -> None:
    await house.add("router", theirs.url)
    first, second = house.forwarder("process-one"), house.forwarder("process-two")
    await first.start()
    await until(lambda: holds(house, "process-one"))
    await second.start()
    await house.store(*[webhook(f"{n}") for n in range(5)])
    first.changed()
    second.changed()
    await theirs.until(5)
    await first.stop()
    await house.store(*[webhook(f"{n}") for n in range(5, 10)])
    second._asked_at = -100.0  # its next look at the lease is now
    second.changed()
    assert texts(await theirs.until(10)) == [str(n) for n in range(10)]
    await second.stop()


async def holds(house: House, holder: str) -> bool:
    async with house.transactions.database.reading() as connection:
        return await leases.holder_of(connection, "forwarding") == holder


async def test_a_removed_endpoint_gets_nothing_more_and_its_queue_is_cleared(
    house: House, theirs: Receiver, running: Forwarder
) -> None:
    made = await house.add("router", theirs.url)
    theirs.answer = lambda _: Reply(status=500)
    await house.store(*[webhook(f"{n}") for n in range(5)])
    running.changed()
    await until(lambda: tried(house, made.endpoint.id))
    async with house.transactions.begin() as tx:
        await endpoints.remove(tx, house.cast.ines, made.endpoint.id)
    await pruning.prune(house.transactions.database, 0)
    async with house.transactions.database.reading() as connection:
        assert await connection.tuples(tables.forwards.select()) == []
        assert await connection.tuples(tables.endpoint_standings.select()) == []


async def test_open_pages_hear_of_dead_letters_but_not_of_each(
    house: House, theirs: Receiver, running: Forwarder, commits: list[Commit]
) -> None:
    made = await house.add("router", theirs.url)
    theirs.answer = lambda taken: Reply(status=404 if b"poison" in taken.body else 200)
    await house.store(*[webhook(text) for text in ("fine", "poison 1", "fine", "poison 2", "fine", "poison 3", "fine")])
    running.changed()
    await theirs.until(7)
    await until(lambda: settled(house, made.endpoint.id, 7))
    told = [e.body for commit in commits for e in commit.entries if e.type == "endpoint.changed"]
    assert any(b'"dead":' in body and b'"dead":0' not in body for body in told)
    assert len(told) <= 3
