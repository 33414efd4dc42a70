"""Which sockets of this process listen to what, and how every frame gets to them.

A frame comes over Valkey, usually. One that does not follow the last sends the hub to the table;
so does a Valkey that is away, and the clock, for whatever was lost without a trace.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from uuid import UUID

import msgspec

from topsmile.adapters.broadcast import Broadcast
from topsmile.kernel.attempts import TROUBLE
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database
from topsmile.realtime import queries
from topsmile.realtime.models import Close, Numbered, Resumed, clinic_of, text_of, topic_of
from topsmile.realtime.sockets import Socket

CAUSE = Cause("live-updates")
MOST_AT_ONCE = 500
READ_SECONDS = 5.0
RETRY_SECONDS = 0.5


class Watched:
    """A channel that somebody here listens to. `last` is None until the table was read."""

    __slots__ = ("heard", "last", "sockets")

    def __init__(self) -> None:
        self.sockets: set[Socket] = set()
        self.last: int | None = None
        self.heard = 0


class Hub:
    def __init__(self, database: Database, broadcast: Broadcast) -> None:
        self.database = database
        self.broadcast = broadcast
        self.clinics: dict[UUID, dict[str, Watched]] = {}
        # Subscribed so lately that something may have been said just before.
        self.young: set[UUID] = set()
        self._late: set[UUID] = set()
        self._catching_up: asyncio.Task[None] | None = None

    # Coming and going ------------------------------------------------------------------------

    async def join(self, socket: Socket, since: int | None) -> Resumed:
        """Listen first, then read: what is written meanwhile waits at the socket."""
        clinic_id, channel = socket.place
        new = clinic_id not in self.clinics
        watched = self.clinics.setdefault(clinic_id, defaultdict(Watched))[channel]
        watched.sockets.add(socket)
        if new:
            await self.broadcast.subscribe(topic_of(clinic_id))
            self.young.add(clinic_id)
        async with self.database.transaction(clinic_id, CAUSE) as tx:
            found = await queries.resume(tx, channel, since)
        if watched.last is None:
            watched.last = found.current
        if max(watched.heard, found.current) > watched.last:
            self._fell_behind(clinic_id)
        return found

    async def leave(self, socket: Socket) -> None:
        clinic_id, channel = socket.place
        channels = self.clinics[clinic_id]
        channels[channel].sockets.discard(socket)
        if not channels[channel].sockets:
            del channels[channel]
        if not channels:
            del self.clinics[clinic_id]
            self.young.discard(clinic_id)
            await self.broadcast.unsubscribe(topic_of(clinic_id))

    # Frames ----------------------------------------------------------------------------------

    def hear(self, topic: str, data: bytes) -> None:
        clinic_id = clinic_of(topic)
        channels = self.clinics.get(clinic_id, {})
        for frame in msgspec.msgpack.decode(data, type=list[Numbered]):
            if watched := channels.get(frame.channel):
                self._take(clinic_id, watched, frame)

    def _take(self, clinic_id: UUID, watched: Watched, frame: Numbered) -> None:
        if watched.last is None or frame.seq > watched.last + 1:
            watched.heard = max(watched.heard, frame.seq)
            if watched.last is not None:
                self._fell_behind(clinic_id)
        elif frame.seq > watched.last:
            _pass_on(watched, frame.seq, frame.text)

    def _fell_behind(self, clinic_id: UUID) -> None:
        self._late.add(clinic_id)
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        while self._late:
            clinic_id = self._late.pop()
            try:
                await self.read(clinic_id)
            except TROUBLE:
                self._late.add(clinic_id)
                await asyncio.sleep(RETRY_SECONDS)

    async def read(self, clinic_id: UUID) -> None:
        """What the table has and the channels of this clinic do not."""
        channels = self.clinics.get(clinic_id, {})
        known = {name: each.last for name, each in channels.items() if each.last is not None}
        if not known:
            return
        async with (
            asyncio.timeout(READ_SECONDS),
            self.database.transaction(clinic_id, CAUSE) as tx,
        ):
            found = await queries.missed(tx, known, MOST_AT_ONCE)
        for frame in found:
            if watched := channels.get(frame.channel):
                _pass_on_or_reset(watched, frame)
        if len(found) == MOST_AT_ONCE:
            self._fell_behind(clinic_id)

    async def close(self) -> None:
        if self._catching_up:
            self._catching_up.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._catching_up
        for socket in self.sockets():
            socket.end(Close.RESTART)

    def sockets(self) -> list[Socket]:
        return [
            socket
            for channels in self.clinics.values()
            for watched in channels.values()
            for socket in watched.sockets
        ]


def _pass_on(watched: Watched, seq: int, text: str) -> None:
    watched.last = seq
    message = {"type": "websocket.send", "text": text}
    for socket in tuple(watched.sockets):
        socket.offer(seq, message)


def _pass_on_or_reset(watched: Watched, frame: Numbered) -> None:
    """A frame that does not follow the last, in the table itself: those between are forgotten."""
    assert watched.last is not None
    if frame.seq == watched.last + 1:
        _pass_on(watched, frame.seq, frame.text)
    elif frame.seq > watched.last:
        _pass_on(watched, frame.seq, text_of(frame.seq, "reset"))
