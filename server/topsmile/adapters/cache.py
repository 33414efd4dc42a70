"""Valkey or Redis, for what may be lost: counters and the fast half of session checks."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
from typing import Any, Protocol, runtime_checkable

import redis.asyncio as redis
import structlog
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisError

log = structlog.get_logger("cache")
REST_SECONDS = 0.25  # between two looks whether a server that was away is back

# One round trip for every request: count it, and read what is known of its session.
ADMIT = """
local n = redis.call('INCRBY', KEYS[1], ARGV[2])
if n == tonumber(ARGV[2]) then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
if KEYS[2] then return {n, redis.call('GET', KEYS[2])} end
return {n}
"""


# A number that only grows, whoever writes last: late writers cannot bring back what has ended.
ADVANCE = """
local known = tonumber(redis.call('GET', KEYS[1]) or '-1')
if tonumber(ARGV[1]) > known then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) end
return 1
"""
DIGESTS = {each: hashlib.sha1(each.encode()).hexdigest() for each in (ADMIT, ADVANCE)}  # noqa: S324


class CacheGone(Exception):
    """The cache does not answer; whoever asked goes on without it."""


@runtime_checkable  # where it is injected, the framework checks it
class Cache(Protocol):
    """Every method raises CacheGone when the server is away, at once after the first time.

    `failures` counts the times it went away: what was read before may be older than it seems.
    """

    failures: int

    async def admit(
        self, counter: str, window_seconds: int, key: str | None
    ) -> tuple[int, bytes | None]:
        """Count one in `counter` (it forgets after the window) and read `key`, together."""

    async def count(self, counter: str, window_seconds: int, by: int = 1) -> int:
        """Add to a counter that forgets after the window; the new value."""

    async def advance(self, key: str, number: int, seconds: int) -> None:
        """Keep the number for so long, unless a greater one is kept already."""

    async def ping(self) -> None:
        """Raise CacheGone if the server is away."""

    async def close(self) -> None: ...


class ValkeyCache:
    """The real one."""

    def __init__(self, url: str, timeout: float = 0.5) -> None:
        self.failures = 0
        # Whoever finds all connections busy waits for one: a crowd is not an absent server.
        self._pool = redis.BlockingConnectionPool.from_url(
            url.replace("valkey", "redis", 1) if url.startswith("valkey") else url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            # A connection may have died unnoticed; a server that is silent is not asked twice.
            retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
            max_connections=64,
            timeout=timeout * 4,
        )
        self._client = redis.Redis.from_pool(self._pool)
        self._looking: asyncio.Task[None] | None = None

    async def admit(
        self, counter: str, window_seconds: int, key: str | None
    ) -> tuple[int, bytes | None]:
        keys = [counter] if key is None else [counter, key]
        answer = await self._run(ADMIT, keys, window_seconds, 1)
        return int(answer[0]), answer[1] if len(answer) > 1 else None

    async def count(self, counter: str, window_seconds: int, by: int = 1) -> int:
        return int((await self._run(ADMIT, [counter], window_seconds, by))[0])

    async def advance(self, key: str, number: int, seconds: int) -> None:
        await self._run(ADVANCE, [key], number, seconds)

    async def ping(self) -> None:
        await self._ask("PING")

    async def close(self) -> None:
        if self._looking:
            self._looking.cancel()
        await self._client.aclose()

    async def _run(self, script: str, keys: list[str], *args: int) -> Any:
        try:
            return await self._ask("EVALSHA", DIGESTS[script], len(keys), *keys, *args)
        except NoScriptError:  # the server has never seen it, or was restarted
            return await self._ask("EVAL", script, len(keys), *keys, *args)

    async def _ask(self, *command: object) -> Any:
        if self._looking and not self._looking.done():
            raise CacheGone
        try:
            return await self._client.execute_command(*command)  # type: ignore[no-untyped-call]
        except NoScriptError:
            raise
        except (RedisError, OSError, TimeoutError) as error:
            self.failures += 1
            if self._looking is None or self._looking.done():
                log.warning("cache away", error=type(error).__name__)
                self._looking = asyncio.create_task(self._look())
            raise CacheGone from error

    async def _look(self) -> None:
        """Until it is back. Meanwhile nobody who has something to do waits for it."""
        while True:
            await asyncio.sleep(REST_SECONDS)
            with contextlib.suppress(RedisError, OSError, TimeoutError):
                await self._client.execute_command("PING")  # type: ignore[no-untyped-call]
                log.info("cache back")
                return


class MemoryCache:
    """The twin in this process, for tests of what stands above."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, float]] = {}
        self.gone = False
        self.failures = 0

    def _read(self, key: str) -> str | None:
        if self.gone:
            self.failures += 1
            raise CacheGone
        value, until = self.kept.get(key, ("", 0.0))
        return value if until > time.monotonic() else None

    async def admit(
        self, counter: str, window_seconds: int, key: str | None
    ) -> tuple[int, bytes | None]:
        found = self._read(key) if key else None
        return await self.count(counter, window_seconds), found.encode() if found else None

    async def count(self, counter: str, window_seconds: int, by: int = 1) -> int:
        value = int(self._read(counter) or 0) + by
        until = self.kept[counter][1] if value != by else time.monotonic() + window_seconds
        self.kept[counter] = (str(value), until)
        return value

    async def advance(self, key: str, number: int, seconds: int) -> None:
        if number > int(self._read(key) or -1):
            self.kept[key] = (str(number), time.monotonic() + seconds)

    async def ping(self) -> None:
        self._read("")

    async def close(self) -> None:
        self.kept.clear()
