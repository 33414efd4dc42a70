"""Quarantine: what the scanner could not look at during its upload waits until it has."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal, Protocol, TypeAlias
from uuid import UUID

import msgspec

from topsmile.adapters.scanner import Scanner, ScannerGone
from topsmile.adapters.storage import Missing, Storage, StorageGone
from topsmile.files import keeping, queries
from topsmile.files.events import FileRefused, FileUploaded, UploadToCheck
from topsmile.files.models import State
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import NotFound
from topsmile.kernel.events import Again, emit, errand
from topsmile.kernel.trail import trail

Found: TypeAlias = Literal["clean", "infected", "away"]
# A scanner that loads its signatures takes minutes; one that is broken waits for a person.
WAITS = (5, 15, 60, 300, 900, 3600, 3600, 6 * 3600, 12 * 3600)


class Outside(Protocol):
    @property
    def storage(self) -> Storage: ...
    @property
    def scanner(self) -> Scanner: ...


class Task(msgspec.Struct, frozen=True):
    file_id: UUID
    number: int
    keys: list[str]
    size: int


class CheckUpload:
    async def prepare(self, tx: Tx, event: UploadToCheck) -> Task | None:
        return await _task(tx, event.file_id, event.number, "checking")

    async def ask(self, outside: Outside, task: Task) -> Found:
        """A blob that is missing says nothing: a disk may not be mounted yet."""
        if not outside.scanner.looks:
            return "clean"  # nobody asks for it to be looked at any more
        try:
            verdict = await outside.scanner.scan(_pieces(outside.storage, task))
        except (Missing, ScannerGone, StorageGone):
            return "away"
        return "clean" if verdict.clean else "infected"

    async def record(self, tx: Tx, task: Task, outcome: Found) -> Again | None:
        if outcome == "away":
            return Again("The virus scanner or the storage did not answer.")
        after: Literal["ready", "refused"] = "ready" if outcome == "clean" else "refused"
        if not await queries.settle(tx, task.file_id, task.number, "checking", after):
            return None
        if after == "ready":
            await queries.show_version(tx, task.file_id, task.number)
        else:
            await keeping.uncharge(tx, task.file_id, task.number)
        row = await queries.find_version(tx, None, task.file_id, task.number)
        await trail(tx, f"file.{outcome}", "file", row.id, after={"number": row.number})
        told = FileUploaded if after == "ready" else FileRefused
        await emit(tx, told(row.id, row.audience, row.number))
        return None

    async def give_up(self, tx: Tx, event: UploadToCheck) -> None:
        """It stays in quarantine until the delivery is replayed."""


class RemoveRefused:
    """Once it is sure that it is shown to nobody."""

    async def prepare(self, tx: Tx, event: FileRefused) -> Task | None:
        return await _task(tx, event.file_id, event.number, "refused")

    async def ask(self, outside: Outside, task: Task) -> bool:
        """Whether the storage answered."""
        try:
            await outside.storage.delete(*task.keys)
        except StorageGone:
            return False
        return True

    async def record(self, tx: Tx, task: Task, outcome: bool) -> Again | None:  # noqa: ARG002
        return None if outcome else Again("The storage did not answer.")

    async def give_up(self, tx: Tx, event: FileRefused) -> None:
        """The sweeper finds it."""


async def _task(tx: Tx, file_id: UUID, number: int, state: State) -> Task | None:
    try:
        row = await queries.find_version(tx, None, file_id, number)
    except NotFound:
        return None
    place = keeping.place_of(tx.clinic_id, row.id, row.number, row.blob, row.thumbnail)
    return Task(row.id, row.number, place.blobs, row.size) if row.state == state else None


async def _pieces(storage: Storage, task: Task) -> AsyncIterator[bytes]:
    async for piece in storage.get(task.keys[0], 0, task.size):
        yield piece


errand(UploadToCheck, "check_upload", CheckUpload(), waits=WAITS)
errand(FileRefused, "remove_refused", RemoveRefused())
