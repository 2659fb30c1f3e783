from __future__ import annotations

from storage.database import Database
from tests.cast import Cast
from tests.hub.live.house import house


async def test_an_event_reaches_who_may_see_it_and_nobody_else(database: Database, cast: Cast) -> None:
    async with house(database) as place, place.browser(cast.dana) as dana, place.browser(cast.omar) as omar:
        await place.say("for sales", f"channel:{cast.sales}")
        await place.say("for support", f"channel:{cast.support}")
        await place.say("for all", "everyone")
        assert await dana.hear(2) == ["for sales", "for all"]
        assert await omar.hear(2) == ["for support", "for all"]
