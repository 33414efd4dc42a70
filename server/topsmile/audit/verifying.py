"""Is the trail as it was written? Reads everything, in pieces, and says what is not right.

Each piece is a transaction of its own: a trail of any length needs little memory, keeps nobody
waiting and may grow meanwhile. What is read later may be ahead of what was read before, never
behind: the head, then the anchors, which tell of heads committed before them, the links, the head
again, and last the entries.
"""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from uuid import UUID

from topsmile.adapters.anchors import Anchors
from topsmile.audit import anchored, queries, sealing
from topsmile.audit.findings import Runs, numbered, said
from topsmile.audit.handlers import ZERO, floor
from topsmile.audit.models import Finding, Head, LinkedEntry
from topsmile.audit.sealing import BEGINNING, Keys
from topsmile.clinics import service as clinics
from topsmile.clinics.models import Clinic
from topsmile.kernel.cause import Cause, new_request_id
from topsmile.kernel.db import Database

BATCH = 2000
SHOWN = 5
PATIENCE = timedelta(minutes=10)
NO_HEAD = Head(0, BEGINNING, None, 0)


async def verify(
    database: Database,
    keys: Keys,
    anchors: Sequence[Anchors],
    *,
    slug: str | None = None,
    patience: timedelta = PATIENCE,
) -> AsyncIterator[Finding]:
    """Everything that is not as it was written, of one clinic or of all."""
    cause = Cause(new_request_id(), actor_role="operator")
    everyone = await clinics.everyone(database, cause)
    chosen = [clinic for clinic in everyone if slug in (None, clinic.slug)]
    if slug is not None and not chosen:
        yield said(slug, "clinic_gone", "There is no such clinic.")
    known = {clinic.id for clinic in everyone}
    for stranger in sorted({each for kept in anchors for each in kept.clinics()} - known):
        if slug is None:
            yield said(
                str(stranger), "clinic_gone", "There are anchors of this clinic, but no clinic."
            )
    for clinic in chosen:
        trail = Trail(database, keys, anchors, clinic, cause, patience)
        async for finding in trail.findings():
            yield finding


class Trail:
    """One clinic's trail, while it is being verified."""

    def __init__(
        self,
        database: Database,
        keys: Keys,
        anchors: Sequence[Anchors],
        clinic: Clinic,
        cause: Cause,
        patience: timedelta,
    ) -> None:
        self.database, self.keys, self.anchors = database, keys, anchors
        self.clinic, self.cause, self.patience = clinic, cause, patience
        self.number, self.mac = 0, BEGINNING

    async def findings(self) -> AsyncIterator[Finding]:
        before = await self._head()
        async for finding in self._anchors(before):
            yield finding
        async for finding in self._links():
            yield finding
        after = await self._head()
        for finding in self._ends(before, after):
            yield finding
        async for finding in self._entries(after):
            yield finding

    async def _head(self) -> Head:
        async with self.database.transaction(self.clinic.id, self.cause) as tx:
            return await queries.head(tx) or NO_HEAD

    # Anchors -------------------------------------------------------------------------------------

    async def _anchors(self, head: Head) -> AsyncIterator[Finding]:
        check = anchored.Check(self.clinic, self.keys)
        for kept in self.anchors:
            for batch in check.batches(kept.lines(self.clinic.id)):
                async with self.database.transaction(self.clinic.id, self.cause) as tx:
                    macs = await queries.macs_of(tx, [each.number for each in batch])
                check.compare(batch, macs)
        for finding in check.findings(head):
            yield finding

    # Links ---------------------------------------------------------------------------------------

    async def _links(self) -> AsyncIterator[Finding]:
        """Every link's code, in order; each is judged by the one before it as it stands."""
        runs = Runs(self.clinic.slug)
        known = True
        async for linked in self._all_links():
            number = linked.link.number
            if number != self.number + 1:
                for finding in runs.add("link_gone", self.number + 1, number - 1):
                    yield finding
                known = False
            kind = self._judged(linked, known=known)
            for finding in runs.add(kind, number, number) if kind else runs.end():
                yield finding
            self.number, self.mac, known = number, linked.link.mac, True
        for finding in runs.end():
            yield finding

    async def _all_links(self) -> AsyncIterator[LinkedEntry]:
        after = 0
        while True:
            async with self.database.transaction(self.clinic.id, self.cause) as tx:
                found = await queries.links(tx, after, BATCH)
            for linked in found:
                yield linked
            if len(found) < BATCH:
                return
            after = found[-1].link.number

    def _judged(self, linked: LinkedEntry, *, known: bool) -> str | None:
        """`known`: the link before it is there, so its own code can be made again."""
        key = self.keys.named(linked.link.key_id)
        if linked.entry is None:
            return "entry_gone"
        if key is None:
            return "foreign_key"
        if not known:
            return None
        number = linked.link.number
        mac = sealing.link_mac(key, self.mac, number, self.clinic.id, linked.entry)
        return None if hmac.compare_digest(mac, linked.link.mac) else "altered"

    # Where it ends -------------------------------------------------------------------------------

    def _ends(self, before: Head, after: Head) -> list[Finding]:
        if self.number < before.number:
            sentence = (
                f"The chain ends at number {self.number}, but its head says {before.number}: "
                "its end was cut."
            )
        elif self.number > after.number:
            sentence = (
                f"The head says {after.number}, but there are links up to number {self.number}: "
                "it was set back."
            )
        elif self.number == after.number and self.mac != after.mac:
            sentence = f"The head is not the last link, number {self.number}."
        else:
            return []
        return [said(self.clinic.slug, "head", sentence)]

    # Entries -------------------------------------------------------------------------------------

    async def _entries(self, head: Head) -> AsyncIterator[Finding]:
        """Those that no link knows, though there was time enough to chain them."""
        latest = self.database.clock.now() - self.patience
        never = floor(head.newest, self.database.clock.now())
        strange, late = Strays(), Strays()
        after = ZERO
        while True:
            async with self.database.transaction(self.clinic.id, self.cause) as tx:
                found = await queries.whether_chained(tx, after, BATCH)
            for each in found:
                if not each.chained and each.id <= never:
                    strange.add(each.id)
                elif not each.chained and each.at <= latest:
                    late.add(each.id)
            if len(found) < BATCH:
                break
            after = found[-1].id
        if strange.count:
            yield said(
                self.clinic.slug,
                "forged",
                f"{strange} in no link, and older than what was chained already: the application "
                "did not write this at that time.",
            )
        if late.count:
            minutes = numbered(self.patience // timedelta(minutes=1), "minute")
            yield said(
                self.clinic.slug,
                "unchained",
                f"{late} not in the chain after {minutes}: is a worker running?",
            )


class Strays:
    """How many there are, and the first of them."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[UUID] = []

    def add(self, entry_id: UUID) -> None:
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(entry_id)

    def __str__(self) -> str:
        names = ", ".join(str(each) for each in self.first)
        more = ", …" if self.count > len(self.first) else ""
        return f"{numbered(self.count, 'entry', 'entries')} ({names}{more})" + (
            " is" if self.count == 1 else " are"
        )
