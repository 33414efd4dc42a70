"""Keeps the clinic's figures: one visit at a time, or all of them anew.

What is kept are projections. A visit is counted as it is now, whichever event says that it changed,
so events may come in any order, twice, or to many workers at once.
"""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from topsmile.analytics import queries
from topsmile.analytics.counting import (
    DEFINITION,
    NOTHING,
    Cell,
    Counts,
    cells,
    change,
    counted,
    significant,
    tally,
)
from topsmile.analytics.models import Recount
from topsmile.analytics.queries import Standing
from topsmile.kernel.db import Tx
from topsmile.kernel.events import NotYet
from topsmile.kernel.trail import trail

BATCH = 2000
PATIENCE_SECONDS = 1.0  # until whoever counts anew may have finished


async def count(tx: Tx, appointment_id: UUID) -> None:
    """Bring the sums up to what the visit is now."""
    standing = await queries.standing(tx)
    if not _current(standing):
        # Never counted, or on days of another zone: one visit more would be the smaller part.
        await _count_anew(tx)
    elif await queries.share(tx):
        await _count_one(tx, appointment_id, ZoneInfo(standing.timezone))
    else:
        raise NotYet(PATIENCE_SECONDS)


async def keep(tx: Tx) -> None:
    """Count the clinic anew where it never was, or on days of another zone."""
    if not _current(await queries.standing(tx)):
        await _count_anew(tx)


async def _count_one(tx: Tx, appointment_id: UUID, zone: ZoneInfo) -> None:
    now = counted(await queries.fact(tx, appointment_id), zone)
    if await queries.insert_visit(tx, now):
        await queries.add(tx, change(None, now))
        return
    before = await queries.lock_visit(tx, appointment_id)
    # Read again: only what is read under the lock is what the next one will find counted.
    now = counted(await queries.fact(tx, appointment_id), zone)
    if now == before:
        return
    await queries.update_visit(tx, now)
    if changes := change(before, now):
        await queries.add(tx, changes)


async def _count_anew(tx: Tx) -> None:
    await _taken(tx)
    if not _current(await queries.standing(tx)):  # somebody may just have done it
        await _recount(tx)


async def rebuild(tx: Tx) -> Recount:
    """Throw the figures away and count every visit again; tell what was wrong before."""
    await _taken(tx)
    recount = await _recount(tx)
    await trail(tx, "analytics.rebuilt", "clinic", tx.clinic_id, after=recount)
    return recount


async def _taken(tx: Tx) -> None:
    await queries.take(tx, (await queries.standing(tx)).timezone)


async def _recount(tx: Tx) -> Recount:
    timezone = (await queries.standing(tx)).timezone
    before = significant(await queries.sums(tx))
    await queries.forget(tx)
    visits, after = await _count_all(tx, ZoneInfo(timezone))
    await queries.add(tx, after)
    await queries.mark(tx, timezone, DEFINITION)
    return Recount(visits, len(after), _differences(before, after))


async def _count_all(tx: Tx, zone: ZoneInfo) -> tuple[int, dict[Cell, Counts]]:
    """In batches, so that a clinic of many years fits into memory.

    A visit that changes after its batch was read has an event whose handler waits for us.
    """
    number, after = 0, None
    sums: dict[Cell, Counts] = {}
    while facts := await queries.facts(tx, after, BATCH):
        visits = [counted(fact, zone) for fact in facts]
        await queries.insert_visits(tx, visits)
        for visit in visits:
            tally(sums, cells(visit))
        number, after = number + len(facts), facts[-1].id
    return number, sums


def _differences(before: dict[Cell, Counts], after: dict[Cell, Counts]) -> int:
    return sum(before.get(cell, NOTHING) != after.get(cell, NOTHING) for cell in {*before, *after})


def _current(standing: Standing) -> bool:
    return (standing.timezone, DEFINITION) == (standing.counted_in, standing.definition)
