"""How often is too often. Counters live in Valkey; without it each process counts for itself."""

from __future__ import annotations

import time
from ipaddress import IPv6Network

import msgspec

from topsmile.adapters.cache import Cache, CacheGone
from topsmile.kernel.errors import TooManyRequests

STRICTER = 2  # without the shared counter, a limit that matters is this many times smaller


def client_of(address: str) -> str:
    """Who counts as one: an IPv4 address, or the /64 that one customer of IPv6 has to himself."""
    if ":" not in address:
        return address
    try:
        return str(IPv6Network((address, 64), strict=False))
    except ValueError:
        return address  # not an address at all: a name that happens to have a colon


class Limit(msgspec.Struct, frozen=True):
    """At most `most` in `seconds`, counted under `name` and what is being limited."""

    name: str
    most: int
    seconds: int

    def counter(self, whose: str) -> str:
        return f"limit:{self.name}:{client_of(whose)}"


REQUESTS = Limit("requests", 6000, 60)
SIGN_IN_BY_ADDRESS = Limit("sign-in", 10, 60)
SIGN_IN_BY_CLIENT = Limit("sign-in-client", 100, 60)
REGISTER_BY_CLIENT = Limit("register", 60, 3600)
FORGOT_BY_ADDRESS = Limit("forgot", 5, 900)
FORGOT_BY_CLIENT = Limit("forgot-client", 30, 900)
CONFIRMATIONS = Limit("confirmations", 3, 3600)


class LocalCounters:
    """This process's own fixed windows, for when Valkey is gone."""

    def __init__(self) -> None:
        self._windows: dict[str, tuple[float, int]] = {}

    def count(self, counter: str, seconds: int, by: int = 1) -> int:
        now = time.monotonic()
        began, value = self._windows.get(counter, (now, 0))
        if now - began >= seconds:
            began, value = now, 0
        if len(self._windows) > 100_000:
            self._windows.clear()
        self._windows[counter] = (began, value + by)
        return value + by


class Limiter:
    """Counts in the cache, or locally and more strictly while that is gone."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache
        self.local = LocalCounters()

    async def admit(self, limit: Limit, whose: str, key: str | None) -> bytes | None:
        """Count one request and read `key`, in one round trip. CacheGone still means counted."""
        counter = limit.counter(whose)
        try:
            counted, found = await self.cache.admit(counter, limit.seconds, key)
        except CacheGone:
            if self.local.count(counter, limit.seconds) > limit.most:
                raise TooManyRequests(limit.seconds) from None
            raise
        if counted > limit.most:
            raise TooManyRequests(limit.seconds)
        return found

    async def take(self, limit: Limit, whose: str) -> None:
        """Count an attempt before it is made, so that many at once cannot all slip through."""
        counter = limit.counter(whose)
        try:
            counted, most = await self.cache.count(counter, limit.seconds), limit.most
        except CacheGone:
            counted = self.local.count(counter, limit.seconds)
            most = limit.most // STRICTER
        if counted > most:
            raise TooManyRequests(limit.seconds)

    async def give_back(self, limit: Limit, whose: str) -> None:
        """The attempt was none that counts."""
        counter = limit.counter(whose)
        try:
            await self.cache.count(counter, limit.seconds, -1)
        except CacheGone:
            self.local.count(counter, limit.seconds, -1)
