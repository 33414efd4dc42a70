"""One attempt at a delivery: run its subscriber, and say how it went."""

from __future__ import annotations

import asyncio
import contextlib
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import structlog

from topsmile.kernel import cause, deliveries, measuring, schedules
from topsmile.kernel.db import AWAY, Database, Tx
from topsmile.kernel.deliveries import Delivery, Policy
from topsmile.kernel.errors import Unavailable
from topsmile.kernel.events import Again, Event, NotYet, Subscriber, decoded, subscribers

log = structlog.get_logger("worker")
REST_SECONDS = 0.5  # after the database did not answer
# The database is away, or refuses for now: what a worker outlives, whatever it was doing.
TROUBLE = (Unavailable, asyncpg.PostgresError, *AWAY)
# What may be otherwise a moment later.
PASSING = (
    Unavailable,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.TransactionRollbackError,
    *AWAY,
)


class Attempts:
    """`outside` is what errands ask: the adapters."""

    def __init__(self, database: Database, policy: Policy, outside: Any) -> None:
        self.database = database
        self.policy = policy
        self.outside = outside
        self.stopping = asyncio.Event()

    async def deliver(self, delivery: Delivery) -> None:
        """Run it, and say how it went: done, put off, or held."""
        cause.request_id.set(delivery.request_id)
        if delivery.attempts > deliveries.attempts_of(self.policy, delivery):
            await self._said(lambda: self._hold(delivery, "Every attempt ended without a word."))
            return
        try:
            with measuring.timed(delivery.handler):
                await self._attempt(delivery)
        except NotYet as wait:
            seconds = wait.seconds
            await self._said(lambda: deliveries.give_back(self.database, delivery, seconds))
        except (Unavailable, *AWAY) as error:
            await self._was_away(delivery, account_of(error.__cause__ or error))

    async def _attempt(self, delivery: Delivery) -> None:
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
        except (NotYet, Unavailable, *AWAY):
            raise
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
        measuring.counted(delivery.handler, "failed")
        log.warning(
            "delivery failed",
            handler=delivery.handler,
            delivery_id=str(delivery.id),
            attempts=delivery.attempts,
            error=error.splitlines()[-1],
        )
        if delivery.attempts >= deliveries.attempts_of(self.policy, delivery):
            await self._said(lambda: self._hold(delivery, error))
        else:
            await self._said(lambda: self._put_off(delivery, error))

    async def _put_off(self, delivery: Delivery, error: str) -> None:
        async with self.database.transaction(delivery.clinic_id, delivery.cause) as tx:
            await deliveries.put_off(tx, self.policy, delivery, error)

    async def _hold(self, delivery: Delivery, error: str) -> None:
        try:
            async with self.database.transaction(delivery.clinic_id, delivery.cause) as tx:
                await self._hold_in(tx, delivery, error)
        except PASSING:
            raise
        except Exception as failure:  # noqa: BLE001 -- it must end held whatever its errand does
            log.error("could not give up", handler=delivery.handler, error=account_of(failure))  # noqa: TRY400
            async with self.database.transaction(delivery.clinic_id, delivery.cause) as tx:
                await deliveries.hold(tx, delivery, error)

    async def _hold_in(self, tx: Tx, delivery: Delivery, error: str) -> None:
        """A person decides from here on; what the errand was about says so at once."""
        if not await deliveries.hold(tx, delivery, error):
            return
        measuring.counted(delivery.handler, "held")
        if delivery.schedule is None:
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
        run = self._run_schedule if delivery.schedule else self._run_subscriber
        if await run(delivery):
            measuring.counted(delivery.handler, "done")

    async def _run_subscriber(self, delivery: Delivery) -> bool:
        """False if it is to be tried again."""
        event, subscriber = resolved(delivery)
        done = True
        if callable(subscriber):
            async with self.database.transaction(delivery.clinic_id, delivery.cause) as tx:
                if await deliveries.mark_done(tx, delivery):
                    await subscriber(tx, event)
        else:
            done = await self._run_errand(
                delivery, event, subscriber, lambda tx: deliveries.mark_done(tx, delivery)
            )
        log.info("delivered", handler=delivery.handler, delivery_id=str(delivery.id))
        return done

    async def _run_errand(
        self,
        delivery: Delivery,
        event: Event | None,
        errand: Any,
        mark: Callable[[Tx], Awaitable[Any]],
    ) -> bool:
        """False if it is to be tried again."""
        async with self.database.transaction(delivery.clinic_id, delivery.cause) as tx:
            if not await deliveries.is_ours(tx, delivery):
                return True
            task = await errand.prepare(tx, event)
            if task is None:
                await mark(tx)
                return True
        outcome = await errand.ask(self.outside, task)
        async with self.database.transaction(delivery.clinic_id, delivery.cause) as tx:
            # The world was asked: that is recorded even if the lease was lost meanwhile.
            again = await errand.record(tx, task, outcome)
            if again is None:
                await mark(tx)
            else:
                await self._again(tx, delivery, again)
        return again is None

    async def _again(self, tx: Tx, delivery: Delivery, again: Again) -> None:
        measuring.counted(delivery.handler, "failed")
        if again.hold or delivery.attempts >= deliveries.attempts_of(self.policy, delivery):
            await self._hold_in(tx, delivery, again.error)
        else:
            await deliveries.put_off(tx, self.policy, delivery, again.error)

    async def _run_schedule(self, delivery: Delivery) -> bool:
        schedule = schedules.schedules[delivery.handler]

        def mark(tx: Tx) -> Coroutine[Any, Any, bool]:
            return deliveries.mark_next(tx, delivery, schedule.after(tx.now))

        if not callable(schedule.runs):
            return await self._run_errand(delivery, None, schedule.runs, mark)
        async with self.database.transaction(delivery.clinic_id, delivery.cause) as tx:
            if await mark(tx):
                await schedule.runs(tx)
        return True


def _is_being_cancelled() -> bool:
    """Told from outside to stop, which a subscriber that cancels itself is not."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def resolved(delivery: Delivery) -> tuple[Event, Subscriber]:
    """The event decoded and who is to hear it; LookupError or DecodeError when it cannot be."""
    if delivery.event is None or delivery.payload is None:
        raise LookupError("the event of this delivery is gone")
    event = decoded(delivery.event, delivery.revision or 1, delivery.payload)
    return event, subscribers[type(event)][delivery.handler]


def account_of(error: BaseException) -> str:
    """What happened and where, without the message: that may quote a patient's data."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = [f"{Path(f.filename).name}:{f.lineno} in {f.name}" for f in frames]
    return "\n".join([*places, type(error).__name__])
