from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias, get_args
from uuid import UUID

import msgspec

from topsmile.clinics.models import Terms
from topsmile.kernel.errors import Conflict, TopSmileError
from topsmile.kernel.money import Money

Status = Literal[
    "pending_payment",
    "scheduled",
    "confirmed",
    "checked_in",
    "in_progress",
    "completed",
    "cancelled",
    "no_show",
]
Action = Literal["confirm", "check-in", "start", "complete", "cancel", "no-show"]
Instant: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
Notes: TypeAlias = Annotated[str, msgspec.Meta(max_length=2000)]

# From which states each action leads to which.
TRANSITIONS: dict[Action, tuple[frozenset[Status], Status]] = {
    "confirm": (frozenset({"scheduled"}), "confirmed"),
    "check-in": (frozenset({"scheduled", "confirmed", "no_show"}), "checked_in"),
    "start": (frozenset({"checked_in"}), "in_progress"),
    "complete": (frozenset({"in_progress"}), "completed"),
    "cancel": (
        frozenset({"pending_payment", "scheduled", "confirmed", "checked_in"}),
        "cancelled",
    ),
    "no-show": (frozenset({"scheduled", "confirmed"}), "no_show"),
}
assert TRANSITIONS.keys() == set(get_args(Action))
# It will not take place, or did not.
ENDED: frozenset[Status] = frozenset({"cancelled", "no_show"})
# Why a visit was cancelled whose deposit was not paid in time.
UNPAID = "unpaid"
MOVABLE: frozenset[Status] = frozenset({"pending_payment", "scheduled", "confirmed"})


class SlotTaken(Conflict):
    """With `alternatives` when the rules refused; without when the constraint itself did."""

    detail = "Someone just took this time. Please choose another."
    constraint = "one_claim_at_a_time"


class PatientBusy(Conflict):
    detail = "The patient has another appointment at this time."


class CannotBecome(Conflict):
    detail = "The appointment has moved on since you last saw it."


class TooLateByNow(Conflict):
    detail = "By now this is no longer free of charge. Look again at what it costs."


class NotPaidInTime(Conflict):
    detail = "This appointment was not paid in time. Please book it again."


class NotOffered(TopSmileError):
    """`reason` is the rule that forbids the time."""

    status = 422
    detail = "This time is not offered."


class TooManyVisits(TopSmileError):
    status = 422
    detail = "Please confirm your e-mail address with the link we sent you, then you can book more."


WORDS: dict[str, str] = {
    "not_on_the_minute": "Appointments begin on a whole minute.",
    "in_the_past": "This time is in the past.",
    "too_soon": "This is too soon to book online. Please call the clinic.",
    "too_far": "This is further ahead than the clinic plans.",
    "outside_hours": "The clinic does not work at this time.",
    "time_off": "The clinician is away at this time.",
    "off_step": "Appointments do not begin at this minute.",
    "not_performed": "This clinician does not perform this service.",
}


class Named(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class Appointment(msgspec.Struct, frozen=True):
    """`starts_local` is the clinic's wall time; `price` is what was agreed when it was booked."""

    id: UUID
    version: int
    status: Status
    starts_at: datetime
    ends_at: datetime
    starts_local: datetime
    service: Named
    provider: Named
    patient: Named
    room: Named | None
    notes: str
    price: Money
    pay_by: datetime | None
    created_at: datetime

    def is_expired(self, now: datetime) -> bool:
        """Whether it was to be paid by now and is not: its time is anyone's."""
        return self.status == "pending_payment" and self.pay_by is not None and self.pay_by <= now

    def check_can(self, action: Action) -> Status:
        """The status the action leads to; raises when it cannot be taken from here."""
        allowed, status = TRANSITIONS[action]
        if self.status not in allowed:
            raise CannotBecome(current=self)
        return status


class Agreed(Terms, frozen=True):
    """The terms of one visit. No later change of a policy touches them.

    `free_until`: the last moment at which its patient can cancel it without a fee.
    """

    free_until: datetime
    currency: str
    agreed_at: datetime
    agreed_by_role: str

    def alone(self) -> Terms:
        """As anybody was told them before they booked."""
        return Terms(self.deposit, self.cancellation_hours, self.late_cancel_fee, self.no_show_fee)


class Ended(msgspec.Struct, frozen=True):
    """`by_role` cancelled it or marked the no-show: `system` where it was not paid in time."""

    by_role: str
    at: datetime
    reason: str | None


class Happening(msgspec.Struct, frozen=True):
    """One entry of an appointment's history; `by` is a role."""

    at: datetime
    action: str
    by: str
    reason: str | None


class DetailedAppointment(Appointment, frozen=True):
    history: list[Happening]


class Slot(msgspec.Struct, frozen=True):
    starts_at: datetime
    ends_at: datetime
    starts_local: datetime
    provider_id: UUID


class Availability(msgspec.Struct, frozen=True):
    """`next_available_on` is the first date from `from` on that has a slot."""

    timezone: str
    slots: list[Slot]
    next_available_on: date | None


class Query(msgspec.Struct, frozen=True):
    """What availability is asked for; dates of the clinic, both included.

    `appointment_id`: the visit to be moved, which does not stand in its own way.
    """

    service_id: UUID
    provider_id: UUID | None
    patient_id: UUID | None
    hold_id: UUID | None
    first: date
    last: date
    appointment_id: UUID | None = None


class BookAppointment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    service_id: UUID
    provider_id: UUID
    starts_at: Instant
    patient_id: UUID | None = None
    hold_id: UUID | None = None
    notes: Notes = ""


class Reschedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    starts_at: Instant
    provider_id: UUID | None = None
    expected_version: int | None = None


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """After `not_after` it is not done: whoever was told until when it is free means no later."""

    expected_version: int | None = None
    reason: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    not_after: Instant | None = None


class PlaceHold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    service_id: UUID
    provider_id: UUID
    starts_at: Instant


class Hold(msgspec.Struct, frozen=True):
    """`id` is a secret: the time belongs to whoever has it, until `expires_at`."""

    id: UUID
    expires_at: datetime


def as_detailed(appointment: Appointment, history: list[Happening]) -> DetailedAppointment:
    return DetailedAppointment(**_fields(appointment), history=history)


def _fields(appointment: Appointment) -> dict[str, Any]:
    return {name: getattr(appointment, name) for name in Appointment.__struct_fields__}
