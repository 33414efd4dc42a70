"""An upload through us: read, looked at, written down, put away, shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from litestar import Response

from topsmile.files import access, intake, keeping, queries, service
from topsmile.files.events import FileUploaded, UploadToCheck
from topsmile.files.inspection import Infected, Inspected, clean_name, inspect
from topsmile.files.intake import AnyRequest
from topsmile.files.keeping import Keeper, Place
from topsmile.files.models import File, State, Wanted
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Unavailable
from topsmile.kernel.events import emit
from topsmile.kernel.idempotency import Once
from topsmile.kernel.trail import trail

OnceOf = Callable[[bytes], Callable[[Tx], Once]]
OnceIn = Callable[[Tx], Once]


async def upload(request: AnyRequest, keeper: Keeper, once_of: OnceOf) -> Response[File]:
    """Whatever happens on the way, nothing stays in the scratch folder."""
    async with keeper.kept.sending.of(keeper.person):
        return await _received(request, keeper, once_of)


async def _received(request: AnyRequest, keeper: Keeper, once_of: OnceOf) -> Response[File]:
    with keeper.kept.scratch.folder() as folder:
        received = await intake.receive(request, folder, keeper.kept.upload_limit)
        once_in = once_of(received.digest)
        async with keeper.begin() as tx:
            wanted = await access.permitted(tx, keeper.viewer, received.wanted)
            earlier = await once_in(tx).recall(File)
        if earlier is None:
            earlier = await _kept(keeper, wanted, received.content, folder, once_in)
    return Response(earlier, status_code=201)


async def _kept(
    keeper: Keeper, wanted: Wanted, content: Path, folder: Path, once_in: OnceIn
) -> File:
    inspected, state = await judged(keeper, wanted, content, folder)
    name = clean_name(wanted.name, inspected.extension)
    async with keeper.begin() as tx:
        wanted = await access.permitted(tx, keeper.viewer, wanted)
        place = await keeping.write_down(tx, wanted, name, inspected, keeper.kept.quotas)
    try:
        await keeping.put(keeper.kept, place, inspected)
        async with keeper.begin() as tx:
            once = once_in(tx)
            earlier = await once.recall(File)
            file = earlier or await shown(tx, place, state)
            if earlier is None:
                await once.remember(file)
    except BaseException:
        await asyncio.shield(keeping.take_back(keeper, place))
        raise
    if earlier:
        # The same request came twice at once, and the other one was quicker.
        await keeping.take_back(keeper, place)
    return file


async def judged(
    keeper: Keeper, wanted: Wanted, content: Path, folder: Path
) -> tuple[Inspected, State]:
    """What is to be kept of it, and whether it can be shown at once."""
    try:
        async with keeper.kept.looking.of(keeper.person):
            inspected = await inspect(content, kind=wanted.kind, name=wanted.name, scratch=folder)
        clean = await keeping.looked_at(keeper.kept, content)
    except Infected:
        async with keeper.begin() as tx:
            subject = "patient" if wanted.patient_id else "clinic"
            await trail(tx, "file.refused", subject, wanted.patient_id or tx.clinic_id)
        raise
    return inspected, "ready" if clean else "checking"


async def shown(tx: Tx, place: Place, state: State) -> File:
    """Its blobs are there: from here on it is one of the clinic's files."""
    if not await queries.settle(tx, place.file_id, place.number, "storing", state):
        raise Unavailable(1, "This took too long. Please try again.")
    if state == "ready":
        await queries.show_version(tx, place.file_id, place.number)
    row = await queries.find_version(tx, None, place.file_id, place.number)
    file = await service.shown(tx, row)
    await trail(tx, "file.uploaded", "file", row.id, after=file)
    if state == "ready":
        await emit(tx, FileUploaded(row.id, row.audience, row.number))
    else:
        await emit(tx, UploadToCheck(row.id, row.number))
    return file
