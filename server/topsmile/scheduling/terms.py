"""What was agreed when a visit was booked, until when it can be given up, and how it ended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from topsmile.clinics.models import Terms
from topsmile.kernel.db import Tx
from topsmile.kernel.trail import trail
from topsmile.scheduling import terms_queries
from topsmile.scheduling.models import Agreed, Appointment, Ended
from topsmile.scheduling.moments import Move, moved


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


async def move(tx: Tx, visit: Appointment, to: datetime) -> None:
    """The visit, as it still is, is about to begin at another time."""
    kept = await terms_queries.kept(tx, visit.id)
    if kept is None:
        return
    by_patient = tx.cause.actor_role == "patient"
    after = moved(
        kept.moment,
        Move(visit.starts_at, to, tx.now, by_patient, unpaid=visit.pay_by is not None),
        hours=kept.cancellation_hours,
        binds=kept.late_moves_bind,
    )
    if after == kept.moment:
        return
    await terms_queries.keep(tx, visit.id, after)
    action = "appointment.cancellation_moved"
    await trail(tx, action, "appointment", visit.id, before=kept.moment, after=after)
