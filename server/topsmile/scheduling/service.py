"""What a receptionist does with appointments."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from topsmile.clinics.models import Terms
from topsmile.identity import service as identity
from topsmile.identity.models import Viewer
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Invalid, NotFound, VersionConflict
from topsmile.kernel.events import emit
from topsmile.kernel.trail import trail
from topsmile.kernel.zones import local_of
from topsmile.scheduling import patient_queries, queries, terms
from topsmile.scheduling.choosing import Chosen, Wish, choose, hold_hash
from topsmile.scheduling.events import (
    FACT,
    AppointmentCreated,
    AppointmentPaymentDue,
    AppointmentRescheduled,
)
from topsmile.scheduling.holds import ten_minutes_from
from topsmile.scheduling.models import (
    ENDED,
    MOVABLE,
    Action,
    Appointment,
    BookAppointment,
    CannotBecome,
    Change,
    DetailedAppointment,
    Ended,
    Happening,
    Named,
    NotPaidInTime,
    Reschedule,
    TooLateByNow,
    TooManyVisits,
    as_detailed,
)
from topsmile.scheduling.queries import Locked

# What patients may have ahead of them by booking for themselves. Anyone may register with any
# address: until it is confirmed they take little of the clinic's time, and of its mail.
MOST_VISITS = 12
MOST_UNCONFIRMED = 3


async def book(tx: Tx, viewer: Viewer, booking: BookAppointment) -> Appointment:
    patient_id = _who(viewer, booking.patient_id)
    locked = await queries.lock_resources(tx, [booking.provider_id], patient_id)
    provider, patient = _names(locked, booking.provider_id, patient_id)
    await _check_cap(tx, viewer)
    chosen = await choose(
        tx,
        viewer,
        Wish(
            booking.service_id,
            booking.provider_id,
            patient_id,
            booking.starts_at,
            hold_hash(booking.hold_id),
        ),
    )
    agreed = await _asked(tx, chosen)
    pay_by = _pay_by(tx, viewer, chosen, agreed)
    written = await queries.insert(tx, chosen.occupies, chosen.outlook.price, booking.notes, pay_by)
    appointment = _as_booked(
        tx, chosen, written, provider=provider, patient=patient, notes=booking.notes, pay_by=pay_by
    )
    if agreed:
        await terms.agree(tx, appointment.id, agreed, appointment.price.currency)
    await trail(tx, "appointment.created", "appointment", appointment.id, after=appointment)
    await emit(tx, AppointmentCreated(appointment.id, appointment.version))
    if pay_by:
        await emit(tx, AppointmentPaymentDue(appointment.id), due_at=pay_by)
    return appointment


async def get(tx: Tx, appointment_id: UUID) -> Appointment:
    """For whoever reacts to events; viewers use `show`."""
    return await queries.find(tx, appointment_id, None)


async def show(tx: Tx, viewer: Viewer, appointment_id: UUID) -> DetailedAppointment:
    appointment = await queries.find(tx, appointment_id, viewer.only_patient)
    history = await queries.history(tx, appointment_id)
    return as_detailed(appointment, [_for(viewer, each) for each in history])


async def reschedule(
    tx: Tx, viewer: Viewer, appointment_id: UUID, wanted: Reschedule
) -> Appointment:
    seen = await queries.find(tx, appointment_id, viewer.only_patient)
    target = wanted.provider_id or seen.provider.id
    locked = await queries.lock_resources(tx, [seen.provider.id, target], seen.patient.id)
    before = await queries.find_locked(tx, appointment_id)
    _check_version(before, wanted.expected_version)
    if before.provider.id != seen.provider.id:
        raise VersionConflict(current=before)  # it moved between reading and locking
    check_movable(before, tx.now)
    if target not in locked.providers:
        raise Invalid.on("provider_id", "The clinic has no such clinician.", "not_there")
    wish = Wish(
        before.service.id, target, before.patient.id, wanted.starts_at, None, appointment_id
    )
    chosen = await choose(tx, viewer, wish)
    await terms.move(tx, before, wanted.starts_at)
    await queries.release(tx, appointment_id)
    await queries.move(tx, appointment_id, chosen.occupies)
    await queries.raise_versions(tx, [before.provider.id, target], before.patient.id)
    after = await queries.find(tx, appointment_id, None)
    await trail(
        tx, "appointment.rescheduled", "appointment", appointment_id, before=before, after=after
    )
    await emit(tx, AppointmentRescheduled(appointment_id, after.version))
    return after


def check_movable(visit: Appointment, now: datetime) -> None:
    if visit.status not in MOVABLE:
        raise CannotBecome(current=visit)
    if visit.is_expired(now):
        raise NotPaidInTime(current=visit)


async def take(
    tx: Tx, viewer: Viewer, appointment_id: UUID, action: Action, change: Change
) -> Appointment:
    """Take the appointment through its states. Only cancelling gives its time back."""
    seen = await queries.find(tx, appointment_id, viewer.only_patient)
    if action == "cancel":
        await queries.lock_resources(tx, [seen.provider.id], seen.patient.id)
    before = await queries.find_locked(tx, appointment_id)
    _check_version(before, change.expected_version)
    if change.not_after and tx.now > change.not_after:
        raise TooLateByNow
    if action == "cancel" and before.provider.id != seen.provider.id:
        raise VersionConflict(current=before)
    return await become(tx, before, action, change.reason)


async def become(tx: Tx, before: Appointment, action: Action, reason: str | None) -> Appointment:
    """The visit is locked, and if it is to be cancelled so are its provider and its patient."""
    status = before.check_can(action)
    if action == "cancel":
        await queries.release(tx, before.id)
        await queries.raise_versions(tx, [before.provider.id], before.patient.id)
    ended = Ended(tx.cause.actor_role, tx.now, reason) if status in ENDED else None
    await queries.set_status(tx, before.id, status, ended)
    after = await queries.find(tx, before.id, None)
    fact = FACT[action](before.id, after.version)
    await trail(
        tx,
        str(fact.__struct_config__.tag),
        "appointment",
        before.id,
        before={"status": before.status, "version": before.version},
        after={"status": after.status, "version": after.version, "reason": reason},
    )
    await emit(tx, fact)
    return after


async def _asked(tx: Tx, chosen: Chosen) -> Terms | None:
    """What is agreed to by booking this now."""
    if not chosen.outlook.payments_ready:
        return None
    return await terms.offered(tx, chosen.occupies.service_id)


def _pay_by(tx: Tx, viewer: Viewer, chosen: Chosen, agreed: Terms | None) -> datetime | None:
    """Until when a patient's visit waits for its deposit: as long as their hold would have.

    At the desk it is for the reception to ask for it.
    """
    if viewer.is_staff or agreed is None or agreed.deposit is None:
        return None
    return chosen.held_until or ten_minutes_from(tx.now)


def _who(viewer: Viewer, named: UUID | None) -> UUID:
    """A patient books for themself; staff name the patient."""
    own = viewer.only_patient
    if own is None:
        if named is None:
            raise Invalid.on("patient_id", "Say for which patient.")
        return named
    if named is not None and named != own:
        raise Invalid.on("patient_id", "You can book for yourself only.")
    return own


async def _check_cap(tx: Tx, viewer: Viewer) -> None:
    """How many visits a patient may have ahead. They are locked: none is added meanwhile."""
    if viewer.member is None or viewer.patient_id is None:
        return
    ahead = await patient_queries.visits_ahead(tx, viewer.patient_id)
    if ahead >= MOST_VISITS:
        raise TooManyVisits(f"You have {ahead} visits ahead. Cancel one, or call the clinic.")
    if ahead >= MOST_UNCONFIRMED and not await identity.is_confirmed(tx, viewer.member.person_id):
        raise TooManyVisits


def _names(locked: Locked, provider_id: UUID, patient_id: UUID) -> tuple[Named, Named]:
    if provider_id not in locked.providers:
        raise Invalid.on("provider_id", "The clinic has no such clinician.", "not_there")
    if locked.patient is None:
        raise Invalid.on("patient_id", "The clinic has no such patient.", "not_there")
    return (
        Named(provider_id, locked.providers[provider_id]),
        Named(patient_id, locked.patient),
    )


def _for(viewer: Viewer, happening: Happening) -> Happening:
    """What staff wrote to each other about a visit is not for its patient."""
    if viewer.is_staff or happening.by in ("patient", "system"):
        return happening
    return replace(happening, reason=None)


def _check_version(appointment: Appointment, expected: int | None) -> None:
    if expected is not None and expected != appointment.version:
        raise VersionConflict(current=appointment)


def _as_booked(
    tx: Tx,
    chosen: Chosen,
    written: queries.Written,
    *,
    provider: Named,
    patient: Named,
    notes: str,
    pay_by: datetime | None,
) -> Appointment:
    starts_at: datetime = chosen.occupies.starts_at
    return Appointment(
        id=written.id,
        version=written.version,
        status=written.status,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=chosen.outlook.visit.duration),
        starts_local=local_of(starts_at, chosen.outlook.zone),
        service=Named(chosen.occupies.service_id, chosen.outlook.service),
        provider=provider,
        patient=patient,
        room=None,
        notes=notes,
        price=chosen.outlook.price,
        pay_by=pay_by,
        created_at=tx.now,
    )


async def check_patient(tx: Tx, patient_id: UUID) -> None:
    """Raise NotFound for an id that is not of one of the clinic's patients."""
    if not await patient_queries.has_patient(tx, patient_id):
        raise NotFound
