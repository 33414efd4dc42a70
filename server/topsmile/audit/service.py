"""Reading the trail. Whoever reads it leaves an entry, too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from topsmile.audit import queries
from topsmile.audit.exporting import HEADINGS, line, row
from topsmile.audit.handlers import ZERO, floor
from topsmile.audit.models import AuditEntry, ChainState, Wanted
from topsmile.clinics import service as clinics
from topsmile.identity import naming
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.errors import Invalid
from topsmile.kernel.pages import Page, page, read_cursor
from topsmile.kernel.trail import trail
from topsmile.kernel.zones import instant_of, local_of, minute_at

BATCH = 500
NOTHING_YET = ChainState(0, None, 0, 0, None)
EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)


async def wanted_between(tx: Tx, first: date | None, last: date | None, wanted: Wanted) -> Wanted:
    """The same, of whole days of the clinic, both inclusive."""
    if first and last and last < first:
        raise Invalid.on("to", "This is before `from`.")
    zone = ZoneInfo((await clinics.settings(tx)).timezone)
    return replace(
        wanted,
        since=_midnight(first, zone) if first else None,
        until=_midnight(min(last, LATEST) + timedelta(days=1), zone) if last else None,
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return instant_of(minute_at(min(max(day, EARLIEST), LATEST), 0, zone))


async def listed(tx: Tx, wanted: Wanted, cursor: str | None, limit: int) -> Page[AuditEntry]:
    """Newest first."""
    before = read_cursor(cursor, tuple[datetime, UUID])
    await queries.plan_each_time(tx)
    found = await queries.found(tx, wanted, before, limit + 1)
    await trail(tx, "audit.searched", "clinic", tx.clinic_id, after=wanted)
    return page(await _named(tx, found), limit, lambda entry: (entry.at, entry.id))


async def get(tx: Tx, entry_id: UUID) -> AuditEntry:
    (entry,) = await _named(tx, [await queries.find(tx, entry_id)])
    await trail(tx, "audit.read", "audit_entry", entry_id)
    return entry


async def state(tx: Tx) -> ChainState:
    head = await queries.head(tx)
    if head is None:
        await queries.begin(tx)
    after = floor(head.newest, tx.now) if head else ZERO
    return await queries.state(tx, after) or NOTHING_YET


async def export(database: Database, tx: Tx, wanted: Wanted) -> AsyncIterator[bytes]:
    """CSV, piece by piece. Each piece is read in a transaction of its own, after this one.

    A client may take its time: while it reads, no transaction is open.
    """
    await trail(tx, "audit.exported", "clinic", tx.clinic_id, after=wanted)
    return _pieces(database, tx, wanted)


async def _pieces(database: Database, of: Tx, wanted: Wanted) -> AsyncIterator[bytes]:
    yield line(HEADINGS)
    before: tuple[datetime, UUID] | None = None
    while True:
        async with database.transaction(of.clinic_id, of.cause) as tx:
            await queries.plan_each_time(tx)
            found = await _named(tx, await queries.found(tx, wanted, before, BATCH))
        if found:
            yield b"".join(line(row(each)) for each in found)
        if len(found) < BATCH:
            return
        before = (found[-1].at, found[-1].id)


async def _named(tx: Tx, entries: list[AuditEntry]) -> list[AuditEntry]:
    names = await naming.names(tx, (entry.actor.id for entry in entries))
    zone = ZoneInfo((await clinics.settings(tx)).timezone)
    return [
        replace(
            entry,
            at_local=local_of(entry.at, zone).replace(microsecond=0),
            actor=replace(entry.actor, name=names.get(entry.actor.id) if entry.actor.id else None),
        )
        for entry in entries
    ]
