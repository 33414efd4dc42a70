from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from msgspec.structs import replace

from topsmile.clinics import service as clinics
from topsmile.identity import joining, staff
from topsmile.identity.desk import Desk
from topsmile.identity.models import Grant, Viewer
from topsmile.kernel.bodies import Archive, check_version
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Invalid, NotAllowed
from topsmile.kernel.events import emit
from topsmile.kernel.idempotency import Once
from topsmile.kernel.pages import Page, page, read_cursor
from topsmile.kernel.trail import trail
from topsmile.patients import queries
from topsmile.patients.events import PatientRegistered, PatientUpdated
from topsmile.patients.models import (
    ChangePatient,
    ChangeProfile,
    CreatePatient,
    Patient,
    Profile,
    Register,
)


async def get(tx: Tx, patient_id: UUID) -> Patient:
    return await queries.find(tx, patient_id)


async def show(tx: Tx, patient_id: UUID) -> Patient:
    """For a person to read, which leaves a trail."""
    patient = await queries.find(tx, patient_id)
    await trail(tx, "patient.read", "patient", patient_id)
    return patient


async def listed(
    tx: Tx, sought: str, cursor: str | None, limit: int, *, archived: bool
) -> Page[Patient]:
    """Everyone, or those whose name, e-mail address or phone number holds every word sought.

    The trail says who was shown.
    """
    after = read_cursor(cursor, tuple[str, UUID])
    if sought.strip():
        found = await queries.search(tx, sought, after, limit, archived=archived)
    else:
        found = await queries.listed(tx, after, limit, archived=archived)
    shown = page(found, limit, lambda patient: (patient.name, patient.id))
    seen = {"sought": sought, "found": [patient.id for patient in shown.items]}
    await trail(tx, "patients.searched", "clinic", tx.clinic_id, after=seen)
    return shown


async def create(tx: Tx, data: CreatePatient) -> Patient:
    _check_birth(tx, data.birth_date)
    locale = data.locale or (await clinics.settings(tx)).locale
    patient = await queries.insert(tx, data, locale)
    await trail(tx, "patient.registered", "patient", patient.id, after=patient)
    await emit(tx, PatientRegistered(patient.id))
    return patient


async def change(tx: Tx, patient_id: UUID, data: ChangePatient) -> Patient:
    before = await queries.find_locked(tx, patient_id)
    check_version(before, data.expected_version)
    wanted = replace(before, **data.changes())
    _check_birth(tx, wanted.birth_date)
    if wanted == before:
        return before
    return await _written(tx, "patient.changed", before, wanted)


async def show_own(tx: Tx, viewer: Viewer) -> Profile:
    return _own_view(await queries.find(tx, _own(viewer)))


async def change_own(tx: Tx, viewer: Viewer, data: ChangeProfile) -> Profile:
    """Patients keep their own record right. A refusal shows them no more of it than an answer."""
    before = await queries.find_locked(tx, _own(viewer))
    check_version(_own_view(before), data.expected_version)
    wanted = replace(before, **data.changes())
    _check_birth(tx, wanted.birth_date)
    if wanted == before:
        return _own_view(before)
    return _own_view(await _written(tx, "patient.changed", before, wanted))


async def archive(
    desk: Desk, cause: Cause, clinic_id: UUID, patient_id: UUID, data: Archive | None
) -> Patient:
    """They can no longer be booked for nor sign in here; their record stays."""
    async with desk.database.transaction(clinic_id, cause) as tx:
        before = await queries.find_locked(tx, patient_id)
        check_version(before, data.expected_version if data else None)
        if before.archived_at:
            return before
        after = await _written(tx, "patient.archived", before, replace(before, archived_at=tx.now))
        ended = await staff.end_patient(tx, patient_id)
    await desk.sessions.end(ended)
    return after


async def register(
    desk: Desk, cause: Cause, data: Register, agent: str, once_in: Callable[[Tx], Once]
) -> Grant:
    """Someone becomes a patient by themselves, and is signed in."""

    async def record(tx: Tx) -> UUID:
        patient = CreatePatient(data.name, data.email, data.phone, locale=data.locale)
        return (await create(tx, patient)).id

    return await joining.join(desk, cause, data, agent=agent, once_in=once_in, record=record)


def _own(viewer: Viewer) -> UUID:
    if viewer.patient_id is None:
        raise NotAllowed("Only patients have a record of their own here.")
    return viewer.patient_id


def _own_view(patient: Patient) -> Profile:
    return Profile(
        id=patient.id,
        name=patient.name,
        email=patient.email,
        phone=patient.phone,
        birth_date=patient.birth_date,
        locale=patient.locale,
        version=patient.version,
    )


async def _written(tx: Tx, action: str, before: Patient, wanted: Patient) -> Patient:
    after = await queries.update(tx, wanted)
    if after.name != before.name:
        await staff.rename_patient(tx, after.id, after.name)
    await trail(tx, action, "patient", after.id, before=before, after=after)
    await emit(tx, PatientUpdated(after.id))
    return after


def _check_birth(tx: Tx, birth_date: date | None) -> None:
    if birth_date is not None and birth_date > tx.now.date():
        raise Invalid.on("birth_date", "This date is still to come.", "in_future")
