from __future__ import annotations

from hub.router.forwarder import Forwarder
from tests.cast import SALES_ADDRESS, SUPPORT_ADDRESS
from tests.hub.router.conftest import House, eventually, webhook
from tests.hub.router.receiver import Receiver, Reply, Taken, receiving
from channels.whatsapp.signature import verify
from tests.cast import APP_SECRET


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
