"""What a clinic does by the clock: `@every` names a cron line, and a delivery row carries it."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from croniter import croniter

from topsmile.kernel.db import AWAY, Database, Tx
from topsmile.kernel.errors import Unavailable
from topsmile.kernel.events import Errand, rhythms


class Schedule(msgspec.Struct, frozen=True):
    """`cron` is read in UTC; `runs` once per clinic each time.

    An errand is prepared without an event: what it is about stands in the clinic's rows.
    """

    name: str
    cron: str
    runs: Callable[[Tx], Awaitable[None]] | Errand[None, Any, Any]

    def after(self, instant: datetime) -> datetime:
        following: datetime = croniter(self.cron, instant).get_next(datetime)
        return following


schedules: dict[str, Schedule] = {}


def every(
    cron: str,
) -> Callable[[Callable[[Tx], Awaitable[None]]], Callable[[Tx], Awaitable[None]]]:
    def subscribe(handler: Callable[[Tx], Awaitable[None]]) -> Callable[[Tx], Awaitable[None]]:
        schedules[handler.__name__] = Schedule(handler.__name__, cron, handler)
        return handler

    return subscribe


def errand(
    cron: str,
    name: str,
    runner: Errand[None, Any, Any],
    *,
    waits: tuple[float, ...] | None = None,
) -> None:
    """As `every`, for what must leave the house. `waits` as for errands of events."""
    schedules[name] = Schedule(name, cron, runner)
    if waits is not None:
        rhythms[name] = waits


async def ensure(database: Database) -> None:
    """Give every clinic its row for every schedule, and retire those no longer known.

    A database that is away is no reason not to start: the worker introduces them once it is back.
    """
    with contextlib.suppress(Unavailable, *AWAY):
        await introduce(database)
        async with database.unfenced() as connection:
            await connection.execute(
                "delete from delivery where schedule is not null and schedule <> all($1)",
                list(schedules),
            )


async def introduce(database: Database) -> None:
    """Give every clinic its row for every schedule that it has none for."""
    now = database.clock.now()
    async with database.unfenced() as connection:
        await connection.execute(
            """
            insert into delivery (clinic_id, schedule, handler, due_at, request_id, created_at)
            select clinic.id, s.name, s.name, s.due_at, 'schedule-' || s.name, $3
            from clinic, unnest($1::text[], $2::timestamptz[]) s (name, due_at)
            on conflict on constraint one_delivery_per_schedule do nothing
            """,
            list(schedules),
            [schedule.after(now) for schedule in schedules.values()],
            now,
        )


async def skip(tx: Tx, delivery_id: UUID) -> bool:
    """Not this time: a held one goes on with its next. False for what is no schedule of ours.

    Were its row discarded, it would never run again in that clinic.
    """
    name = await tx.value(
        """
        select schedule from delivery
        where clinic_id = $1 and id = $2 and state = 'held' for no key update
        """,
        delivery_id,
    )
    if name not in schedules:
        return False
    await tx.run(
        """
        update delivery set state = 'due', due_at = $3, attempts = 0, silent = false, lease = null
        where clinic_id = $1 and id = $2
        """,
        delivery_id,
        schedules[name].after(tx.now),
    )
    return True
