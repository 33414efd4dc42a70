"""Tells workers that there is something to do, over Valkey: sooner than they would look anyway.

Nothing depends on it. A ring that is lost, or a server that is away, costs a fraction of a second.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Protocol

import redis.asyncio as redis
from redis.exceptions import RedisError

TOPIC = "topsmile:bell"
REST_SECONDS = 1.0


class Bell(Protocol):
    def ring(self) -> None:
        """At once, and without a word about failure."""

    async def listen(self, heard: Callable[[], None]) -> None:
        """Until cancelled."""

    async def close(self) -> None: ...


class ValkeyBell:
    """However often it is rung while one ring is on its way, one more follows."""

    def __init__(self, url: str) -> None:
        address = url.replace("valkey", "redis", 1) if url.startswith("valkey") else url
        self._client = redis.Redis.from_url(
            address, socket_timeout=1.0, socket_connect_timeout=0.5, max_connections=4
        )
        # Waiting to hear something is no sign of trouble.
        self._patient = redis.Redis.from_url(address, socket_connect_timeout=0.5)
        self._ringing: asyncio.Task[None] | None = None
        self._once_more = False

    def ring(self) -> None:
        self._once_more = True
        if self._ringing is None or self._ringing.done():
            self._ringing = asyncio.create_task(self._ring())

    async def _ring(self) -> None:
        while self._once_more:
            self._once_more = False
            with contextlib.suppress(RedisError, OSError, TimeoutError):
                await self._client.publish(TOPIC, b"")

    async def listen(self, heard: Callable[[], None]) -> None:
        while True:
            with contextlib.suppress(RedisError, OSError, TimeoutError):
                async with self._patient.pubsub(ignore_subscribe_messages=True) as pubsub:
                    await pubsub.subscribe(TOPIC)
                    async for _ in pubsub.listen():
                        heard()
            await asyncio.sleep(REST_SECONDS)

    async def close(self) -> None:
        if self._ringing:
            self._ringing.cancel()
        await self._client.aclose()
        await self._patient.aclose()


class MemoryBell:
    """The twin in this process."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    def ring(self) -> None:
        for heard in self._listeners:
            heard()

    async def listen(self, heard: Callable[[], None]) -> None:
        self._listeners.append(heard)
        try:
            await asyncio.Event().wait()
        finally:
            self._listeners.remove(heard)

    async def close(self) -> None:
        self._listeners.clear()
