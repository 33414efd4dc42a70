"""What died on its way is removed, and what was deleted long enough ago.

Versions that were begun and never finished are abandoned first: nobody goes on with those, so that
their blobs can go before their rows. Blobs that no row knows go too. All of it only after a while:
what looks abandoned may still be on its way.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import msgspec

from topsmile.adapters.storage import Blob, Storage, StorageGone
from topsmile.files import keeping, queries, sweeping_queries
from topsmile.files.events import UploadsToSweep
from topsmile.files.keeping import key_of
from topsmile.files.sweeping_queries import Left
from topsmile.kernel import schedules
from topsmile.kernel.db import Tx
from topsmile.kernel.events import Again, emit, errand
from topsmile.kernel.trail import trail

BATCH = 500
AWAY = Again("The storage did not answer.")
WAITS = (30, 300, 1800)


class Patience(msgspec.Struct, frozen=True):
    """`grace`: longer than any upload takes. `retention`: how long what was deleted is kept."""

    grace: timedelta = timedelta(hours=3)
    retention: timedelta = timedelta(days=30)


class Outside(Protocol):
    @property
    def storage(self) -> Storage: ...
    @property
    def patience(self) -> Patience: ...


class SweepFiles:
    """An errand only because an installation's choices stand outside the database."""

    async def prepare(self, tx: Tx, _: object) -> datetime:
        return tx.now

    async def ask(self, outside: Outside, task: datetime) -> Patience:  # noqa: ARG002
        return outside.patience

    async def record(self, tx: Tx, task: datetime, outcome: Patience) -> None:
        abandoned = await sweeping_queries.abandon(tx, task - outcome.grace)
        purged = await sweeping_queries.purge(tx, task - outcome.retention)
        if abandoned or purged:
            seen = {"abandoned": abandoned, "purged": purged}
            await trail(tx, "files.swept", "clinic", tx.clinic_id, after=seen)
            await emit(tx, UploadsToSweep())

    async def give_up(self, tx: Tx, event: object) -> None:
        """Nothing to say: the schedule comes again by itself."""


class Doomed(msgspec.Struct, frozen=True):
    left: list[Left]
    keys: list[str]


class RemoveSwept:
    """The blobs, then their rows. What dies in between finds nothing the next time."""

    async def prepare(self, tx: Tx, _: object) -> Doomed | None:
        left = await sweeping_queries.left(tx, BATCH)
        keys = [key_of(tx.clinic_id, name) for each in left for name in each.blobs]
        return Doomed(left, keys) if left else None

    async def ask(self, outside: Outside, task: Doomed) -> bool:
        """Whether the storage answered."""
        try:
            await outside.storage.delete(*task.keys)
        except StorageGone:
            return False
        return True

    async def record(self, tx: Tx, task: Doomed, outcome: bool) -> Again | None:
        if not outcome:
            return AWAY
        for each in task.left:
            await keeping.uncharge(tx, each.file_id, each.number)
            await queries.forget_version(tx, each.file_id, each.number)
        if len(task.left) == BATCH:
            await emit(tx, UploadsToSweep())
        return None

    async def give_up(self, tx: Tx, event: object) -> None:
        """The delivery waits to be replayed."""


class Known(msgspec.Struct, frozen=True):
    clinic_id: UUID
    names: frozenset[UUID]


class SweepBlobs:
    """Blobs that no row knows. A row is written before its blob: what is old and was unknown when
    this began has none."""

    async def prepare(self, tx: Tx, _: object) -> Known:
        return Known(tx.clinic_id, frozenset(await sweeping_queries.known(tx)))

    async def ask(self, outside: Outside, task: Known) -> int | None:
        """How many there were; None when the storage did not answer."""
        grace = outside.patience.grace
        try:
            await outside.storage.tidy(grace)
            orphans = [
                blob.key
                async for blob in outside.storage.listed(str(task.clinic_id))
                if blob.age >= grace and is_unknown(blob, task.names)
            ]
            await outside.storage.delete(*orphans)
        except StorageGone:
            return None
        return len(orphans)

    async def record(self, tx: Tx, task: Known, outcome: int | None) -> Again | None:  # noqa: ARG002
        if outcome is None:
            return AWAY
        if outcome:
            await trail(tx, "files.orphans_removed", "clinic", tx.clinic_id, after=outcome)
        return None

    async def give_up(self, tx: Tx, event: object) -> None:
        """Nothing to say: the schedule comes again by itself."""


def is_unknown(blob: Blob, names: frozenset[UUID]) -> bool:
    """Only names that we would give: what somebody else put there is theirs."""
    name = blob.key.rpartition("/")[2]
    if len(name) != len(UUID(int=0).hex):
        return False
    try:
        return UUID(hex=name) not in names
    except ValueError:
        return False


schedules.errand("7 * * * *", "sweep_files", SweepFiles())
schedules.errand("37 4 * * *", "sweep_blobs", SweepBlobs(), waits=WAITS)
errand(UploadsToSweep, "remove_swept", RemoveSwept(), waits=WAITS)
