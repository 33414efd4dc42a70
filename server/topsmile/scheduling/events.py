from __future__ import annotations

from uuid import UUID

from topsmile.kernel.events import Event
from topsmile.scheduling.models import Action


class AppointmentFact(Event, frozen=True):
    """`version` is the appointment's after the change."""

    appointment_id: UUID
    version: int


class AppointmentCreated(AppointmentFact, frozen=True, tag="appointment.created"): ...


class AppointmentRescheduled(AppointmentFact, frozen=True, tag="appointment.rescheduled"): ...


class AppointmentConfirmed(AppointmentFact, frozen=True, tag="appointment.confirmed"): ...


class AppointmentCheckedIn(AppointmentFact, frozen=True, tag="appointment.checked_in"): ...


class AppointmentStarted(AppointmentFact, frozen=True, tag="appointment.started"): ...


class AppointmentCompleted(AppointmentFact, frozen=True, tag="appointment.completed"): ...


class AppointmentCancelled(AppointmentFact, frozen=True, tag="appointment.cancelled"): ...


class AppointmentNoShow(AppointmentFact, frozen=True, tag="appointment.no_show"): ...


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
