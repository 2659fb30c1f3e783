"""The live socket: who hears what, who gets in, and how it ends."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import update
from websockets.exceptions import InvalidStatus

from hub.wire import events
from storage import event_log
from storage.database import Database
from storage.tables import login_sessions
from tests.cast import Cast
from tests.hub.live.house import PATIENT, Browser, House, house, notice
from tests.patience import PATIENCE
from tests.waiting import until

SALES = "channel:channel-sales"


async def test_an_event_reaches_who_may_see_it_and_nobody_else(database: Database, cast: Cast) -> None:
    async with house(database) as place, place.browser(cast.dana) as dana, place.browser(cast.omar) as omar:
        await place.say("for sales", f"channel:{cast.sales}")
        await place.say("for support", f"channel:{cast.support}")
        await place.say("for all", "everyone")
        assert await dana.hear(2) == ["for sales", "for all"]
        assert await omar.hear(2) == ["for support", "for all"]


async def test_an_event_carries_its_number_and_time(database: Database, cast: Cast) -> None:
    async with house(database) as place, place.browser(cast.dana) as dana:
        await place.say("x", "everyone")
        frame = await dana.until("events")
        (event,) = frame["events"]
        assert event["seq"] == frame["seq"] == dana.welcome["cursor"]["seq"] + 1
        assert event["at"].endswith("Z")
        assert len(event["at"]) == 24
        assert frame["after"] == dana.welcome["cursor"]["seq"]


async def test_who_comes_back_hears_what_was_missed_and_then_is_live(database: Database, cast: Cast) -> None:
    async with house(database) as place:
        async with place.browser(cast.dana) as dana:
            await place.say("one", SALES)
            await dana.hear(1)
            cursor = dana.cursor
        await place.say("two", SALES)
        await place.say("not hers", f"channel:{cast.support}")
        async with place.browser(cast.dana, cursor) as dana:
            assert dana.welcome["resumed"] is True
            caught_up = await dana.until("caught_up")
            assert dana.heard == ["two"]
            assert caught_up["seq"] == cursor["seq"] + 2
            await place.say("three", SALES)
            assert await dana.hear(2) == ["two", "three"]


@pytest.mark.parametrize("wrong", [{"epoch": "other"}, {"scope": "other"}, {"seq": 10_000}])
async def test_a_cursor_that_means_nothing_here_begins_afresh(
    database: Database, cast: Cast, wrong: dict[str, Any]
) -> None:
    async with house(database) as place:
        async with place.browser(cast.dana) as dana:
            cursor = dana.cursor
        async with place.browser(cast.dana, cursor | wrong) as dana:
            assert dana.welcome["resumed"] is False


async def test_a_cursor_ahead_of_this_process_is_served(database: Database, cast: Cast) -> None:
    """Another process appended: its hint is lost, the browser comes from there."""
    async with house(database) as place:
        async with place.browser(cast.dana) as dana:
            cursor = dana.cursor
        async with database.writing() as connection:
            await event_log.append(
                connection, [("notification.created", "everyone", b'{"type":"x","text":"far"}')] * 3, 1
            )
        async with place.browser(cast.dana, cursor | {"seq": cursor["seq"] + 3}) as dana:
            assert dana.welcome["resumed"] is True


async def test_an_event_without_a_hint_comes_by_the_head_check(database: Database, cast: Cast) -> None:
    async with house(database) as place, place.browser(cast.dana) as dana:
        async with database.writing() as connection:
            await event_log.append(
                connection, [("notification.created", "everyone", b'{"type":"x","text":"quiet"}')], 1
            )
        assert await dana.hear(1) == ["quiet"]


async def test_every_session_reloads_when_the_log_has_a_new_epoch(database: Database, cast: Cast) -> None:
    async with house(database) as place, place.browser(cast.dana) as dana, place.browser(cast.omar) as omar:
        async with database.writing() as connection:
            await event_log.renew_epoch(connection)
        await dana.until("reload")
        await omar.until("reload")


async def test_rights_that_change_end_the_stream_at_that_number(database: Database, cast: Cast) -> None:
    async with (
        house(database, pace=replace(PATIENT, stale=0.3)) as place,
        place.browser(cast.dana) as dana,
        place.browser(cast.ines) as ines,
    ):
        async with place.transactions.begin() as tx:
            tx.announce(notice("before"), [SALES])
            tx.announce(events.RightsChanged(), ["user:dana"])
            tx.announce(notice("after"), [SALES])
        await dana.until("reload")
        assert dana.heard == ["before"]
        assert await ines.hear(2) == ["before", "after"]
        assert await dana.closed() == 1012
        assert dana.heard == ["before"]


@pytest.mark.parametrize(
    ("login", "reason", "code"),
    [("login-dana", "signed_out", 1000), (None, "revoked", 4403), ("login-dana", "revoked", 4401)],
)
async def test_a_login_that_ends_closes_its_sockets(
    database: Database, cast: Cast, login: str | None, reason: Any, code: int
) -> None:
    async with house(database) as place, place.browser(cast.dana) as dana, place.browser(cast.omar):
        await place.announce(events.LoginEnded(user="dana", login=login, reason=reason), "user:dana")
        assert await dana.closed() == code
        assert place.sessions.count == 1


async def test_signing_out_elsewhere_leaves_this_login_alone(database: Database, cast: Cast) -> None:
    async with house(database) as place, place.browser(cast.dana) as dana:
        await place.announce(events.LoginEnded(user="dana", login="another", reason="signed_out"), "user:dana")
        await place.say("still here", SALES)
        assert await dana.hear(1) == ["still here"]


async def first(place: House, frame: str | bytes) -> int:
    async with place.dial() as line:
        await line.send(frame)
        return await Browser(line).closed()


async def test_a_foreign_page_is_refused_before_the_upgrade(database: Database, cast: Cast) -> None:
    async with house(database) as place:
        with pytest.raises(InvalidStatus) as refused:
            async with place.dial(origin="https://evil.example"):
                pass
        assert refused.value.response.status_code == 403


async def test_a_page_of_our_host_over_another_scheme_is_foreign(database: Database, cast: Cast) -> None:
    async with house(database) as place:
        with pytest.raises(InvalidStatus):
            async with place.dial(origin=f"https://127.0.0.1:{place.port}"):
                pass


@pytest.mark.parametrize("origin", ["https://inbox.example", "https://also.example", "same"])
async def test_our_own_pages_may_open_a_socket(database: Database, cast: Cast, origin: str) -> None:
    async with (
        house(database) as place,
        place.browser(cast.dana, origin=f"http://127.0.0.1:{place.port}" if origin == "same" else origin) as dana,
    ):
        assert dana.welcome["type"] == "welcome"


async def test_a_hello_that_does_not_come_is_not_waited_for(database: Database, cast: Cast) -> None:
    async with house(database, pace=replace(PATIENT, hello=0.1)) as place, place.dial() as line:
        assert await Browser(line).closed() == 4008


async def test_a_wrong_first_frame_is_closed_with_its_code(database: Database, cast: Cast) -> None:
    async with house(database) as place:
        token = place.token(cast.dana)
        assert await first(place, "not json") == 4400
        assert await first(place, b"binary") == 4400
        assert await first(place, '{"type":"pong","seq":1}') == 4400
        assert await first(place, json.dumps({"type": "hello", "protocol": 2, "token": token, "new": 1})) == 4426
        assert await first(place, json.dumps({"type": "hello", "protocol": 1, "token": "wrong"})) == 4401
        stale = place.token(cast.dana, seconds_ago=3600)
        assert await first(place, json.dumps({"type": "hello", "protocol": 1, "token": stale})) == 4401
        assert await first(place, "x" * 70_000) == 1009


async def test_a_login_that_has_ended_does_not_get_in(database: Database, cast: Cast) -> None:
    async with house(database) as place:
        async with database.writing() as connection:
            await connection.execute(
                update(login_sessions).where(login_sessions.c.id == "login-dana").values(ended_at=1)
            )
        hello = {"type": "hello", "protocol": 1, "token": place.token(cast.dana)}
        assert await first(place, json.dumps(hello)) == 4403


async def test_the_21st_session_of_a_user_is_refused(database: Database, cast: Cast) -> None:
    async with house(database) as place:
        held = [place.browser(cast.dana) for _ in range(20)]
        for one in held:
            await one.__aenter__()
        hello = {"type": "hello", "protocol": 1, "token": place.token(cast.dana)}
        assert await first(place, json.dumps(hello)) == 4409
        async with place.browser(cast.omar):
            pass
        for one in held:
            await one.__aexit__(None, None, None)


async def test_a_drain_says_goodbye_and_loses_nothing(database: Database, cast: Cast) -> None:
    async with (
        house(database, pace=PATIENT) as place,
        place.browser(cast.dana) as dana,
        place.browser(cast.ines) as ines,
    ):
        place.server.should_exit = True
        bye = await dana.until("bye")
        assert 0 <= bye["wait_ms"] <= 100
        assert place.ready is False
        await place.say("during the drain", SALES)
        assert await dana.hear(1) == ["during the drain"]
        assert await dana.closed() == 4001
        assert await ines.closed() == 4001


async def test_polling_gives_the_same_frames(database: Database, cast: Cast) -> None:
    async with (
        house(database) as place,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{place.port}", timeout=PATIENCE) as http,
    ):
        headers = {"Authorization": f"Bearer {place.token(cast.dana)}"}
        began = (await http.get("/api/v1/events", headers=headers)).json()
        assert began["frames"] == []
        cursor = began["cursor"]
        await place.say("polled", SALES)
        params = {"epoch": cursor["epoch"], "after": cursor["seq"], "scope": cursor["scope"]}
        answer = (await http.get("/api/v1/events", headers=headers, params=params)).json()
        assert [e["text"] for f in answer["frames"] for e in f["events"]] == ["polled"]
        assert answer["cursor"]["seq"] == cursor["seq"] + 1
        lost = (await http.get("/api/v1/events", headers=headers, params=params | {"epoch": "other"})).json()
        assert lost["frames"] == [{"type": "reload"}]
        assert (await http.get("/api/v1/events", headers={"Authorization": "Bearer x"})).status_code == 401


async def test_polling_waits_for_the_first_event(database: Database, cast: Cast) -> None:
    async with (
        house(database) as place,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{place.port}", timeout=PATIENCE) as http,
    ):
        headers = {"Authorization": f"Bearer {place.token(cast.dana)}"}
        cursor = (await http.get("/api/v1/events", headers=headers)).json()["cursor"]
        params = {"epoch": cursor["epoch"], "after": cursor["seq"]}
        waiting = asyncio.create_task(http.get("/api/v1/events", headers=headers, params=params))
        await place.say("not hers", f"channel:{cast.support}")
        await place.say("hers", SALES)
        frames = (await waiting).json()["frames"]
        assert [e["text"] for f in frames for e in f["events"]] == ["hers"]


async def test_a_duplicated_tab_hears_everything_too(database: Database, cast: Cast) -> None:
    """Both tabs come back with the same cursor: a position belongs to nobody."""
    async with house(database) as place:
        async with place.browser(cast.dana) as dana:
            cursor = dana.cursor
        await place.say("one", SALES)
        async with place.browser(cast.dana, cursor) as here, place.browser(cast.dana, cursor) as there:
            await place.say("two", SALES)
            assert await here.hear(2) == await there.hear(2) == ["one", "two"]


async def test_sessions_that_ended_leave_nothing_behind(database: Database, cast: Cast) -> None:
    async with house(database) as place:
        async with place.browser(cast.ines) as ines:
            before = len(asyncio.all_tasks())
            for n in range(30):
                async with place.browser((cast.dana, cast.omar)[n % 2]) as browser:
                    await browser.send({"type": "presence.set", "state": "away"})
                    if n % 3 == 0:
                        browser.line.transport.abort()
            await place.say("still here", SALES)
            await ines.hear(1)
            await until(lambda: place.sessions.count == 1 and len(asyncio.all_tasks()) <= before)
            assert [group.keys for group in place.sessions.fanout.groups.values()] == [cast.ines.keys]
        await until(lambda: place.sessions.count == 0)
        assert place.sessions.fanout.groups == {}
