"""Who may make, see and change which files: staff the clinic's, patients their own."""

from __future__ import annotations

from typing import NoReturn
from uuid import UUID

from msgspec.structs import replace

from topsmile.files import queries
from topsmile.files.inspection import canonical
from topsmile.files.models import NOBODY, Row, StillChecking, Wanted
from topsmile.identity.models import Viewer
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Invalid, NotFound


async def permitted(tx: Tx, viewer: Viewer, wanted: Wanted) -> Wanted:
    """The same with all that follows from who asks, or why it may not be made."""
    wanted = replace(wanted, kind=canonical(wanted.kind))
    if not viewer.is_staff:
        own = viewer.only_patient
        if wanted.patient_id not in (None, own):
            _no_such("patient_id", "patient")
        wanted = replace(wanted, patient_id=own, shared=True)
    if wanted.patient_id and not await queries.patient_exists(tx, wanted.patient_id):
        _no_such("patient_id", "patient")
    if wanted.appointment_id:
        patient_id = await visited(tx, wanted.appointment_id, wanted.patient_id)
        wanted = replace(wanted, patient_id=patient_id)
    return await _following(tx, viewer, wanted) if wanted.replaces else wanted


async def visited(tx: Tx, appointment_id: UUID, patient_id: UUID | None) -> UUID:
    """The patient of the visit, who is the one it was said to be."""
    found = await queries.patient_of_visit(tx, appointment_id)
    if found is None or patient_id not in (None, found):
        _no_such("appointment_id", "appointment")
    return found


async def _following(tx: Tx, viewer: Viewer, wanted: Wanted) -> Wanted:
    """A new version belongs where the document does."""
    assert wanted.replaces, "it replaces something"
    try:
        row = await queries.find_locked(tx, viewer.only_patient, wanted.replaces)
        may_change(viewer, row)
    except NotFound:
        _no_such("replaces", "file")
    if row.deleted_at:
        _no_such("replaces", "file")
    if row.newest is None:
        raise StillChecking
    if wanted.kind != row.kind:
        raise Invalid.on("kind", "A new version is of the kind that the document has.")
    given = wanted.patient_id
    if given and given != row.patient_id:
        raise Invalid.on("patient_id", "The document is somebody else's.")
    return replace(wanted, patient_id=row.patient_id, appointment_id=row.appointment_id)


def may_change(viewer: Viewer, row: Row) -> None:
    """Patients change what they sent themselves, until staff have added a version to it; nothing
    else is there to be changed by them."""
    person = viewer.member.person_id if viewer.member else NOBODY
    if not viewer.is_staff and {row.creator_id, row.sender_id} != {person}:
        raise NotFound("Only who sent this file can change it.")


def _no_such(field: str, thing: str) -> NoReturn:
    raise Invalid.on(field, f"There is no such {thing}.", "not_there")
