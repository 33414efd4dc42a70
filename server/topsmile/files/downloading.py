"""The bytes, to who may have them: in parts, never inside a page of ours unless we made them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NamedTuple
from uuid import UUID

from litestar.response import Stream

from topsmile.adapters.storage import Storage
from topsmile.files import keeping, queries, ranges
from topsmile.files.keeping import Keeper, key_of
from topsmile.files.links import LIFE, FileLink
from topsmile.files.models import RASTERS, Link, NotKept, Row, StillChecking
from topsmile.identity.models import Principal
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.errors import NotFound
from topsmile.kernel.trail import trail

HEADERS = {
    "content-security-policy": "sandbox; default-src 'none'",
    "cache-control": "private, no-store",
    "cross-origin-resource-policy": "same-origin",
    "accept-ranges": "bytes",
}
THUMBNAIL = "image/jpeg"


class Asked(NamedTuple):
    """Which part, by the headers Range and If-Range."""

    range: str | None
    if_range: str | None


async def content(
    keeper: Keeper, file_id: UUID, number: int | None, asked: Asked, *, inline: bool
) -> Stream:
    async with keeper.begin() as tx:
        row = await _readable(tx, keeper.viewer.only_patient, file_id, number)
        await _noted(tx, row, inline=inline)
    return await _sent(keeper.kept.storage, keeper.viewer.clinic_id, row, asked, inline=inline)


async def thumbnail(keeper: Keeper, file_id: UUID, number: int | None) -> Stream:
    """A small JPEG, which stands for the file: seeing it is seeing the file."""
    async with keeper.begin() as tx:
        row = await _readable(tx, keeper.viewer.only_patient, file_id, number)
        await _noted(tx, row, inline=True)
    if row.thumbnail is None:
        raise NotFound("This file has no picture.")
    key = key_of(keeper.viewer.clinic_id, row.thumbnail)
    pieces = await begun(keeper.kept.storage, key, 0, row.thumbnail_size)
    headers = {
        **HEADERS,
        "content-disposition": "inline",
        "content-length": str(row.thumbnail_size),
    }
    return Stream(pieces, media_type=THUMBNAIL, headers=headers)


async def link(tx: Tx, keeper: Keeper, file_id: UUID, number: int | None) -> Link:
    viewer = keeper.viewer
    row = await _readable(tx, viewer.only_patient, file_id, number)
    until = (tx.now + LIFE).replace(microsecond=0)
    made = FileLink(tx.clinic_id, row.id, row.number, keeper.person, viewer.only_patient, until)
    await trail(tx, "file.linked", "file", row.id, after={"number": row.number, "until": until})
    return Link(keeper.kept.links.address(made), until)


async def by_link(
    kept: keeping.Keeping,
    database: Database,
    cause: Cause,
    principal: Principal | None,
    token: str,
    asked: Asked,
) -> Stream:
    """Without signing in; to whoever is signed in at another clinic it says nothing."""
    found = kept.links.read(token, database.clock.now())
    if found is None or (principal and principal.clinic_id != found.clinic_id):
        raise NotFound
    async with database.transaction(found.clinic_id, cause) as tx:
        row = await _readable(tx, found.only, found.file_id, found.number)
        await _noted(tx, row, inline=False, linked_by=found.person_id)
    return await _sent(kept.storage, found.clinic_id, row, asked, inline=False)


async def _readable(tx: Tx, only: UUID | None, file_id: UUID, number: int | None) -> Row:
    if number is None:
        row = await queries.find(tx, only, file_id)
    else:
        row = await queries.find_version(tx, only, file_id, number)
    if row.deleted_at:
        raise NotFound
    if row.state == "checking":
        raise StillChecking
    if row.state == "refused":
        raise NotKept
    return row


async def _noted(tx: Tx, row: Row, *, inline: bool, linked_by: UUID | None = None) -> None:
    action = "file.viewed" if inline else "file.downloaded"
    seen = {"number": row.number, **({"linked_by": linked_by} if linked_by else {})}
    await trail(tx, action, "file", row.id, after=seen)


async def _sent(
    storage: Storage, clinic_id: UUID, row: Row, asked: Asked, *, inline: bool
) -> Stream:
    etag = f'"{row.sha256}"'
    part = ranges.part(row.size, etag, asked.range, asked.if_range)
    shown = inline and row.content_type in RASTERS
    headers = {
        **HEADERS,
        "etag": etag,
        "content-length": str(part.end - part.start),
        "content-disposition": ranges.disposition("inline" if shown else "attachment", row.name),
    }
    if not part.whole:
        headers["content-range"] = f"bytes {part.start}-{part.end - 1}/{row.size}"
    pieces = await begun(storage, key_of(clinic_id, row.blob), part.start, part.end)
    status = 200 if part.whole else 206
    return Stream(pieces, media_type=row.content_type, headers=headers, status_code=status)


async def begun(storage: Storage, key: str, start: int, end: int) -> AsyncIterator[bytes]:
    """The pieces, once the first is there: until then there can be words instead."""
    pieces = storage.get(key, start, end)
    async with keeping.asking():
        first = await anext(pieces, b"")
    return _rest(first, pieces)


async def _rest(first: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in pieces:
        yield piece
