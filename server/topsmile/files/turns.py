"""Of one person only so many uploads at once: the others' disk, places and patience are not theirs
to use up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from topsmile.kernel.errors import Unavailable

BUSY = "Other files of yours are still on their way. Please try again in a moment."


class Turns:
    """`at_once` of each person, in this process; the others wait for `patience` seconds."""

    def __init__(self, at_once: int, patience: float) -> None:
        self._at_once, self._patience = at_once, patience
        self._lines: dict[UUID, asyncio.Semaphore] = {}
        self._there: dict[UUID, int] = {}

    @asynccontextmanager
    async def of(self, person: UUID) -> AsyncIterator[None]:
        line = self._lines.setdefault(person, asyncio.Semaphore(self._at_once))
        self._there[person] = self._there.get(person, 0) + 1
        try:
            await self._waited(line)
            try:
                yield
            finally:
                line.release()
        finally:
            self._left(person)

    async def _waited(self, line: asyncio.Semaphore) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await line.acquire()
        except TimeoutError:
            raise Unavailable(5, BUSY) from None

    def _left(self, person: UUID) -> None:
        self._there[person] -= 1
        if not self._there[person]:
            del self._there[person], self._lines[person]
