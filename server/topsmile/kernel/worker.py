"""The worker: leases deliveries, runs their subscribers, and says how each one went."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import structlog

from topsmile.kernel import cause, deliveries, schedules
from topsmile.kernel.db import AWAY, Database
from topsmile.kernel.deliveries import Delivery, Lane, Policy
from topsmile.kernel.errors import Unavailable
from topsmile.kernel.events import Event, Subscriber, event_named, subscribers

log = structlog.get_logger("worker")
POLL_SECONDS = 0.2
STOP_SECONDS = 5.0
REST_SECONDS = 0.5  # after the database did not answer
SCHEDULE_SECONDS = 60.0
# The database is away, or refuses for now: what a worker outlives, whatever it was doing.
TROUBLE = (Unavailable, asyncpg.PostgresError, *AWAY)


class Worker:
    """One lane of one process. `outside` is what errands ask: the adapters."""

    def __init__(
        self,
        database: Database,
        policy: Policy,
        outside: Any,
        *,
        lane: Lane = "main",
        concurrency: int = 8,
    ) -> None:
        self.database = database
        self.policy = policy
        self.outside = outside
        self.lane = lane
        # A suspect runs alone: what kills this process takes nothing else with it.
        self.concurrency = 1 if lane == "quarantine" else concurrency
        self.busy: dict[asyncio.Task[None], Delivery] = {}
        self.stopping = asyncio.Event()

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
        return await deliveries.lease(
            self.database, self.policy, min(room, fair), self.lane, crowded
        )

    def _forget(self, task: asyncio.Task[None]) -> None:
        self.busy.pop(task, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("a delivery could not be accounted for", error=type(error).__name__)

    async def _pause(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), POLL_SECONDS)

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

    async def deliver(self, delivery: Delivery) -> None:
        """Run it, and say how it went: done, put off, or held."""
        cause.request_id.set(delivery.request_id)
        if delivery.attempts > self.policy.attempts:
            await self._hold(delivery, "Every attempt ended without a word.")
            return
        # A task of its own, so that a subscriber that is cancelled from within is told from
        # this worker being stopped.
        running = asyncio.ensure_future(self._run(delivery))
        try:
            await asyncio.wait_for(asyncio.shield(running), self.policy.timeout)
        except asyncio.CancelledError:
            if _is_being_cancelled():
                running.cancel()
                await asyncio.wait([running], timeout=1)
                raise
            await self._failed(delivery, "The handler was cancelled.")
        except TimeoutError as error:
            overran = not running.done()
            running.cancel()
            await asyncio.wait([running], timeout=1)
            await self._failed(
                delivery, "The handler took too long." if overran else account_of(error)
            )
        except (Unavailable, *AWAY) as error:
            await self._was_away(delivery, account_of(error.__cause__ or error))
        except BaseException as error:
            await self._failed(delivery, account_of(error))
            if isinstance(error, KeyboardInterrupt):
                raise

    async def _was_away(self, delivery: Delivery, error: str) -> None:
        """The database's doing, unless it answers at once: then it was the handler's."""
        try:
            async with self.database.unfenced():
                pass
        except TROUBLE:
            await self._said(lambda: deliveries.give_back(self.database, delivery))
        else:
            await self._failed(delivery, error)

    async def _failed(self, delivery: Delivery, error: str) -> None:
        log.warning(
            "delivery failed",
            handler=delivery.handler,
            delivery_id=str(delivery.id),
            attempts=delivery.attempts,
            error=error.splitlines()[-1],
        )
        if delivery.attempts >= self.policy.attempts:
            await self._said(lambda: self._hold(delivery, error))
            return
        await self._said(lambda: deliveries.put_off(self.database, self.policy, delivery, error))

    async def _hold(self, delivery: Delivery, error: str) -> None:
        """A person decides from here on; what the errand was about says so at once."""
        async with self.database.transaction(delivery.clinic_id, delivery.cause) as tx:
            if await deliveries.hold(tx, delivery, error) and delivery.schedule is None:
                with contextlib.suppress(
                    LookupError, msgspec.MsgspecError
                ):  # then nobody knows what it was
                    event, subscriber = resolved(delivery)
                    if not callable(subscriber):
                        await subscriber.give_up(tx, event)

    async def _said(self, word: Callable[[], Awaitable[None]]) -> None:
        """Until the database has heard it: without a word, this worker would be taken for dead."""
        while True:
            try:
                return await word()
            except TROUBLE:
                if self.stopping.is_set():
                    return None
                await asyncio.sleep(REST_SECONDS)

    async def _run(self, delivery: Delivery) -> None:
        if delivery.schedule:
            await self._run_schedule(delivery)
            return
        event, subscriber = resolved(delivery)
        if callable(subscriber):
            async with self.database.transaction(delivery.clinic_id, delivery.cause) as tx:
                if await deliveries.mark_done(tx, delivery):
                    await subscriber(tx, event)
        else:
            await self._run_errand(delivery, event, subscriber)
        log.info("delivered", handler=delivery.handler, delivery_id=str(delivery.id))

    async def _run_errand(self, delivery: Delivery, event: Event, errand: Any) -> None:
        async with self.database.transaction(delivery.clinic_id, delivery.cause) as tx:
            if not await deliveries.is_ours(tx, delivery):
                return
            task = await errand.prepare(tx, event)
            if task is None:
                await deliveries.mark_done(tx, delivery)
                return
        outcome = await errand.ask(self.outside, task)
        async with self.database.transaction(delivery.clinic_id, delivery.cause) as tx:
            await deliveries.mark_done(tx, delivery)
            # The world was asked: that is recorded even if the lease was lost meanwhile.
            await errand.record(tx, task, outcome)

    async def _run_schedule(self, delivery: Delivery) -> None:
        schedule = schedules.schedules[delivery.handler]
        async with self.database.transaction(delivery.clinic_id, delivery.cause) as tx:
            if await deliveries.mark_next(tx, delivery, schedule.after(tx.now)):
                await schedule.handler(tx)


def _is_being_cancelled() -> bool:
    """Told from outside to stop, which a subscriber that cancels itself is not."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def resolved(delivery: Delivery) -> tuple[Event, Subscriber]:
    """The event decoded and who is to hear it; LookupError or DecodeError when it cannot be."""
    if delivery.event is None or delivery.payload is None:
        raise LookupError("the event of this delivery is gone")
    kind = event_named(delivery.event)
    event = msgspec.json.decode(delivery.payload, type=kind)
    return event, subscribers[kind][delivery.handler]


def account_of(error: BaseException) -> str:
    """What happened and where, without the message: that may quote a patient's data."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = [f"{Path(f.filename).name}:{f.lineno} in {f.name}" for f in frames]
    return "\n".join([*places, type(error).__name__])


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
