"""Every minute, what was newly written in a clinic's trail becomes part of its chain."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from topsmile.audit import queries
from topsmile.audit.events import AuditBehind
from topsmile.audit.notary import Notary, Round, Sealed
from topsmile.kernel import schedules
from topsmile.kernel.db import Tx
from topsmile.kernel.events import emit, errand

BATCH = 1000
# A transaction may commit entries whose ids are older than others already in the chain, but none
# lasts nearly this long. What appears with an older id was not written by the application: it is
# left outside the chain, and `audit verify` tells.
LATE = timedelta(minutes=10)
# A place for anchors that is full or away for a day is no reason to bother every clinic.
WAITS = (30.0, 60.0, 300.0, 900.0, *[3600.0] * 24)
ZERO = UUID(int=0)


class Outside(Protocol):
    @property
    def notary(self) -> Notary: ...


class ChainAudit:
    """prepare: the head and what follows · ask: codes, and an anchor · record: links, a new head.

    Asking again is harmless: as long as nothing was recorded it gives the same codes.
    """

    async def prepare(self, tx: Tx, _: object) -> Round | None:
        await queries.begin(tx)
        head = await queries.head_locked(tx)
        entries = await queries.unchained(tx, floor(head.newest, tx.now), BATCH)
        if not entries and head.anchored_number >= head.number:
            return None
        return Round(tx.clinic_id, tx.now, head, entries)

    async def ask(self, outside: Outside, task: Round) -> Sealed:
        return await outside.notary.seal(task)

    async def record(self, tx: Tx, task: Round, outcome: Sealed) -> None:
        await queries.mark_anchored(tx, task.head.number, task.at)
        if not task.entries:
            return
        ids = [entry.id for entry in task.entries]
        first, last = task.head.number + 1, task.head.number + len(ids)
        if not await queries.move_head(tx, task.head, last, outcome.macs[-1], max(ids)):
            return  # another worker went on from there
        await queries.insert_links(tx, range(first, last + 1), ids, outcome.macs, outcome.key_id)
        if len(ids) == BATCH:
            await emit(tx, AuditBehind())

    async def give_up(self, tx: Tx, event: object) -> None:
        """Nothing to say: the schedule comes again by itself."""


def floor(newest: UUID | None, now: datetime) -> UUID:
    """Entries with ids up to this one are in the chain, or never will be."""
    if newest is None:
        return ZERO
    written = newest.int >> 80
    known = int(now.timestamp() * 1000)
    return UUID(int=max(0, min(written, known) - LATE // timedelta(milliseconds=1)) << 80)


chain = ChainAudit()
schedules.errand("* * * * *", "chain_audit", chain, waits=WAITS)
errand(AuditBehind, "chain_audit_on", chain, waits=WAITS)
