"""The worker: leases deliveries and attempts them, as many at once as it has places."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from collections import Counter
from typing import Any

from topsmile.kernel import deliveries, schedules
from topsmile.kernel.attempts import REST_SECONDS, TROUBLE, Attempts, log
from topsmile.kernel.db import Database
from topsmile.kernel.deliveries import Delivery, Lane, Policy

POLL_SECONDS = 0.2
STOP_SECONDS = 5.0
SCHEDULE_SECONDS = 60.0


class Worker(Attempts):
    """One lane of one process."""

    def __init__(
        self,
        database: Database,
        policy: Policy,
        outside: Any,
        *,
        lane: Lane = "main",
        concurrency: int = 8,
    ) -> None:
        super().__init__(database, policy, outside)
        self.lane = lane
        # A suspect runs alone: what kills this process takes nothing else with it.
        self.concurrency = 1 if lane == "quarantine" else concurrency
        self.busy: dict[asyncio.Task[None], Delivery] = {}
        self.rung = asyncio.Event()
        # Whether more may be due than the last lease could take, and what has ended since.
        self._more = False
        self._ended = 0

    async def run(self) -> None:
        """Work until `stopping` is set; then give back what is not finished in time."""
        beside = [asyncio.create_task(self._renew())]
        if self.lane == "main":
            beside.append(asyncio.create_task(self._introduce_schedules()))
        try:
            while not self.stopping.is_set():
                taken = await self._take()
                if not taken:
                    await self._pause()
        finally:
            await self._finish()
            for task in beside:
                task.cancel()

    async def drain(self) -> int:
        """Deliver what is due right now and return how many were tried (tests and tools)."""
        tried = 0
        while taken := await deliveries.lease(
            self.database, self.policy, self.concurrency, self.lane
        ):
            tried += len(taken)
            await asyncio.gather(*(self.deliver(each) for each in taken))
        return tried

    async def _take(self) -> int:
        room = self.concurrency - len(self.busy)
        if room <= 0:
            await asyncio.wait(self.busy, return_when=asyncio.FIRST_COMPLETED, timeout=1)
            return 1
        try:
            taken = await self._lease(room)
        except TROUBLE as error:
            log.warning("database away, waiting", error=type(error).__name__)
            await asyncio.sleep(REST_SECONDS)
            return 0
        for each in taken:
            task = asyncio.create_task(self.deliver(each))
            self.busy[task] = each
            task.add_done_callback(self._forget)
        return len(taken)

    async def _lease(self, room: int) -> list[Delivery]:
        """No subscriber gets all places: one that hangs does not delay the others."""
        fair = max(1, self.concurrency // 2)
        busy = Counter(each.handler for each in self.busy.values())
        crowded = [handler for handler, count in busy.items() if count >= fair]
        most = min(room, fair)
        self._ended = 0
        taken = await deliveries.lease(self.database, self.policy, most, self.lane, crowded)
        self._more = len(taken) == most or bool(crowded)
        return taken

    def _forget(self, task: asyncio.Task[None]) -> None:
        self.busy.pop(task, None)
        self._ended += 1
        # A few at a time: a lease costs a transaction, however much it takes.
        if self._more and self._ended >= max(1, self.concurrency // 4):
            self.rung.set()
        if not task.cancelled() and (error := task.exception()):
            log.error("a delivery could not be accounted for", error=type(error).__name__)

    def ring(self) -> None:
        """There may be something to do right now: look, instead of at the next turn."""
        self.rung.set()

    async def _pause(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.rung.wait(), POLL_SECONDS)
        self.rung.clear()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self.policy.lease / 3)
            if held := list(self.busy.values()):
                with contextlib.suppress(*TROUBLE):
                    await deliveries.renew(self.database, self.policy, held)

    async def _introduce_schedules(self) -> None:
        """A clinic may open while this worker runs."""
        while True:
            try:
                await schedules.introduce(self.database)
            except TROUBLE:
                await asyncio.sleep(REST_SECONDS)
            else:
                await asyncio.sleep(SCHEDULE_SECONDS)

    async def _finish(self) -> None:
        if self.busy:
            await asyncio.wait(self.busy, timeout=STOP_SECONDS)
        for task, delivery in list(self.busy.items()):
            task.cancel()
            await asyncio.wait([task], timeout=1)
            with contextlib.suppress(*TROUBLE):
                await deliveries.give_back(self.database, delivery)


class Watchdog(threading.Thread):
    """Ends a process whose event loop a handler has blocked: then its lease runs out by itself."""

    def __init__(self, loop: asyncio.AbstractEventLoop, patience: float) -> None:
        super().__init__(daemon=True, name="watchdog")
        self.loop = loop
        self.patience = patience
        self.seen = time.monotonic()

    def run(self) -> None:
        while not self.loop.is_closed():
            with contextlib.suppress(RuntimeError):
                self.loop.call_soon_threadsafe(self._alive)
            time.sleep(1)
            if time.monotonic() - self.seen > self.patience:
                os._exit(70)

    def _alive(self) -> None:
        self.seen = time.monotonic()
