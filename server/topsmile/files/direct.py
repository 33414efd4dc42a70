"""Large files go to the storage without passing through us, and are looked at afterwards."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from topsmile.adapters.storage import Storage
from topsmile.files import access, direct_queries, keeping, queries, service, uploading
from topsmile.files.direct_queries import Pending
from topsmile.files.inspection import RULES, Inspected, clean_name
from topsmile.files.keeping import Keeper, Place, key_of
from topsmile.files.models import (
    Address,
    Direct,
    File,
    NotArrived,
    NotAvailable,
    StartDirect,
    Wanted,
)
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import InProgress, Invalid, TooLarge, TopSmileError

LIFE = timedelta(hours=1)


async def begin(tx: Tx, keeper: Keeper, data: StartDirect) -> Direct:
    """What it may take is reserved at once. The address is made without asking the storage."""
    if not keeper.kept.storage.direct:
        raise NotAvailable
    wanted = await access.permitted(tx, keeper.viewer, data.wanted)
    most = keeper.kept.most_direct(RULES[wanted.kind])
    if data.size > most:
        raise TooLarge(f"Files of this kind may have up to {most // 2**20} MB.", most=most)
    await keeping.reserve(tx, keeper.kept.quotas, data.size)
    file_id = wanted.replaces or await queries.insert(tx, wanted, clean_name(data.name, ""))
    _, _, _, incoming = await queries.insert_version(
        tx, file_id, "direct", data.size, size=data.size
    )
    assert incoming, "it has a place"
    url = await keeper.kept.storage.address(
        key_of(tx.clinic_id, incoming), int(LIFE.total_seconds())
    )
    return Direct(incoming, Address("PUT", url, {}, tx.now + LIFE))


async def complete(keeper: Keeper, incoming: UUID) -> File:
    """It has arrived: after the checks of any upload it is one of the clinic's files."""
    async with keeper.begin() as tx:
        found = await direct_queries.pending(tx, keeper.person, incoming)
        if found.state in ("checking", "ready", "refused"):
            row = await queries.find_version(tx, None, found.file_id, found.number)
            return await service.shown(tx, row)
        if not await queries.settle(tx, found.file_id, found.number, "direct", "storing"):
            raise InProgress
    try:
        async with keeper.kept.sending.of(keeper.person):
            return await _taken_in(keeper, found)
    except TopSmileError as error:
        final = error.status < 500 and not isinstance(error, NotArrived)
        await asyncio.shield(_put_back(keeper, found, final=final))
        raise
    except BaseException:
        await asyncio.shield(_put_back(keeper, found, final=False))
        raise


async def _taken_in(keeper: Keeper, found: Pending) -> File:
    clinic_id = keeper.viewer.clinic_id
    with keeper.kept.scratch.folder() as folder:
        source = folder / "received"
        await fetch(keeper.kept.storage, key_of(clinic_id, found.incoming), source, found.size)
        wanted = Wanted(found.kind, found.name, found.patient_id)
        inspected, state = await uploading.judged(keeper, wanted, source, folder)
        async with keeper.begin() as tx:
            place = await _described(tx, keeper, found, inspected)
        await keeping.put(keeper.kept, place, inspected)
        async with keeper.begin() as tx:
            file = await uploading.shown(tx, place, state)
    async with keeping.asking():
        await keeper.kept.storage.delete(key_of(clinic_id, found.incoming))
    return file


async def fetch(storage: Storage, key: str, into: Path, most: int) -> None:
    """No more than was said, and reserved."""
    async with keeping.asking():
        size = await storage.size(key)
        if size is None:
            raise NotArrived
        if size > most:
            raise Invalid.on("size", "More has arrived than was announced.")
        with into.open("xb") as file:
            async for piece in storage.get(key, 0, size):
                file.write(piece)


async def _described(tx: Tx, keeper: Keeper, found: Pending, inspected: Inspected) -> Place:
    """What was reserved gives way to what it takes."""
    thumbnail_size = inspected.thumbnail.stat().st_size if inspected.thumbnail else 0
    await keeping.uncharge(tx, found.file_id, found.number)
    await keeping.reserve(tx, keeper.kept.quotas, inspected.size + thumbnail_size)
    thumbnail = await direct_queries.describe(
        tx, found.file_id, found.number, inspected, thumbnail_size
    )
    name = clean_name(found.name, inspected.extension)
    await direct_queries.rename(tx, found.file_id, found.number, name)
    return keeping.place_of(tx.clinic_id, found.file_id, found.number, found.blob, thumbnail)


async def _put_back(keeper: Keeper, found: Pending, *, final: bool) -> None:
    """What was refused is forgotten; what met trouble of ours can be completed again."""
    async with keeper.begin() as tx:
        if not final:
            await direct_queries.reopen(tx, found.file_id, found.number, found.size)
            return
        gone = await keeping.forgotten(tx, found.file_id, found.number, "storing")
    if gone:
        keys = [key_of(keeper.viewer.clinic_id, each) for each in (found.incoming, found.blob)]
        async with keeping.asking():
            await keeper.kept.storage.delete(*keys)
