"""What was agreed when a visit was booked, and how it ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from topsmile.clinics.models import Terms
from topsmile.kernel.db import Tx
from topsmile.scheduling import terms_queries
from topsmile.scheduling.models import Agreed, Ended


async def of(tx: Tx, appointment_id: UUID) -> Agreed | None:
    """None where nothing was agreed: it was booked while the clinic took no payments."""
    return await terms_queries.of(tx, appointment_id)


async def ended(tx: Tx, appointment_id: UUID) -> Ended | None:
    """None unless it was cancelled or its patient did not come."""
    return await terms_queries.ended(tx, appointment_id)


async def offered(tx: Tx, service_id: UUID) -> Terms | None:
    """What whoever books this service now agrees to; None while the clinic takes no payments."""
    return await terms_queries.offered(tx, service_id)


async def agree(tx: Tx, appointment_id: UUID, terms: Terms, currency: str) -> None:
    await terms_queries.insert(tx, appointment_id, terms, currency)


async def moved(tx: Tx, appointment_id: UUID, agreed: Agreed | None, starts_at: datetime) -> None:
    """The visit begins at another time; `agreed` is as it was before."""
    if agreed is None:
        return
    by_patient = tx.cause.actor_role == "patient"
    until = free_until(agreed, starts_at, tx.now, by_patient=by_patient)
    await terms_queries.set_free_until(tx, appointment_id, until)


def free_until(
    agreed: Agreed, starts_at: datetime, now: datetime, *, by_patient: bool
) -> datetime | None:
    """What is kept of a move. Pure. None: the hours before the new time count.

    A patient for whom it is too late does not make it early again by moving; and a clinic that
    moves a visit so near that it would be too late leaves its patient free to say no.
    """
    if by_patient:
        return agreed.free_until if now > agreed.free_until else None
    too_late = now > starts_at - timedelta(hours=agreed.cancellation_hours)
    return starts_at if too_late else None
