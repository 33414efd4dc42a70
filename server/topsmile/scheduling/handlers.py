from __future__ import annotations

from topsmile.kernel.db import Tx
from topsmile.kernel.events import on
from topsmile.scheduling import unpaid
from topsmile.scheduling.events import AppointmentPaymentDue


@on(AppointmentPaymentDue)
async def cancel_unpaid(tx: Tx, event: AppointmentPaymentDue) -> None:
    await unpaid.expire(tx, event.appointment_id)
