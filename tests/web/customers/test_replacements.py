"""What failed over one channel goes over another: words and files, once, and both say so."""

from __future__ import annotations

from typing import Any

import pytest

from hub import ids
from hub.assembly import Hub
from hub.inbox import messages
from hub.wire.commands import MessageRetry
from hub.wire.errors import Refusal
from storage import tables
from storage.figures import statistics
from storage.figures.statistics import Span
from storage.inbox import messages as rows
from tests.cast import Cast
from tests.hub import scenes
from tests.web.caller import Caller
from tests.web.customers.test_routes import line_of

FAULT = '{"code":"131026","message":"WhatsApp cannot deliver to this person."}'


async def failed(caller: Caller, cast: Cast, hub: Hub, *, status: str = "failed", **body: Any) -> str:
    sent = await caller.post(f"/conversations/{cast.pims}/messages", body or {"text": "Your lamp is here"})
    async with hub.transactions.begin() as tx:
        await scenes.message_is(tx, sent["id"], status=status, error=FAULT, due_at=None, tries=1)
    return str(sent["id"])


async def test_words_go_another_way_and_both_messages_say_so(ines: Caller, cast: Cast, hub: Hub) -> None:
    await line_of(hub)
    old = await failed(ines, cast, hub)
    body = {"channel": "channel-line", "client_id": "client-0001"}
    new = await ines.post(f"/messages/{old}/replacement", body)
    assert (new["conversation"], new["text"], new["content"]["replaces"]) == ("talk-line", "Your lamp is here", old)
    assert (await ines.post(f"/messages/{old}/replacement", body))["id"] == new["id"]
    before = await ines.get(f"/messages/{old}")
    assert before["content"] == {"replaced_by": new["id"], "replaced_on": "channel-line"}
    with pytest.raises(Refusal, match="over another channel"):
        async with hub.transactions.begin() as tx:
            await messages.retry(tx, cast.ines, MessageRetry(id=1, message=old, client_id="client-0002"))
    await ines.post(f"/messages/{old}/replacement", {"channel": "channel-line"}, 409)


async def test_files_go_along(ines: Caller, cast: Cast, hub: Hub) -> None:
    await line_of(hub)
    async with hub.transactions.begin() as tx:
        file = await scenes.file_of(tx, "ines")
        await tx.connection.update_many(tables.attachments, [{"id": file, "blob": "blob-1", "width": 640}])
    old = await failed(ines, cast, hub, text="Look", attachments=[file])
    new = await ines.post(f"/messages/{old}/replacement", {"channel": "channel-line"})
    (copy,) = new["attachments"]
    assert (copy["kind"], copy["width"], copy["state"]) == ("image", 640, "ready")
    assert copy["id"] != file
    assert [each["id"] for each in (await ines.get(f"/messages/{old}"))["attachments"]] == [file]


@pytest.mark.parametrize("status", ["sent", "unknown", "delivered"])
async def test_what_the_customer_may_have_is_not_replaced(ines: Caller, cast: Cast, hub: Hub, status: str) -> None:
    await line_of(hub)
    old = await failed(ines, cast, hub, status=status)
    await ines.post(f"/messages/{old}/replacement", {"channel": "channel-line"}, 409)


async def test_what_still_waits_goes_only_the_other_way(ines: Caller, cast: Cast, hub: Hub) -> None:
    await line_of(hub)
    sent = await ines.post(f"/conversations/{cast.pims}/messages", {"text": "Waiting"})
    await ines.post(f"/messages/{sent['id']}/replacement", {"channel": "channel-line"})
    old = await ines.get(f"/messages/{sent['id']}")
    assert (old["status"], old["error"]["code"]) == ("failed", "replaced")
    async with hub.database.reading() as connection:
        row = await rows.get(connection, sent["id"])
    assert row is not None
    assert row.due_at is None


async def test_where_nothing_may_be_sent_it_does_not_go(ines: Caller, dana: Caller, cast: Cast, hub: Hub) -> None:
    old = await failed(ines, cast, hub)
    told = await ines.post(f"/messages/{old}/replacement", {"channel": cast.support}, 409)
    assert "template" in told["message"]
    await ines.post(f"/messages/{old}/replacement", {"channel": cast.sales}, 422)
    await line_of(hub, members='["omar"]')
    await dana.post(f"/messages/{old}/replacement", {"channel": "channel-line"}, 422)


async def test_statistics_count_the_two_once(ines: Caller, cast: Cast, hub: Hub) -> None:
    await line_of(hub)
    old = await failed(ines, cast, hub)
    await ines.post(f"/messages/{old}/replacement", {"channel": "channel-line"})
    async with hub.database.reading() as connection:
        counted = await statistics.volumes(connection, Span(0, 2**47, ids.first_of(0), ids.first_of(2**47)))
    assert sum(each.sent for each in counted) == 1
