from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import socket
import struct
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import update
from websockets.exceptions import ConnectionClosed, InvalidStatus

from hub.permissions import Agent
from hub.transaction import Transaction, milliseconds
from hub.wire import commands, events, notification_events
from hub.wire.errors import Refusal
from storage import event_log
from storage.database import Connection, Database
from storage.tables import login_sessions
from tests.cast import Cast
from tests.hub.live.house import PATIENT, Browser, House, house, notice
from tests.patience import PATIENCE

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


# --- the hello ------------------------------------------------------------------------------------------------------------------------
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
        place.dial(origin=f"http://127.0.0.1:{place.port}" if origin == "same" else origin),
    ):
        pass


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


# --- commands -------------------------------------------------------------------------------------------------------------------------
async def echo(connection: Connection, agent: Agent, asked: Any) -> Any:
    return {"agent": agent.id, "q": asked.q}


async def test_a_command_gets_one_answer(database: Database, cast: Cast) -> None:
    async with house(database, reads={commands.Search: echo}) as place, place.browser(cast.dana) as dana:
        done = await dana.ask(7, "search", q="tea")
        assert done == {"type": "done", "id": 7, "result": {"agent": "dana", "q": "tea"}}


async def test_a_command_that_does_not_fit_is_refused_by_its_field(database: Database, cast: Cast) -> None:
    async with house(database, reads={commands.Search: echo}) as place, place.browser(cast.dana) as dana:
        unknown = await dana.ask(1, "search", q="tea", colour="red")
        missing = await dana.ask(2, "search")
        wrong = await dana.ask(3, "search", q=5)
        nobody = await dana.ask(4, "tea.brew")
        fields = [(a["type"], a["error"]["code"], a["error"]["field"]) for a in (unknown, missing, wrong, nobody)]
        assert fields == [
            ("refused", "invalid", "colour"), ("refused", "invalid", "q"), ("refused", "invalid", "q"), ("refused", "invalid", "type"),
        ]  # fmt: skip
        assert (await dana.ask(5, "search", q="tea"))["type"] == "done"


async def test_a_failing_command_is_answered_and_the_session_survives(database: Database, cast: Cast) -> None:
    async def refuse(connection: Connection, agent: Agent, asked: Any) -> Any:
        if asked.q == "bug":
            raise ZeroDivisionError
        raise Refusal("not_found", "There is no such thing.", field="q")

    async with house(database, reads={commands.Search: refuse}) as place, place.browser(cast.dana) as dana:
        assert (await dana.ask(1, "search", q="x"))["error"] == {
            "code": "not_found", "message": "There is no such thing.", "field": "q", "retry_after": None,
        }  # fmt: skip
        assert (await dana.ask(2, "search", q="bug"))["error"]["code"] == "unavailable"
        assert (await dana.ask(3, "search", q="x"))["type"] == "refused"


async def test_a_writing_command_commits_and_tells_everybody(database: Database, cast: Cast) -> None:
    async def write(tx: Transaction, agent: Agent, asked: Any) -> Any:
        tx.announce(
            notification_events.NotificationCreated(id="1", kind="t", conversation=None, text=asked.text, at=""),
            [SALES],
        )
        return {"done": True}

    async with (
        house(database, writes={commands.MessageNote: write}) as place,
        place.browser(cast.dana) as dana,
        place.browser(cast.ines) as ines,
    ):
        answer = await dana.ask(1, "message.note", conversation="c", client_id="c-0000001", text="hello")
        assert answer["result"] == {"done": True}
        assert await ines.hear(1) == ["hello"]
        assert await dana.hear(1) == ["hello"]


@pytest.mark.parametrize(
    "frame",
    [
        "nonsense",
        '{"type":"typing"}',
        '{"type":"hello","protocol":1,"token":"x"}',
        b"\x00",
        '{"id":1,"type":"message.send","interactive":' + '{"a":' * 5000 + "1" + "}" * 5001,
    ],
)
async def test_what_is_no_frame_of_ours_ends_the_session(database: Database, cast: Cast, frame: str | bytes) -> None:
    async with house(database) as place, place.browser(cast.dana) as dana:
        await dana.line.send(frame)
        assert await dana.closed() == 4400


async def test_text_that_is_no_utf_8_ends_the_session(database: Database, cast: Cast) -> None:
    async with house(database) as place, place.browser(cast.dana) as dana:
        await dana.line.send(b'{"id":1,"type":"search","q":"\xff"}', text=True)
        assert await dana.closed() == 4400


async def test_a_frame_over_64_kib_ends_the_session(database: Database, cast: Cast) -> None:
    async with house(database) as place, place.browser(cast.dana) as dana:
        await dana.line.send('{"id":1,"type":"search","q":"' + "x" * 65_536 + '"}')
        assert await dana.closed() == 1009


async def test_a_flood_of_commands_ends_the_session(database: Database, cast: Cast) -> None:
    pace = replace(PATIENT, commands=1)
    async with house(database, pace=pace, reads={commands.Search: echo}) as place, place.browser(cast.dana) as dana:
        sending = asyncio.create_task(_flood(dana))
        assert await dana.closed() == 4029
        await sending


async def _flood(browser: Browser) -> None:
    """Until it is thrown out: how fast it gets its commands off is this machine's business."""
    with contextlib.suppress(ConnectionClosed):
        for n in itertools.count():
            await browser.send({"id": n, "type": "search", "q": "x"})


async def test_more_commands_than_may_be_in_flight_wait_and_are_answered(database: Database, cast: Cast) -> None:
    running = most = 0

    async def slow(connection: Connection, agent: Agent, asked: Any) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        return {}

    async with (
        house(database, writes={commands.MessageNote: slow}, reads={commands.Search: slow}) as place,
        place.browser(cast.dana) as dana,
    ):
        for n in range(100):
            await dana.send({"id": n, "type": "search", "q": "x"})
        answered = {(await dana.until("done"))["id"] for _ in range(100)}
        assert answered == set(range(100))
        assert most <= PATIENT.in_flight


# --- pulses, tokens, slow and frozen browsers -------------------------------------------------------------------------------------------
async def test_pulses_move_the_position_of_who_may_see_nothing(database: Database, cast: Cast) -> None:
    async with house(database, pace=replace(PATIENT, pulse=0.1)) as place, place.browser(cast.omar) as omar:
        for n in range(5):
            await place.say(str(n), SALES)
        while omar.position < omar.welcome["cursor"]["seq"] + 5:
            await omar.until("pulse")
        assert omar.heard == []


async def test_a_browser_that_does_not_answer_pulses_is_let_go(database: Database, cast: Cast) -> None:
    async with house(database, pace=replace(PATIENT, pulse=0.1, pong=0.3)) as place, place.browser(cast.dana) as dana:
        dana.pongs = False
        assert await dana.closed() == 1006
        assert place.sessions.count == 0


async def test_a_busy_command_does_not_lose_the_connection(database: Database, cast: Cast) -> None:
    quick = replace(PATIENT, pulse=0.1, pong=1.0)

    async def long(connection: Connection, agent: Agent, asked: Any) -> Any:
        await asyncio.sleep(quick.pulse + quick.pong * 1.5)
        return {}

    async with house(database, pace=quick, reads={commands.Search: long}) as place, place.browser(cast.dana) as dana:
        for n in range(quick.in_flight + 5):
            await dana.send({"id": n, "type": "search", "q": "x"})
        assert {(await dana.until("done"))["id"] for _ in range(quick.in_flight + 5)} == set(range(quick.in_flight + 5))


async def test_an_expired_token_ends_the_session_unless_renewed(database: Database, cast: Cast) -> None:
    async with (
        house(database, pace=replace(PATIENT, token_grace=0.0)) as place,
        place.browser(cast.dana) as dana,
        place.browser(cast.dana) as renewed,
    ):
        sessions = list(place.sessions._sessions.values())
        soon = milliseconds() + 60_000
        for session in sessions:
            session.expires_at = soon
        done = await renewed.ask(1, "session.renew", token=place.token(cast.dana))
        assert done["type"] == "done"
        for session in sessions:  # a minute passes
            session.expires_at -= 60_000 if session.expires_at == soon else 0
        assert await dana.closed() == 4401
        assert (await renewed.ask(2, "session.renew", token=place.token(cast.omar)))["type"] == "refused"
        assert (await renewed.ask(3, "session.renew", token="wrong"))["error"]["field"] == "token"


async def frozen(place: House, agent: Agent) -> socket.socket:
    """A browser that says hello and then never reads again."""
    plain = socket.create_connection(("127.0.0.1", place.port))
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plain.sendall(
        b"GET /api/v1/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    await asyncio.to_thread(plain.recv, 4096)
    hello = json.dumps({"type": "hello", "protocol": 1, "token": place.token(agent)}).encode()
    plain.sendall(struct.pack("!BBHI", 0x81, 0x80 | 126, len(hello), 0) + hello)
    while place.sessions.count == 0:
        await asyncio.sleep(0.01)
    return plain


async def test_a_frozen_browser_is_freed_and_nobody_waits_for_it(database: Database, cast: Cast) -> None:
    async with house(database, pace=replace(PATIENT, undrained=2.0)) as place:
        plain = await frozen(place, cast.dana)
        async with place.browser(cast.dana) as dana:
            for n in range(30):
                await place.say(str(n) + "x" * 200_000, SALES)
                await dana.hear(n + 1)
            while place.sessions.count > 1:
                await asyncio.sleep(0.02)
                await place.say("more", SALES)
        plain.close()


async def test_a_slow_browser_catches_up_from_the_log(database: Database, cast: Cast) -> None:
    async with house(database) as place, place.browser(cast.dana) as dana:
        dana.line.transport.pause_reading()
        for n in range(150):
            await place.say(f"{n} " + "x" * 60_000, SALES)
        (session,) = place.sessions._sessions.values()
        assert session.paused_at is not None
        dana.line.transport.resume_reading()
        heard = await dana.hear(150)
        assert [int(text.split()[0]) for text in heard] == list(range(150))


# --- the end ----------------------------------------------------------------------------------------------------------------------------
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
            while place.sessions.count > 1 or len(asyncio.all_tasks()) > before:
                await asyncio.sleep(0.02)
            assert [group.keys for group in place.sessions.fanout.groups.values()] == [cast.ines.keys]
        while place.sessions.count:
            await asyncio.sleep(0.02)
        assert place.sessions.fanout.groups == {}


async def test_a_server_without_our_protocol_class_serves_too(database: Database, cast: Cast) -> None:
    """Plain ASGI, one send at a time: slower, but the same session."""
    async with house(database, pace=replace(PATIENT, pulse=0.1), reads={commands.Search: echo}, plain=True) as place:
        async with place.browser(cast.dana) as dana:
            await place.say("plain", SALES)
            assert await dana.hear(1) == ["plain"]
            assert (await dana.ask(1, "search", q="tea"))["type"] == "done"
            await dana.until("pulse")
            await dana.line.send(b"binary")
            assert await dana.closed() == 4400
        assert place.sessions.count == 0
        async with place.browser(cast.dana):
            pass
        while place.sessions.count:
            await asyncio.sleep(0.01)
