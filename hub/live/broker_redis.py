"""Redis pub/sub between processes.

redis-py reconnects a subscription without a word; the only sign is another `subscribe` confirmation, so each of them is a gap. A frozen
or half-dead Redis gives no sign at all, so an idle subscription proves itself by a probe, and one that cannot is thrown away.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from hub.live.broker import HINTS, WHISPERS, Receive

log = logging.getLogger(__name__)

TOPICS = (HINTS, WHISPERS)
WAITING_MOST = 4096  # messages to publish; the oldest go first
BATCH = 256  # messages of one round trip
PUBLISH_SECONDS = 0.5
CONNECT_SECONDS = 2.0
IDLE_SECONDS = 5.0  # silence after which a probe is sent through the front door
PROOF_SECONDS = 2.0  # for the probe to come back
RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0)


class RedisBroker:
    """`publish` never waits and never raises; a task sends in batches and drops the oldest when Redis does not keep up."""

    def __init__(self, url: str) -> None:
        # pub/sub does not know of Redis' databases, so two installations on one server are kept apart by name
        database = urlsplit(url).path.strip("/") or "0"
        self._prefix = f"bma:{database}:"
        self._probe = f"{self._prefix}probe:{secrets.token_hex(8)}"
        self._url = url
        self._waiting: deque[tuple[str, bytes]] = deque(maxlen=WAITING_MOST)
        self._wake = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()
        self._tasks: list[asyncio.Task[None]] = []
        self._proven_at = -1e9  # when a message last came in (monotonic seconds)

    def publish(self, topic: str, payload: bytes) -> None:
        self._send(self._prefix + topic, payload)

    async def start(self, receive: Receive, on_gap: Callable[[], None]) -> None:
        self._tasks = [
            asyncio.create_task(self._publishing(), name="redis publishing"),
            asyncio.create_task(self._listening(receive, on_gap), name="redis listening"),
        ]

    async def stop(self) -> None:
        if self.alive():
            with suppress(TimeoutError):
                async with asyncio.timeout(PUBLISH_SECONDS):
                    await self._empty.wait()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def alive(self) -> bool:
        return time.monotonic() - self._proven_at < IDLE_SECONDS + 2 * PROOF_SECONDS

    def _send(self, channel: str, payload: bytes) -> None:
        self._waiting.append((channel, payload))
        self._empty.clear()
        self._wake.set()

    # --- publishing ---------------------------------------------------------------------------------------------------------------
    async def _publishing(self) -> None:
        client = self._client(PUBLISH_SECONDS)
        failures = 0
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._waiting:
                    failures = 0 if await self._publish_some(client) else failures + 1
                    if failures:
                        await asyncio.sleep(_pause(failures))
                self._empty.set()
        finally:
            await _close(client)

    async def _publish_some(self, client: Redis) -> bool:
        """Messages that meet an error are dropped: the head check finds what they would have told."""
        batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        try:
            async with asyncio.timeout(PUBLISH_SECONDS):
                pipe = client.pipeline(transaction=False)
                for channel, payload in batch:
                    pipe.publish(channel, payload)
                await pipe.execute()
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("%d messages could not be published: %s", len(batch), str(error) or type(error).__name__)
            await client.connection_pool.disconnect(inuse_connections=True)
            return False
        return True

    # --- listening ----------------------------------------------------------------------------------------------------------------
    async def _listening(self, receive: Receive, on_gap: Callable[[], None]) -> None:
        failures = 0
        while True:
            began = time.monotonic()
            client = self._client(None)
            subscription = client.pubsub()
            try:
                await self._subscribe(subscription)
                await self._listen(subscription, receive, on_gap)
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("the subscription ended: %s", str(error) or type(error).__name__)
            except Exception:
                log.exception("the subscription failed")
            finally:
                await _close(subscription)
                await _close(client)
            on_gap()
            failures = 1 if self._proven_at > began else failures + 1
            await asyncio.sleep(_pause(failures))

    async def _subscribe(self, subscription: PubSub) -> None:
        async with asyncio.timeout(CONNECT_SECONDS):
            await subscription.subscribe(*(self._prefix + topic for topic in TOPICS), self._probe)

    async def _listen(self, subscription: PubSub, receive: Receive, on_gap: Callable[[], None]) -> None:
        """Returns by an error alone; raises TimeoutError when a probe did not come back."""
        probed = False
        while True:
            message = await subscription.get_message(timeout=PROOF_SECONDS if probed else IDLE_SECONDS)
            if message is None:
                if probed:
                    raise TimeoutError("a probe did not come back")
                self._send(self._probe, b"")
                probed = True
                continue
            probed = False
            self._proven_at = time.monotonic()
            self._take(message, receive, on_gap)

    def _take(self, message: dict[str, Any], receive: Receive, on_gap: Callable[[], None]) -> None:
        if message["type"] == "subscribe":
            on_gap()
        elif message["type"] == "message":
            topic = message["channel"].decode().removeprefix(self._prefix)
            if topic in TOPICS:
                receive(topic, message["data"])

    def _client(self, seconds: float | None) -> Redis:
        return Redis.from_url(
            self._url,
            socket_timeout=seconds,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_keepalive=True,
            retry=Retry(NoBackoff(), 0),  # trying again is ours, and is never silent
            health_check_interval=0,
        )


def _pause(failures: int) -> float:
    return RETRY_SECONDS[min(failures, len(RETRY_SECONDS)) - 1]


async def _close(what: Redis | PubSub) -> None:
    with suppress(Exception):
        async with asyncio.timeout(PUBLISH_SECONDS):
            await what.aclose()
