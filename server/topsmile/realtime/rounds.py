"""What is done for all sockets of a process by the clock: one task each, however many there are."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import Awaitable, Callable

import structlog

from topsmile.identity import watching
from topsmile.identity.desk import Desk
from topsmile.identity.watching import Watched
from topsmile.kernel.attempts import TROUBLE
from topsmile.realtime.hub import Hub
from topsmile.realtime.models import Close
from topsmile.realtime.sockets import Socket

log = structlog.get_logger("live")
PING_SECONDS = 20.0
TURNS = 80  # the sockets take turns, so that a thousand pings are no burst
LOOK_SECONDS = 1.0
LOOK_DEADLINE = 3.0
REASSURE_EVERY = 10  # looks into the table while Valkey is well
DOUBT_SECONDS = 10.0  # so long without a word of PostgreSQL, nobody knows who may listen


class Rounds:
    def __init__(self, hub: Hub, desk: Desk) -> None:
        self.hub = hub
        self.desk = desk
        self.turns: list[set[Socket]] = [set() for _ in range(TURNS)]
        self.sessions: dict[Watched, set[Socket]] = {}
        self._next_turn = itertools.count()
        self._sure_at = time.monotonic()
        self._tasks: list[asyncio.Task[None]] = []

    def open(self) -> None:
        self._tasks = [
            asyncio.create_task(each)
            for each in (
                self.hub.broadcast.listen(self.hub.hear),
                _every(LOOK_SECONDS, self.end_what_is_over),
                self._keep_reading(),
                self._keep_pinging(),
            )
        ]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def add(self, socket: Socket) -> None:
        self.turns[next(self._next_turn) % TURNS].add(socket)
        if socket.session_id:
            if not self.sessions:
                self._sure_at = time.monotonic()
            self.sessions.setdefault((socket.session_id, socket.role), set()).add(socket)

    def remove(self, socket: Socket) -> None:
        for turn in self.turns:
            turn.discard(socket)
        if socket.session_id:
            session = socket.session_id, socket.role
            self.sessions[session].discard(socket)
            if not self.sessions[session]:
                del self.sessions[session]

    async def end_what_is_over(self) -> None:
        """One statement for all: PostgreSQL has the truth, and Valkey is not needed for it."""
        if not self.sessions:
            return
        try:
            async with asyncio.timeout(LOOK_DEADLINE):
                ended = await watching.over(self.desk, list(self.sessions))
        except TROUBLE:
            self._doubt()
            return
        self._sure_at = time.monotonic()
        for session in ended:
            for socket in tuple(self.sessions.get(session, ())):
                socket.end(Close.SESSION_OVER)

    def _doubt(self) -> None:
        if time.monotonic() - self._sure_at > DOUBT_SECONDS:
            log.warning("sockets end, nobody knows whose they are", sessions=len(self.sessions))
            for sockets in tuple(self.sessions.values()):
                for socket in tuple(sockets):
                    socket.end(Close.LATER)

    async def _keep_reading(self) -> None:
        """Every second while Valkey is away, once when it is back, and every ten seconds anyway."""
        heard = False
        for number in itertools.count():
            await asyncio.sleep(LOOK_SECONDS)
            hears = self.hub.broadcast.hears
            everyone = not (hears and heard) or number % REASSURE_EVERY == 0
            heard = hears
            young, self.hub.young = self.hub.young, set()
            for clinic_id in tuple(self.hub.clinics) if everyone else young:
                with contextlib.suppress(*TROUBLE):
                    await self.hub.read(clinic_id)

    async def _keep_pinging(self) -> None:
        for turn in itertools.cycle(self.turns):
            await asyncio.sleep(PING_SECONDS / TURNS)
            for socket in tuple(turn):
                socket.ping()


async def _every(seconds: float, do: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        await do()
