"""A visit that waits for its deposit keeps its time as long as a hold does, and no longer.

Until `pay_by` its claims count like any others; afterwards whoever wants the time takes it. That it
is cancelled then is only tidying up: no time waits for it.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from topsmile.kernel.db import Tx
from topsmile.kernel.errors import VersionConflict
from topsmile.kernel.events import NotYet, emit
from topsmile.kernel.trail import trail
from topsmile.scheduling import queries, service, terms, unpaid_queries
from topsmile.scheduling.choosing import free_again
from topsmile.scheduling.events import AppointmentSecured
from topsmile.scheduling.models import UNPAID, Appointment

A_MOMENT = 0.2  # seconds


async def secure(tx: Tx, appointment_id: UUID) -> Literal["secured", "already", "lost"]:
    """It is paid. Make it certain, if need be by booking its time again; `lost` if that is gone.

    However often this is said, it is done once. What a person has cancelled stays cancelled.
    """
    before = await _locked(tx, appointment_id)
    if before.status not in ("pending_payment", "cancelled"):
        return "already"
    if before.status == "cancelled" and not await _was_unpaid(tx, appointment_id):
        return "lost"
    if not await _has_its_time(tx, before):
        return "lost"
    await queries.raise_versions(tx, [before.provider.id], before.patient.id)
    after = await queries.find(tx, appointment_id, None)
    await trail(
        tx,
        "appointment.secured",
        "appointment",
        appointment_id,
        before={"status": before.status, "version": before.version},
        after={"status": after.status, "version": after.version},
    )
    await emit(tx, AppointmentSecured(appointment_id, after.version))
    return "secured"


async def expire(tx: Tx, appointment_id: UUID) -> None:
    """Cancel it if it was not paid in time."""
    visit = await _locked(tx, appointment_id)
    if visit.status != "pending_payment" or visit.pay_by is None:
        return
    if visit.pay_by > tx.now:
        raise NotYet((visit.pay_by - tx.now).total_seconds())
    await service.become(tx, visit, "cancel", UNPAID)


async def _has_its_time(tx: Tx, visit: Appointment) -> bool:
    """After this it is confirmed and its time its own, or nothing has changed."""
    in_time = visit.status == "pending_payment" and not visit.is_expired(tx.now)
    if in_time and await unpaid_queries.keeps_its_time(tx, visit.id):
        await unpaid_queries.secure(tx, visit.id)
        return True
    occupies = await free_again(tx, visit)
    if occupies is None:
        return False
    await queries.release(tx, visit.id)
    await unpaid_queries.secure(tx, visit.id)
    await queries.move(tx, visit.id, occupies)
    return True


async def _was_unpaid(tx: Tx, appointment_id: UUID) -> bool:
    ended = await terms.ended(tx, appointment_id)
    return ended is not None and (ended.by_role, ended.reason) == ("system", UNPAID)


async def _locked(tx: Tx, appointment_id: UUID) -> Appointment:
    """With its resources, which are locked before it, as everywhere."""
    seen = await queries.find(tx, appointment_id, None)
    await queries.lock_resources(tx, [seen.provider.id], seen.patient.id)
    visit = await queries.find_locked(tx, appointment_id)
    if visit.provider.id != seen.provider.id:  # it was moved between reading and locking
        raise NotYet(A_MOMENT) if tx.cause.event else VersionConflict(current=visit)
    return visit
