from __future__ import annotations

from uuid import UUID

from topsmile.kernel.events import Event
from topsmile.scheduling.models import Action


class AppointmentFact(Event, frozen=True):
    """`version` is the appointment's after the change."""

    appointment_id: UUID
    version: int


class AppointmentCreated(AppointmentFact, frozen=True, tag="appointment.created"):
    """Someone booked a time."""


class AppointmentRescheduled(AppointmentFact, frozen=True, tag="appointment.rescheduled"):
    """It has another time, or another provider."""


class AppointmentConfirmed(AppointmentFact, frozen=True, tag="appointment.confirmed"):
    """The patient said that they will come, or the desk for them."""


class AppointmentCheckedIn(AppointmentFact, frozen=True, tag="appointment.checked_in"):
    """The patient has arrived."""


class AppointmentStarted(AppointmentFact, frozen=True, tag="appointment.started"):
    """The treatment has begun."""


class AppointmentCompleted(AppointmentFact, frozen=True, tag="appointment.completed"):
    """The treatment is over."""


class AppointmentCancelled(AppointmentFact, frozen=True, tag="appointment.cancelled"):
    """It will not take place; its time is free again."""


class AppointmentNoShow(AppointmentFact, frozen=True, tag="appointment.no_show"):
    """The patient did not come."""


class AppointmentSecured(AppointmentFact, frozen=True, tag="appointment.secured"):
    """It was booked unpaid and is now paid: only now is it certain."""


class AppointmentPaymentDue(Event, frozen=True, tag="appointment.payment_due"):
    """The clock's: if its deposit has not been paid by now, its time is given back."""

    appointment_id: UUID


class HoldPlaced(Event, frozen=True, tag="hold.placed"):
    """A time is kept for someone for ten minutes."""

    provider_id: UUID


class HoldReleased(Event, frozen=True, tag="hold.released"):
    """A kept time was given back early."""

    provider_id: UUID


FACT: dict[Action, type[AppointmentFact]] = {
    "confirm": AppointmentConfirmed,
    "check-in": AppointmentCheckedIn,
    "start": AppointmentStarted,
    "complete": AppointmentCompleted,
    "cancel": AppointmentCancelled,
    "no-show": AppointmentNoShow,
}
