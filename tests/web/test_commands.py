"""Commands posted over HTTP, where no WebSocket gets through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from hub.assembly import Hub
from hub.live import dispatch
from hub.live.pace import PACE
from hub.live.posting import Posting
from hub.permissions import Agent
from hub.team.tokens import issue_access
from hub.transaction import milliseconds
from hub.wire import commands
from hub.wire.errors import Refusal
from storage import tables
from tests.cast import Cast
from tests.hub.live.fakes import FakeLine
from tests.web.conftest import Bearer

ADDRESS = "/api/v1/commands"
Post = Callable[..., Any]


@pytest.fixture
def post(client: httpx.AsyncClient, bearer: Bearer) -> Post:
    async def posted(agent: Agent, type: str, **fields: Any) -> httpx.Response:
        return await client.post(ADDRESS, json={"id": 0, "type": type, **fields}, headers=bearer(agent))

    return posted


async def test_a_posted_command_is_answered_with_its_result(post: Post, cast: Cast) -> None:
    note = {"conversation": cast.pims, "client_id": "c-0000001", "text": "Called her."}
    first, again = await post(cast.dana, "message.note", **note), await post(cast.dana, "message.note", **note)
    assert first.status_code == again.status_code == 200
    assert first.json()["message"]["text"] == "Called her."
    assert again.json() == first.json()
    page = (await post(cast.dana, "message.list", conversation=cast.pims)).json()
    assert [message["id"] for message in page["items"]] == [first.json()["message"]["id"]]


async def test_a_posted_command_is_heard_by_everybody_live(post: Post, cast: Cast, hub: Hub) -> None:
    head = hub.tail.head
    await post(cast.dana, "conversation.assign", conversation=cast.pims, to="dana")
    assert await hub.tail.reach(hub.tail.epoch, head + 1)


async def test_a_refusal_is_a_problem_that_names_its_field(post: Post, cast: Cast) -> None:
    hidden = await post(cast.omar, "conversation.get", conversation=cast.pims)
    assert (hidden.status_code, hidden.headers["content-type"]) == (404, "application/problem+json")
    wrong = await post(cast.dana, "conversation.get", conversation=cast.pims, colour="red")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "colour")
    strange = await post(cast.dana, "tea.brew")
    assert (strange.status_code, strange.json()["field"]) == (422, "type")
    late = await post(cast.dana, "session.renew", token="x")
    assert (late.status_code, late.json()["field"]) == (422, "type")


async def test_commands_are_for_those_who_are_signed_in(
    client: httpx.AsyncClient, post: Post, cast: Cast, hub: Hub
) -> None:
    assert (await client.post(ADDRESS, json={"id": 0, "type": "outline"})).status_code == 401
    async with hub.transactions.begin() as tx:
        ended = update(tables.login_sessions).where(tables.login_sessions.c.id == cast.dana.login)
        await tx.connection.execute(ended.values(ended_at=tx.now))
    assert (await post(cast.dana, "outline")).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"nonsense",
        b'{"id":0,"type":"search","q":"\xff"}',
        b'{"id":0,"type":"search","q":"\\ud800"}',
        b'{"id":0,"type":"message.send","interactive":' + b'{"a":' * 5000 + b"1" + b"}" * 5001,
    ],
)
async def test_a_body_that_is_no_readable_json_is_refused(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, body: bytes
) -> None:
    headers = bearer(cast.dana) | {"content-type": "application/json"}
    answer = await client.post(ADDRESS, content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_a_body_over_the_size_of_a_frame_is_refused(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast
) -> None:
    answer = await client.post(ADDRESS, json={"id": 0, "type": "search", "q": "x" * 66_000}, headers=bearer(cast.dana))
    assert answer.status_code == 413


async def test_looking_without_a_session_still_marks_read_for_the_customer(post: Post, cast: Cast, hub: Hub) -> None:
    async with hub.transactions.begin() as tx:
        row = {
            "id": "m1", "conversation_id": cast.pims, "channel_id": cast.sales, "order": "1", "direction": "in",
            "kind": "text", "status": "received", "author_kind": "customer", "provider_id": "wamid.1",
            "sent_at": milliseconds(), "created_at": tx.now,
        }  # fmt: skip
        await tx.connection.insert_many(tables.messages, [row])
    assert (await post(cast.dana, "conversation.view", conversation=cast.pims)).json() == {}
    assert (await post(cast.dana, "conversation.view", conversation=None)).json() == {}
    async with hub.database.reading() as connection:
        assert await connection.tuples(select(tables.read_marks.c.provider_id)) == [("wamid.1",)]


async def test_the_outline_says_who_is_here_and_only_what_may_be_seen_of_it(post: Post, cast: Cast, hub: Hub) -> None:
    session = hub.sessions.open(FakeLine(), await hub.entrance.admit(_token(hub, cast.dana), None))
    hub.presence.look_at(session, cast.pims, cast.sales)
    told = {name: (await post(agent, "outline")).json()["presence"] for name, agent in _two(cast).items()}
    assert told == {
        "ines": [{"id": "dana", "state": "online", "viewing": cast.pims}],
        "omar": [{"id": "dana", "state": "online", "viewing": None}],
    }


async def test_a_flood_of_posted_commands_is_refused_until_it_has_calmed() -> None:
    async def run(user: str, login: str, asked: Any) -> str:
        return "done"

    now = [0.0]
    posting = Posting(run, PACE, lambda: now[0])
    asked = commands.Outline(id=0)
    for _ in range(int(PACE.commands * PACE.commands_over)):
        assert await posting.answer("dana", "login-dana", asked) == "done"
    with pytest.raises(Refusal) as refused:
        await posting.answer("dana", "login-dana", asked)
    assert refused.value.code == "too_many"
    assert await posting.answer("omar", "login-omar", asked) == "done"
    now[0] += 1.0
    assert await posting.answer("dana", "login-dana", asked) == "done"


def _token(hub: Hub, agent: Agent) -> str:
    return issue_access(hub.settings.secret_key, agent.id, agent.login, milliseconds())


def _two(cast: Cast) -> dict[str, Agent]:
    return {"ines": cast.ines, "omar": cast.omar}


def test_every_command_has_one_line_in_the_table() -> None:
    told = {*dispatch.READS, *dispatch.WRITES, commands.Outline, commands.SessionRenew, commands.Typing}
    assert told == {*commands.Command.__args__, commands.Typing}
