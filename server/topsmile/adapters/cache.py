"""Valkey or Redis, for what may be lost: counters and the fast half of session checks."""

from __future__ import annotations

import hashlib
import time
from typing import Any, Protocol

import redis.asyncio as redis
import structlog
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisError

log = structlog.get_logger("cache")
REST_SECONDS = 0.5  # after a failure, how long nobody asks again

# One round trip for every request: count it, and read what is known of its session.
ADMIT = """
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
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


class Cache(Protocol):
    """Every method raises CacheGone when the server is away, at once after the first time."""

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
        self._client = redis.Redis.from_url(
            url.replace("valkey", "redis", 1) if url.startswith("valkey") else url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            retry=Retry(NoBackoff(), 1),
            max_connections=64,
        )
        self._resting_until = 0.0

    async def admit(
        self, counter: str, window_seconds: int, key: str | None
    ) -> tuple[int, bytes | None]:
        keys = [counter] if key is None else [counter, key]
        answer = await self._run(ADMIT, keys, window_seconds)
        return int(answer[0]), answer[1] if len(answer) > 1 else None

    async def count(self, counter: str, window_seconds: int, by: int = 1) -> int:
        value = int(await self._ask("INCRBY", counter, by))
        if value == by:
            await self._ask("EXPIRE", counter, window_seconds)
        return value

    async def advance(self, key: str, number: int, seconds: int) -> None:
        await self._run(ADVANCE, [key], number, seconds)

    async def ping(self) -> None:
        await self._ask("PING")

    async def close(self) -> None:
        await self._client.aclose()

    async def _run(self, script: str, keys: list[str], *args: int) -> Any:
        try:
            return await self._ask("EVALSHA", DIGESTS[script], len(keys), *keys, *args)
        except NoScriptError:  # the server has never seen it, or was restarted
            return await self._ask("EVAL", script, len(keys), *keys, *args)

    async def _ask(self, *command: object) -> Any:
        if time.monotonic() < self._resting_until:
            raise CacheGone
        try:
            return await self._client.execute_command(*command)
        except NoScriptError:
            raise
        except (RedisError, OSError, TimeoutError) as error:
            self._resting_until = time.monotonic() + REST_SECONDS
            log.warning("cache away", error=type(error).__name__)
            raise CacheGone from error


class MemoryCache:
    """The twin in this process, for tests of what stands above."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, float]] = {}
        self.gone = False

    def _read(self, key: str) -> str | None:
        if self.gone:
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
