"""Messages written ahead, when their time comes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from hub import shaping
from hub.inbox import messages
from hub.wire.commands import MessageSend, TemplateUse
from storage import tables
from tests.cast import Cast
from tests.hub import scenes
from tests.hub.work.fakes import FakeChannel, Work, fault_of


async def ahead(work: Work, cast: Cast, **values: Any) -> str:
    """A minute ahead."""
    async with work.transactions.begin() as tx:
        at = shaping.time_text(tx.now + 60_000)
        wanted: dict[str, Any] = {
            "id": 1,
            "conversation": cast.pims,
            "client_id": "client-1",
            "text": "Is all well?",
            "send_at": at,
        }
        return str((await messages.send(tx, cast.dana, MessageSend(**wanted | values)))["message"].id)


async def test_it_goes_when_it_is_due_and_ends_the_conversation(cast: Cast, work: Work, channel: FakeChannel) -> None:
    async with work.transactions.begin() as tx:
        await messages.send(tx, cast.dana, MessageSend(1, cast.pims, "client-0", "Now."))
    waiting = await ahead(work, cast)
    await work.until_idle()
    assert [message.text for message in channel.sent] == ["Now.", "Is all well?"]
    assert channel.times[1] >= 59
    assert (await work.conversation(cast.pims))["last_message_id"] == waiting
    assert [row["status"] for row in await work.rows()] == ["received", "accepted", "accepted"]  # the first: taken up


async def test_a_customer_who_wrote_meanwhile_keeps_it_back(cast: Cast, work: Work, channel: FakeChannel) -> None:
    await ahead(work, cast, cancel_on_reply=True)
    async with work.transactions.begin() as tx:
        tx.now += 5
        await scenes.customer_writes(tx, cast.pims, "Never mind.", "wamid.in")
    await work.until_idle()
    (row,) = [row for row in await work.rows() if row["direction"] == "out"]
    assert channel.sent == []
    assert (row["status"], fault_of(row)["code"]) == ("failed", "customer_replied")


async def test_a_customer_who_is_silent_gets_it(cast: Cast, work: Work, channel: FakeChannel) -> None:
    await ahead(work, cast, cancel_on_reply=True)
    await work.until_idle()
    assert len(channel.sent) == 1


async def test_the_window_is_looked_at_again_when_it_is_due(cast: Cast, work: Work, channel: FakeChannel) -> None:
    await ahead(work, cast)
    async with work.transactions.begin() as tx:
        template = await scenes.template(tx, cast.sales)
    await ahead(
        work,
        cast,
        text=None,
        client_id="client-2",
        template=TemplateUse(template=template, parameters={"body": ["Pim"]}),
    )
    async with work.transactions.begin() as tx:
        await tx.connection.execute(update(tables.conversations).values(window_closes_at=tx.now - 1))
    await work.until_idle()
    first, second = await work.rows()
    assert (first["status"], fault_of(first)["code"]) == ("failed", "window_closed")
    assert second["status"] == "accepted"
