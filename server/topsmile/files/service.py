"""What is known of the clinic's files, and what may be changed about them."""

from __future__ import annotations

from pathlib import PurePath
from uuid import UUID

from msgspec import UNSET
from msgspec.structs import asdict, replace

from topsmile.files import access, queries, usage_queries
from topsmile.files.events import FileChanged, FileDeleted
from topsmile.files.inspection import RULES, canonical, clean_name
from topsmile.files.keeping import Keeping
from topsmile.files.models import (
    NOBODY,
    RASTERS,
    ChangeFile,
    Creator,
    File,
    FileVersion,
    KindRule,
    Row,
    Rules,
    Share,
    Usage,
    Versions,
)
from topsmile.identity import naming
from topsmile.identity.models import Viewer
from topsmile.kernel.bodies import check_version
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Invalid, NotAllowed, NotFound
from topsmile.kernel.events import emit
from topsmile.kernel.pages import Page, page, read_cursor
from topsmile.kernel.trail import trail


async def show(tx: Tx, viewer: Viewer, file_id: UUID) -> File:
    return await shown(tx, await queries.find(tx, viewer.only_patient, file_id))


async def listed(
    tx: Tx,
    viewer: Viewer,
    patient_id: UUID | None,
    appointment_id: UUID | None,
    kind: str | None,
    cursor: str | None,
    limit: int,
    *,
    deleted: bool,
) -> Page[File]:
    """Newest first. The trail says which were shown."""
    before = read_cursor(cursor, UUID)
    wanted = canonical(kind) if kind else None
    only = viewer.only_patient
    found = await queries.listed(
        tx, only, patient_id, appointment_id, wanted, before, limit, deleted=deleted
    )
    rows = page(found, limit, lambda row: row.id)
    names = await naming.names(tx, (row.sender_id for row in rows.items))
    seen = {"patient_id": patient_id, "found": [row.id for row in rows.items]}
    await trail(tx, "files.listed", "clinic", tx.clinic_id, after=seen)
    return Page([file_of(row, names) for row in rows.items], rows.next_cursor)


async def versions(tx: Tx, viewer: Viewer, file_id: UUID) -> Versions:
    """Newest first."""
    rows = await queries.versions(tx, viewer.only_patient, file_id)
    if not rows:
        raise NotFound
    names = await naming.names(tx, (row.sender_id for row in rows))
    return Versions([version_of(row, names) for row in rows])


async def change(tx: Tx, viewer: Viewer, file_id: UUID, data: ChangeFile) -> File:
    row = await _own_locked(tx, viewer, file_id)
    before = await shown(tx, row)
    check_version(before, data.expected_version)
    if row.deleted_at:
        raise NotFound
    wanted = replace(row, **await _checked(tx, viewer, row, data))
    if wanted == row:
        return before
    return await _written(tx, "file.changed", before, wanted)


async def _checked(tx: Tx, viewer: Viewer, row: Row, data: ChangeFile) -> dict[str, object]:
    changes = data.changes()
    if data.name is not UNSET:
        changes["name"] = clean_name(data.name, PurePath(row.name).suffix)
    if data.kind is not UNSET:
        changes["kind"] = _kind_for(row, data.kind)
    if data.shared is not UNSET:
        _check_shared(viewer, row, shared=data.shared)
    if data.appointment_id is not UNSET and data.appointment_id is not None:
        if row.patient_id is None:
            raise Invalid.on("appointment_id", "This is a document of the clinic's own.")
        await access.visited(tx, data.appointment_id, row.patient_id)
    return changes


def _kind_for(row: Row, kind: str) -> str:
    rule = RULES[canonical(kind)]
    if row.content_type not in rule.accepts:
        raise Invalid.on("kind", f"Files of this kind are {rule.words}.")
    return rule.kind


def _check_shared(viewer: Viewer, row: Row, *, shared: bool) -> None:
    if row.patient_id is None and shared:
        raise Invalid.on("shared", "There is no patient to share this with.")
    if row.creator_role == "patient" and not shared:
        raise Invalid.on("shared", "Its patient sent this file and always sees it.")
    if not viewer.is_staff and shared != row.shared:
        raise NotAllowed


async def delete(tx: Tx, viewer: Viewer, file_id: UUID) -> None:
    """It can be brought back until its retention is over."""
    row = await _own_locked(tx, viewer, file_id)
    if row.deleted_at:
        return
    before = await shown(tx, row)
    await queries.update(tx, replace(row, deleted_at=tx.now))
    await trail(tx, "file.deleted", "file", row.id, before=before)
    await emit(tx, FileDeleted(row.id, row.audience))


async def restore(tx: Tx, viewer: Viewer, file_id: UUID) -> File:
    row = await _own_locked(tx, viewer, file_id)
    before = await shown(tx, row)
    if row.deleted_at is None:
        return before
    return await _written(tx, "file.restored", before, replace(row, deleted_at=None))


async def usage(tx: Tx, viewer: Viewer, kept: Keeping) -> Usage:
    person = viewer.member.person_id if viewer.member else NOBODY
    return Usage(
        Share(await usage_queries.used(tx, NOBODY), kept.quotas.clinic),
        Share(await usage_queries.used(tx, person), kept.quotas.of_sender(staff=viewer.is_staff)),
    )


def rules(kept: Keeping) -> Rules:
    """The same limits as `intake`, `inspect` and `direct` hold to."""
    kinds = [
        KindRule(
            rule.kind,  # type: ignore[arg-type]
            list(rule.accepts),
            list(rule.extensions),
            min(rule.max_bytes, kept.upload_limit),
            kept.most_direct(rule),
        )
        for rule in RULES.values()
    ]
    return Rules(kinds, kept.storage.direct, max(each.max_direct_bytes for each in kinds))


async def _own_locked(tx: Tx, viewer: Viewer, file_id: UUID) -> Row:
    row = await queries.find_locked(tx, viewer.only_patient, file_id)
    access.may_change(viewer, row)
    return row


async def _written(tx: Tx, action: str, before: File, wanted: Row) -> File:
    await queries.update(tx, wanted)
    after = await shown(tx, await queries.find(tx, None, wanted.id))
    await trail(tx, action, "file", wanted.id, before=before, after=after)
    # Whoever saw it before must hear that they no longer do.
    concerned = before.patient_id if before.shared or after.shared else None
    await emit(tx, FileChanged(wanted.id, concerned, after.version))
    return after


async def shown(tx: Tx, row: Row) -> File:
    return file_of(row, await naming.names(tx, [row.sender_id]))


def file_of(row: Row, names: dict[UUID, str]) -> File:
    return File(
        **asdict(version_of(row, names)),
        id=row.id,
        name=row.name,
        kind=row.kind,
        patient_id=row.patient_id,
        appointment_id=row.appointment_id,
        shared=row.shared,
        version=row.version,
        versions=row.versions,
        deleted_at=row.deleted_at,
    )


def version_of(row: Row, names: dict[UUID, str]) -> FileVersion:
    address = f"/api/files/{row.id}"
    which = "" if row.number == (row.newest or 1) else f"number={row.number}"
    ready = row.state == "ready"
    inline = "&".join(filter(None, ("inline=true", which)))
    return FileVersion(
        number=row.number,
        status=row.state,  # type: ignore[arg-type]
        content_type=row.content_type,
        size=row.size,
        sha256=row.sha256 or "",
        width=row.width,
        height=row.height,
        pages=row.pages,
        url=f"{address}/content" + (f"?{which}" if which else ""),
        thumbnail_url=f"{address}/thumbnail" + (f"?{which}" if which else "")
        if ready and row.thumbnail
        else None,
        preview_url=f"{address}/content?{inline}"
        if ready and row.content_type in RASTERS
        else None,
        created_at=row.sent_at,
        created_by=Creator(names.get(row.sender_id, ""), row.sender_role),
    )
