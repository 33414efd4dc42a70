"""From bytes on our disk to a file in the storage, and what may die in between.

A row is written before its blob and marked ready after it: a blob without a row that knows it, and
a row whose blob never came, are both found by `sweeping`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from uuid import UUID

import msgspec
import structlog

from topsmile.adapters.scanner import Scanner, ScannerGone
from topsmile.adapters.storage import Missing, Storage, StorageFull, StorageGone
from topsmile.files import queries, usage_queries
from topsmile.files.inspection import Infected, Inspected, Rule, full
from topsmile.files.links import FileLinks
from topsmile.files.models import NOBODY, QuotaExceeded, State, Wanted
from topsmile.files.scratch import Scratch
from topsmile.files.turns import Turns
from topsmile.identity.models import Viewer
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.errors import NotFound, Unavailable

log = structlog.get_logger("files")
MEGABYTE = 2**20
AWAY = "Files cannot be reached right now. Please try again in a moment."


class Quotas(msgspec.Struct, frozen=True):
    """In bytes: what a clinic may keep, and what each patient may have sent of it. Staff, who send
    for everybody, are bound by the clinic's alone."""

    clinic: int
    person: int

    def of_sender(self, *, staff: bool) -> int:
        return self.clinic if staff else self.person


class Keeping(msgspec.Struct, frozen=True):
    """What files are kept with. `upload_limit` and `direct_limit` are bytes."""

    storage: Storage
    scanner: Scanner
    scratch: Scratch
    links: FileLinks
    quotas: Quotas
    upload_limit: int
    direct_limit: int
    # Shorter than a body may pause, and than the work on one may take.
    sending: Turns = msgspec.field(default_factory=lambda: Turns(4, patience=10))
    looking: Turns = msgspec.field(default_factory=lambda: Turns(1, patience=60))

    def most_direct(self, rule: Rule) -> int:
        """Of one file that goes to the storage directly; it is inspected like any other."""
        return min(self.direct_limit, rule.max_bytes) if self.storage.direct else 0


class Place(msgspec.Struct, frozen=True):
    """A version that is being kept, and where its blobs go."""

    file_id: UUID
    number: int
    blob: str
    thumbnail: str | None

    @property
    def blobs(self) -> list[str]:
        return [self.blob, *([self.thumbnail] if self.thumbnail else [])]


class Keeper(msgspec.Struct, frozen=True):
    """Who asks, and what with: for a verb that takes several transactions."""

    kept: Keeping
    database: Database
    cause: Cause
    viewer: Viewer

    @property
    def person(self) -> UUID:
        return self.viewer.member.person_id if self.viewer.member else NOBODY

    def begin(self) -> AbstractAsyncContextManager[Tx]:
        return self.database.transaction(self.viewer.clinic_id, self.cause)


def key_of(clinic_id: UUID, blob: UUID) -> str:
    """A name of ours alone: what people call their files stays out of the storage."""
    return f"{clinic_id}/{blob.hex}"


@asynccontextmanager
async def asking() -> AsyncIterator[None]:
    """The storage's trouble in words for whoever waits."""
    try:
        yield
    except Missing as error:
        log.error("a blob is missing")  # noqa: TRY400 -- where it was asked for is not the matter
        raise NotFound("We could not find the content of this file.") from error
    except StorageFull as error:
        raise full() from error
    except StorageGone as error:
        raise Unavailable(10, AWAY) from error


async def looked_at(keeping: Keeping, source: Path) -> bool:
    """Whether the scanner has found it clean; False while nobody could look. Raises Infected."""
    if not keeping.scanner.looks:
        return True
    try:
        verdict = await keeping.scanner.scan(chunks_of(source))
    except ScannerGone:
        return False
    if not verdict.clean:
        raise Infected
    return True


async def chunks_of(source: Path) -> AsyncIterator[bytes]:
    with source.open("rb") as file:
        while piece := await asyncio.to_thread(file.read, 256 * 1024):
            yield piece


async def reserve(tx: Tx, quotas: Quotas, size: int) -> None:
    """Counted for the clinic and for who sends it, or refused; both or none."""
    person = tx.cause.actor_id or NOBODY
    if not await usage_queries.charge(tx, NOBODY, size, quotas.clinic):
        raise await _exceeded(tx, "clinic", NOBODY, quotas.clinic)
    own = quotas.of_sender(staff=tx.cause.actor_role != "patient")
    if not await usage_queries.charge(tx, person, size, own):
        raise await _exceeded(tx, "person", person, own)


async def _exceeded(tx: Tx, whose: str, person: UUID, quota: int) -> QuotaExceeded:
    used = await usage_queries.used(tx, person)
    left = max(0, quota - used) / MEGABYTE
    words = {
        "clinic": f"The clinic's room for files is used up: {left:.1f} MB are left.",
        "person": f"Your room for files is used up: {left:.1f} MB are left.",
    }
    return QuotaExceeded(words[whose], whose=whose, quota=quota, used=used)


async def write_down(
    tx: Tx, wanted: Wanted, name: str, inspected: Inspected, quotas: Quotas
) -> Place:
    """Before the blob: the row, with the key it is going to have, and what it counts."""
    thumbnail_size = inspected.thumbnail.stat().st_size if inspected.thumbnail else 0
    charged = inspected.size + thumbnail_size
    await reserve(tx, quotas, charged)
    file_id = wanted.replaces or await queries.insert(tx, wanted, name)
    number, blob, thumbnail, _ = await queries.insert_version(
        tx,
        file_id,
        "storing",
        charged,
        size=inspected.size,
        thumbnail_size=thumbnail_size,
        content_type=inspected.content_type,
        sha256=inspected.sha256,
        width=inspected.width,
        height=inspected.height,
        pages=inspected.pages,
    )
    return place_of(tx.clinic_id, file_id, number, blob, thumbnail)


def place_of(
    clinic_id: UUID, file_id: UUID, number: int, blob: UUID, thumbnail: UUID | None
) -> Place:
    return Place(
        file_id,
        number,
        key_of(clinic_id, blob),
        key_of(clinic_id, thumbnail) if thumbnail else None,
    )


async def put(keeping: Keeping, place: Place, inspected: Inspected) -> None:
    """Both blobs. No transaction is open."""
    async with asking():
        await keeping.storage.put(place.blob, inspected.content)
        if place.thumbnail and inspected.thumbnail:
            await keeping.storage.put(place.thumbnail, inspected.thumbnail)


async def take_back(keeper: Keeper, place: Place) -> None:
    """Nothing half stored. The row goes first, if it is still on its way: only then is it sure that
    nobody is shown its blobs, and those are found without it as well."""
    try:
        async with keeper.begin() as tx:
            gone = await forgotten(tx, place.file_id, place.number, "storing")
        if gone:
            await keeper.kept.storage.delete(*place.blobs)
    except Exception as error:  # noqa: BLE001 -- the sweeper does it later
        log.warning("left to be swept", error=type(error).__name__)


async def forgotten(tx: Tx, file_id: UUID, number: int, state: State) -> bool:
    """Whether it was still in that state, and is no more."""
    if not await queries.settle(tx, file_id, number, state, state):
        return False
    await uncharge(tx, file_id, number)
    await queries.forget_version(tx, file_id, number)
    return True


async def uncharge(tx: Tx, file_id: UUID, number: int) -> None:
    counted = await usage_queries.uncharge(tx, file_id, number)
    if counted and counted.charged:
        await usage_queries.give_back(tx, counted.person_id, counted.charged)
