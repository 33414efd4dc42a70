"""Whether a session still lives: asked of the cache each time, of PostgreSQL when in doubt."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterable
from uuid import UUID

from topsmile.adapters.cache import Cache, CacheGone
from topsmile.identity import queries
from topsmile.identity.models import Principal
from topsmile.identity.tokens import ACCESS_LIFE, ENDED
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database
from topsmile.kernel.errors import NotSignedIn, SessionExpired
from topsmile.kernel.ground import ground
from topsmile.kernel.limits import REQUESTS, Limiter

ALIVE_SECONDS = 60
ENDED_SECONDS = int(ACCESS_LIFE.total_seconds()) + 300
RETRY_SECONDS = 0.25


class Sessions:
    """The deny list and its truth. In the cache a session's number only grows; `ENDED` is last."""

    def __init__(self, database: Database, limiter: Limiter, cache: Cache) -> None:
        self.database = database
        self.limiter = limiter
        self.cache = cache
        self._unsaid: dict[UUID, int] = {}
        self._saying: asyncio.Task[None] | None = None
        self._failures = 0
        self._doubtful_until = 0.0

    async def check(self, principal: Principal) -> None:
        """Raise SessionExpired if it is over, NotSignedIn if the token is two turns old."""
        known = self._unsaid.get(principal.session_id)
        try:
            found = await self.limiter.admit(
                REQUESTS, str(principal.person_id), _key(principal.session_id)
            )
            known = known or self._believed(found)
            if known is None:
                known = await self._truth(principal)
                await self.cache.advance(_key(principal.session_id), known, ALIVE_SECONDS)
        except CacheGone:
            known = known or await self._truth(principal)
        if known == ENDED:
            raise SessionExpired
        if principal.counter < known - 1:
            raise NotSignedIn

    def _believed(self, found: bytes | None) -> int | None:
        """What the cache says, unless it was away so lately that it may have missed a sign-out."""
        if self._failures != self.cache.failures:
            self._failures = self.cache.failures
            self._doubtful_until = time.monotonic() + ALIVE_SECONDS
        number = int(found) if found else None
        return None if number != ENDED and time.monotonic() < self._doubtful_until else number

    async def _truth(self, principal: Principal) -> int:
        cause = Cause("session-check", principal.person_id, principal.role)
        async with ground(self.database, cause) as transaction:
            session = await queries.session(transaction, principal.session_id)
        if session is None or session.ended_at or session.expires_at <= self.database.clock.now():
            return ENDED
        return session.counter

    async def announce(self, session_id: UUID, number: int) -> None:
        """Tell every process of a new counter, or that the session has `ENDED`."""
        seconds = ENDED_SECONDS if number == ENDED else ALIVE_SECONDS
        try:
            await self.cache.advance(_key(session_id), number, seconds)
        except CacheGone:
            # PostgreSQL has the truth, but an older word may still stand in the cache when it
            # comes back: say it again until it is heard.
            self._unsaid[session_id] = number
            if self._saying is None or self._saying.done():
                self._saying = asyncio.create_task(self._say())

    async def end(self, session_ids: Iterable[UUID]) -> None:
        """Tell every process that these are over. PostgreSQL knows it already."""
        for session_id in session_ids:
            await self.announce(session_id, ENDED)

    async def _say(self) -> None:
        while self._unsaid:
            await asyncio.sleep(RETRY_SECONDS)
            with contextlib.suppress(CacheGone):
                for session_id, number in list(self._unsaid.items()):
                    await self.cache.advance(_key(session_id), number, ENDED_SECONDS)
                    self._unsaid.pop(session_id, None)

    async def close(self) -> None:
        if self._saying:
            self._saying.cancel()


def _key(session_id: UUID) -> str:
    return f"session:{session_id}"
