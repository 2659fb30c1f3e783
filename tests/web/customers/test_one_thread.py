"""What was said with one person over several channels, read as one thread."""

from __future__ import annotations

from hub.assembly import Hub
from tests.cast import Cast
from tests.hub import scenes
from tests.web.caller import Caller
from tests.web.customers.test_routes import line_of


async def test_all_that_was_said_stands_in_one_thread_by_its_time(ines: Caller, cast: Cast, hub: Hub) -> None:
    await line_of(hub)
    async with hub.transactions.begin() as tx:
        await scenes.customer_writes(tx, cast.pims, "And on WhatsApp", "wamid.2")
    await ines.post("/conversations/talk-line/messages", {"text": "Got both"})
    pages = await ines.pages("/contacts/pim/messages", limit=2)
    said = [(message["channel"], message["text"]) for page in pages for message in page if message["text"]]
    assert said == [
        ("channel-line", "Got both"),
        (cast.sales, "And on WhatsApp"),
        ("channel-line", "Hello on LINE"),
    ]
    assert [len(page) for page in pages][:-1] == [2] * (len(pages) - 1)


async def test_a_thread_leaves_out_what_one_may_not_see(
    dana: Caller, omar: Caller, ines: Caller, cast: Cast, hub: Hub
) -> None:
    await line_of(hub, members='["omar"]')
    async with hub.transactions.begin() as tx:
        await scenes.customer_writes(tx, cast.pims, "For sales", "wamid.3")
    texts = {
        name: {message["text"] for message in (await caller.get("/contacts/pim/messages"))["items"]}
        for name, caller in (("dana", dana), ("omar", omar), ("ines", ines))
    }
    assert texts == {"dana": {"For sales"}, "omar": {"Hello on LINE"}, "ines": {"For sales", "Hello on LINE"}}
    await dana.get("/contacts/ken/messages", 404)
