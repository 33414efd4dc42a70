"""Tells every server process at once, over Valkey or Redis. What is said may be lost.

Nothing depends on it: whoever listens looks into the database when this is away, and now and then
anyway.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable
from typing import Protocol

import redis.asyncio as redis
from litestar.channels.backends.redis import RedisChannelsPubSubBackend
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

AWAY = (RedisError, OSError, TimeoutError)
PULSE_SECONDS = 1.0
DEAF_SECONDS = 2.5  # without our own pulse for so long, we hear nothing else either
REST_SECONDS = 0.5


class Broadcast(Protocol):
    @property
    def hears(self) -> bool:
        """Whether what is published now would arrive here."""

    async def publish(self, topic: str, data: bytes) -> None:
        """At once, and without a word about failure."""

    async def subscribe(self, topic: str) -> None: ...

    async def unsubscribe(self, topic: str) -> None: ...

    async def listen(self, heard: Callable[[str, bytes], None]) -> None:
        """Until cancelled, through every absence of the server."""

    async def close(self) -> None: ...


class ValkeyBroadcast:
    """Litestar's channels backend, made anew whenever it falls silent.

    A subscription may die without an error: the far end sleeps, a middlebox forgets. So each
    listener says something to itself every second, and believes that it hears while that arrives.
    """

    def __init__(self, url: str) -> None:
        self._url = url.replace("valkey", "redis", 1) if url.startswith("valkey") else url
        self._client = self._connected(1.0)
        self._speaker = RedisChannelsPubSubBackend(redis=self._client)
        self._listener: RedisChannelsPubSubBackend | None = None
        self._topics = {f"topsmile:pulse:{secrets.token_hex(8)}"}
        (self._pulse,) = self._topics
        self._heard_at = -DEAF_SECONDS
        # Who unsubscribes and who subscribes again are heard in that order.
        self._in_turn = asyncio.Lock()

    def _connected(self, patience: float | None) -> redis.Redis:
        return redis.Redis.from_url(
            self._url,
            socket_timeout=patience,
            socket_connect_timeout=0.5,
            retry=Retry(NoBackoff(), 0),
            max_connections=8,
        )

    @property
    def hears(self) -> bool:
        return time.monotonic() - self._heard_at < DEAF_SECONDS

    async def publish(self, topic: str, data: bytes) -> None:
        with contextlib.suppress(*AWAY):
            await self._speaker.publish(data, [topic])

    async def subscribe(self, topic: str) -> None:
        self._topics.add(topic)
        with contextlib.suppress(*AWAY):  # then it is made anew, with all topics
            async with self._in_turn:
                if self._listener and topic in self._topics:
                    await self._listener.subscribe([topic])

    async def unsubscribe(self, topic: str) -> None:
        self._topics.discard(topic)
        with contextlib.suppress(*AWAY):
            async with self._in_turn:
                if self._listener and topic not in self._topics:
                    await self._listener.unsubscribe([topic])

    async def listen(self, heard: Callable[[str, bytes], None]) -> None:
        while True:
            with contextlib.suppress(*AWAY):
                await self._attend(heard)
            await asyncio.sleep(REST_SECONDS)

    async def _attend(self, heard: Callable[[str, bytes], None]) -> None:
        """Until it breaks or falls silent."""
        client = self._connected(None)
        listener = RedisChannelsPubSubBackend(redis=client)
        try:
            await listener.subscribe(list(self._topics))
            self._listener = listener
            began = time.monotonic()
            parts = {
                asyncio.create_task(self._stream(listener, heard)),
                asyncio.create_task(self._beat(began)),
            }
            try:
                await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for part in parts:
                    part.cancel()
                await asyncio.gather(*parts, return_exceptions=True)
        finally:
            self._listener = None
            with contextlib.suppress(*AWAY):
                await listener.on_shutdown()
                await client.aclose()

    async def _stream(
        self, listener: RedisChannelsPubSubBackend, heard: Callable[[str, bytes], None]
    ) -> None:
        async for topic, data in listener.stream_events():
            self._heard_at = time.monotonic()
            if topic != self._pulse:
                heard(topic, data)

    async def _beat(self, began: float) -> None:
        while time.monotonic() - max(began, self._heard_at) < DEAF_SECONDS:
            await self.publish(self._pulse, b"")
            await asyncio.sleep(PULSE_SECONDS)

    async def close(self) -> None:
        await self._client.aclose()


class MemoryBroadcast:
    """The twin in this process."""

    def __init__(self) -> None:
        self.gone = False
        self.said: list[tuple[str, bytes]] = []
        self._topics: set[str] = set()
        self._heard: list[Callable[[str, bytes], None]] = []

    @property
    def hears(self) -> bool:
        return not self.gone and bool(self._heard)

    async def publish(self, topic: str, data: bytes) -> None:
        self.said.append((topic, data))
        if topic in self._topics and not self.gone:
            for heard in self._heard:
                heard(topic, data)

    async def subscribe(self, topic: str) -> None:
        self._topics.add(topic)

    async def unsubscribe(self, topic: str) -> None:
        self._topics.discard(topic)

    async def listen(self, heard: Callable[[str, bytes], None]) -> None:
        self._heard.append(heard)
        try:
            await asyncio.Event().wait()
        finally:
            self._heard.remove(heard)

    async def close(self) -> None:
        self._topics.clear()
