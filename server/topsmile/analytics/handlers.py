from __future__ import annotations

from topsmile.analytics import service
from topsmile.kernel.db import Tx
from topsmile.kernel.events import on
from topsmile.scheduling.events import (
    AppointmentCancelled,
    AppointmentCheckedIn,
    AppointmentCompleted,
    AppointmentConfirmed,
    AppointmentCreated,
    AppointmentFact,
    AppointmentNoShow,
    AppointmentRescheduled,
    AppointmentStarted,
)


@on(
    AppointmentCreated,
    AppointmentRescheduled,
    AppointmentConfirmed,
    AppointmentCheckedIn,
    AppointmentStarted,
    AppointmentCompleted,
    AppointmentCancelled,
    AppointmentNoShow,
)
async def count_visit(tx: Tx, event: AppointmentFact) -> None:
    await service.count(tx, event.appointment_id)
