"""`/metrics`: each number is fed by what it names."""

from __future__ import annotations

import httpx
import msgspec
from prometheus_client import REGISTRY

from channels.whatsapp.signature import sign
from hub.arrivals import Arrivals
from hub.assembly import Hub
from hub.live.session import Session
from hub.permissions import Agent
from hub.team.tokens import issue_access
from hub.transaction import milliseconds
from hub.work.upkeep import Upkeep
from tests.cast import APP_SECRET, Cast
from tests.hub.live.fakes import FakeLine
from tests.hub.receiving.wire import messages, text
from tests.hub.work.fakes import FakeChannel, Work, queue, set_up_accounts
from tests.web.conftest import Bearer
from web.app import create

WEBHOOK = "/api/v1/webhooks/whatsapp"


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(f"bma_{name}", labels) or 0.0


async def join(hub: Hub, agent: Agent) -> Session:
    token = issue_access(hub.settings.secret_key, agent.id, agent.login, milliseconds())
    return hub.sessions.open(FakeLine(), await hub.entrance.admit(token, None))


async def post(client: httpx.AsyncClient) -> None:
    raw = msgspec.json.encode(messages(text("Hello")))
    headers = {"content-type": "application/json", "x-hub-signature-256": sign(raw, APP_SECRET)}
    assert (await client.post(WEBHOOK, content=raw, headers=headers)).status_code == 200


async def test_a_webhook_is_timed_to_its_commit_and_to_the_sockets(
    client: httpx.AsyncClient, hub: Hub, cast: Cast
) -> None:
    names = ("webhook_to_commit_seconds_count", "webhook_to_socket_seconds_count", "intake_batch_size_count")
    await hub.tail.reach(hub.tail.epoch, hub.tail.head)
    before = [counted(name) for name in names]
    taken = counted("webhooks_total", kind="whatsapp", outcome="stored")
    hints = counted("tail_events_total", via="hint") + counted("tail_events_total", via="fill")
    await join(hub, cast.dana)
    head = hub.tail.head
    await post(client)
    assert await hub.tail.reach(hub.tail.epoch, head + 1)
    assert [counted(name) for name in names] == [value + 1 for value in before]
    assert counted("webhooks_total", kind="whatsapp", outcome="stored") == taken + 1
    assert counted("tail_events_total", via="hint") + counted("tail_events_total", via="fill") > hints
    assert counted("tail_lag_events") == 0


async def test_a_webhook_nobody_listens_to_is_not_timed_to_a_socket(
    client: httpx.AsyncClient, hub: Hub, cast: Cast
) -> None:
    before, head = counted("webhook_to_socket_seconds_count"), hub.tail.head
    await post(client)
    assert await hub.tail.reach(hub.tail.epoch, head + 1)
    assert counted("webhook_to_socket_seconds_count") == before


def test_a_commit_the_tail_saw_first_is_timed_all_the_same() -> None:
    before = counted("webhook_to_socket_seconds_sum")
    now = [5.0]
    arrivals = Arrivals(lambda: now[0])
    arrivals.told(7, heard=True)
    arrivals.committed(7, [2.0, 4.0])
    now[0] = 100.0
    arrivals.told(8, heard=True)
    assert counted("webhook_to_socket_seconds_sum") == before + 4.0


async def test_sessions_are_counted_by_state_and_by_how_they_began_and_ended(hub: Hub, cast: Cast) -> None:
    began, ended = counted("resumes_total", verdict="first"), counted("session_ends_total", code="1006")
    session = await join(hub, cast.dana)
    assert (counted("sessions", state="live"), counted("sessions", state="behind")) == (1, 0)
    hub.sessions.paused(session)
    assert (counted("sessions", state="live"), counted("sessions", state="behind")) == (0, 1)
    hub.sessions.lost(session)
    assert (counted("sessions", state="live"), counted("sessions", state="behind")) == (0, 0)
    assert counted("resumes_total", verdict="first") == began + 1
    assert counted("session_ends_total", code="1006") == ended + 1


async def test_commands_answers_and_sign_ins_are_counted(client: httpx.AsyncClient, bearer: Bearer, cast: Cast) -> None:
    done = counted("commands_total", type="outline", answer="done")
    refused = counted("commands_total", type="conversation.get", answer="not_found")
    wrong = counted("logins_total", outcome="not_signed_in")
    await client.post("/api/v1/commands", json={"id": 0, "type": "outline"}, headers=bearer(cast.dana))
    asked = {"id": 0, "type": "conversation.get", "conversation": "none"}
    await client.post("/api/v1/commands", json=asked, headers=bearer(cast.dana))
    await client.post("/api/v1/auth/login", json={"email": "dana@example.com", "password": "wrong"})
    assert counted("commands_total", type="outline", answer="done") == done + 1
    assert counted("commands_total", type="conversation.get", answer="not_found") == refused + 1
    assert counted("logins_total", outcome="not_signed_in") == wrong + 1
    assert counted("http_seconds_count", method="POST", route="/api/v1/commands", status="404") >= 1


async def test_the_length_of_queues_is_read_from_the_rows(hub: Hub, cast: Cast) -> None:
    await queue(hub.transactions, cast.pims, cast.sales, "one", "two")
    await Upkeep(hub.transactions, hub.blobs, hub.settings, "this process").measure()
    assert counted("queue_depth", queue="deliveries") == 2
    assert (counted("queue_depth", queue="media"), counted("queue_depth", queue="ledger")) == (0, 0)


async def test_sends_are_counted_by_outcome(hub: Hub, cast: Cast) -> None:
    before = counted("sends_total", kind="whatsapp", outcome="accepted")
    timed = counted("send_seconds_count", kind="whatsapp")
    work = Work(hub.transactions, await set_up_accounts(hub.transactions), FakeChannel(), hub.blobs, cast.sales)
    await queue(hub.transactions, cast.pims, cast.sales, "one", "two")
    await work.until_idle()
    assert counted("sends_total", kind="whatsapp", outcome="accepted") == before + 2
    assert counted("send_seconds_count", kind="whatsapp") == timed + 2


async def test_counts_are_for_those_near(hub: Hub) -> None:
    async def asked(peer: str, **headers: str) -> int:
        transport = httpx.ASGITransport(create(hub), client=(peer, 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return (await client.get("/metrics", headers=headers)).status_code

    assert await asked("127.0.0.1") == 200
    assert await asked("10.2.3.4") == 200
    assert await asked("203.0.114.9") == 404
    assert await asked("127.0.0.1", **{"x-forwarded-for": "203.0.114.9"}) == 404
    assert await asked("not-an-address") == 404
