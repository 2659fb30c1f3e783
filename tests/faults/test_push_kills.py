"""A process that pushes is killed with -9, before and after a push service took it: whoever takes over pushes it, and nothing is left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select, update

from hub import ids
from hub.addresses import networks
from hub.boundaries import PUSHING
from hub.permissions import Agent
from hub.team import notifications, push
from hub.team.notifications import News
from hub.transaction import Transactions, milliseconds
from hub.wire.push import PushSubscription
from storage import tables
from tests.patience import PATIENCE
from tests.push_service import PushService
from tests.stage import Running, Stage

ALLOWED = {"ALLOWED_NETWORKS": "127.0.0.0/8"}


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with PushService() as made:
        yield made


@pytest.mark.parametrize("boundary", PUSHING)
async def test_no_push_is_lost(running: Running, stage: Stage, service: PushService, boundary: str) -> None:
    running.start(**ALLOWED, CRASH_AT=boundary)
    await tell(stage, service)
    async with asyncio.timeout(PATIENCE):
        while not running.work.dead:
            await asyncio.sleep(0.05)
    assert await waiting(stage) == 1
    assert len(service.got) == (boundary == "push_carried")
    await time_passes(stage)
    running.work.start(**ALLOWED)
    async with asyncio.timeout(PATIENCE):
        while await waiting(stage):
            await asyncio.sleep(0.05)
    assert len(service.got) == 1 + (boundary == "push_carried")
    assert len({got.headers["topic"] for got in service.got}) == 1  # which lets the push service drop the second


async def tell(stage: Stage, service: PushService) -> None:
    """Somebody whose browser subscribed, and who has no tab open, is told something."""
    user, login, now = ids.new(), ids.new(), milliseconds()
    browser = service.browser("phone")
    person = {"id": user, "name": "Dana", "email": "dana@example.com", "role": "agent", "created_at": now}
    session = {"id": login, "user_id": user, "created_at": now, "used_at": now}
    agent = Agent(id=user, name="Dana", role="agent", login=login, rights_version=1, channels=frozenset())
    given = PushSubscription(endpoint=browser.endpoint, p256dh=browser.p256dh, auth=browser.auth)
    async with Transactions(stage.database, lambda _commit: None).begin() as tx:
        await tx.connection.insert_many(tables.users, [person | {"updated_at": now}])
        await tx.connection.insert_many(tables.login_sessions, [session])
        await push.subscribe(tx, agent, given, networks(["127.0.0.0/8"]))
        news = News(user_id=user, kind="quotation_expiring", conversation_id=None, text="Quotation Q-1")
        await notifications.notify_all(tx, [news])


async def waiting(stage: Stage) -> int:
    async with stage.database.reading() as connection:
        return int(await connection.value(select(func.count()).select_from(tables.pushes)))


async def time_passes(stage: Stage) -> None:
    """What the dead one had taken is free again."""
    async with stage.database.writing() as connection:
        await connection.execute(update(tables.pushes).values(due_at=0))
