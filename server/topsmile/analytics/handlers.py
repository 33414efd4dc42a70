from __future__ import annotations

from topsmile.analytics import service
from topsmile.kernel.db import Tx
from topsmile.kernel.events import on
from topsmile.kernel.schedules import every
from topsmile.scheduling.events import (
    AppointmentCancelled,
    AppointmentCheckedIn,
    AppointmentCompleted,
    AppointmentConfirmed,
    AppointmentCreated,
    AppointmentFact,
    AppointmentNoShow,
    AppointmentRescheduled,
    AppointmentSecured,
    AppointmentStarted,
)


@on(
    AppointmentCreated,
    AppointmentRescheduled,
    AppointmentConfirmed,
    AppointmentSecured,
    AppointmentCheckedIn,
    AppointmentStarted,
    AppointmentCompleted,
    AppointmentCancelled,
    AppointmentNoShow,
)
async def count_visit(tx: Tx, event: AppointmentFact) -> None:
    await service.count(tx, event.appointment_id)


@every("*/10 * * * *")
async def keep_counted(tx: Tx) -> None:
    """A clinic's figures do not wait for its next visit to be booked."""
    await service.keep(tx)
