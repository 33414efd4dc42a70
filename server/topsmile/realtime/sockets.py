"""One client's end. An idle one is a waiting coroutine and this object, and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from typing import Any, TypeAlias
from uuid import UUID

from topsmile.kernel.edge import Message, Receive, Send
from topsmile.realtime.models import Close, Place, Refused, text_of

MANY_WAITING = 64  # frames, for a reader that is slow: so many may come at once, but not stay
MOST_WAITING = 1024
STUCK_SECONDS = 2.0
SILENT_SECONDS = 15.0
MOST_SAID = 1024  # bytes of a client's message, which nobody reads
MOST_WORDS = 20  # messages of a client within a minute
GOODBYE_SECONDS = 1.0
Waiting: TypeAlias = "deque[tuple[int, Message]]"


class Socket:
    """Gets each frame once and in order. `session_id` is None for whom nobody has signed in."""

    __slots__ = (
        "_code",
        "_greeting",
        "_late",
        "_live",
        "_moved_at",
        "_reader",
        "_send",
        "_sending",
        "_waiting",
        "_window",
        "_words",
        "place",
        "role",
        "seq",
        "session_id",
    )

    def __init__(self, place: Place, session_id: UUID | None, role: str, send: Send) -> None:
        self.place, self.session_id, self.role = place, session_id, role
        self.seq = 0  # the last frame that was queued or sent
        self._send = send
        self._greeting = False  # catching up, which a reader may stop halfway
        self._live = False
        self._late = False
        self._moved_at = time.monotonic()  # when the reader last took something
        self._waiting: Waiting | None = None
        self._sending: asyncio.Task[None] | None = None
        self._reader: asyncio.Task[Any] | None = asyncio.current_task()
        self._code: Close | None = None
        self._window, self._words = 0.0, 0

    # Frames ----------------------------------------------------------------------------------

    async def begin(self, current: int, since: int | None, replayed: list[tuple[int, str]]) -> None:
        """Greet, catch up, and only then hear what came meanwhile."""
        self.seq = current
        self._moved_at = time.monotonic()
        self._greeting = True
        await self._say(text_of(current if since is None else since, "hello"))
        for _, text in replayed:
            await self._say(text)
        self._live, self._greeting = True, False
        newer = [each for each in self._waiting or () if each[0] > current]
        self._waiting = deque(newer) if newer else None
        if newer:
            self.seq = newer[-1][0]
            self._flow()

    async def _say(self, text: str) -> None:
        await self._send({"type": "websocket.send", "text": text})
        self._moved_at = time.monotonic()

    def offer(self, seq: int, message: Message) -> None:
        """Queue a frame, unless it was there already. Who reads too slowly is sent away."""
        if self._live and seq <= self.seq:
            return
        self._queue(seq, message)
        if self._live:
            self.seq = seq

    def ping(self) -> None:
        """Who has not taken the last one by now has gone, or might as well.

        So has who stopped reading while it was told what it had missed.
        """
        stopped = self._greeting and time.monotonic() - self._moved_at > SILENT_SECONDS
        if stopped or (self._late and self._waiting):
            self.end(Close.TOO_SLOW)
        elif self._live:
            self._late = bool(self._waiting)
            self._queue(self.seq, {"type": "websocket.send", "text": text_of(self.seq, "ping")})

    def _queue(self, seq: int, message: Message) -> None:
        if self._waiting is None:
            self._waiting = deque()
        if len(self._waiting) >= MANY_WAITING and self._is_stuck():
            self.end(Close.TOO_SLOW)
            return
        self._waiting.append((seq, message))
        if self._live:
            self._flow()

    def _is_stuck(self) -> bool:
        """A crowd of frames is no reader's fault; that it takes none of them is."""
        assert self._waiting is not None
        still = time.monotonic() - self._moved_at
        return still > STUCK_SECONDS or len(self._waiting) >= MOST_WAITING

    def _flow(self) -> None:
        if self._sending is None and self._waiting and self._code is None:
            self._moved_at = time.monotonic()
            self._sending = asyncio.create_task(self._drain(self._waiting))

    async def _drain(self, waiting: Waiting) -> None:
        # Whatever a connection that breaks may raise, its reader learns of it too.
        with contextlib.suppress(Exception):
            while waiting:
                await self._send(waiting[0][1])
                waiting.popleft()
                self._moved_at = time.monotonic()
        self._waiting = None
        self._sending = None

    # The end ---------------------------------------------------------------------------------

    def end(self, code: Close) -> None:
        """Whoever calls first says why."""
        if self._code is None:
            self._code = code
            if self._sending:
                self._sending.cancel()
            if self._reader:
                self._reader.cancel()

    async def attend(self, receive: Receive) -> None:
        """Until the client leaves. What it says is not heard, but may not be much."""
        while (message := await receive())["type"] != "websocket.disconnect":
            self._overhear(message)

    def _overhear(self, message: Message) -> None:
        if len(message.get("text") or message.get("bytes") or "") > MOST_SAID:
            raise Refused(Close.TOO_LARGE)
        now = time.monotonic()
        if now - self._window > 60:
            self._window, self._words = now, 0
        self._words += 1
        if self._words > MOST_WORDS:
            raise Refused(Close.UNWELCOME)

    def excuse(self) -> Close | None:
        """Why this was cancelled, when it was `end` that did it."""
        if self._code is not None and self._reader:
            self._reader.uncancel()
        return self._code

    def gone(self) -> None:
        self._reader = None
        if self._sending:
            self._sending.cancel()


async def close(send: Send, code: Close) -> None:
    """A reader that is too slow for frames may be too slow for this as well."""
    with contextlib.suppress(Exception):
        async with asyncio.timeout(GOODBYE_SECONDS):
            await send({"type": "websocket.close", "code": int(code)})
