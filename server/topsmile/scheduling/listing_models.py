"""What lists of the clinic tell: to anybody what is offered and when, to staff the calendar."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec

from topsmile.clinics.models import Terms
from topsmile.kernel.money import Money
from topsmile.providers.models import Hours
from topsmile.scheduling.models import Appointment


class CalendarAppointment(Appointment, frozen=True):
    """As the day shows it: with its end on the wall and the buffers around it."""

    ends_local: datetime
    buffer_before_minutes: int
    buffer_after_minutes: int


class PublicService(msgspec.Struct, frozen=True):
    """`terms`: what whoever books it agrees to, null while the clinic takes no payments."""

    id: UUID
    name: str
    description: str
    duration_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    price: Money
    provider_ids: list[UUID]
    terms: Terms | None


class PublicServices(msgspec.Struct, frozen=True):
    items: list[PublicService]


class PublicProvider(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    specialty: str
    service_ids: list[UUID]


class PublicProviders(msgspec.Struct, frozen=True):
    items: list[PublicProvider]


class OpeningHours(msgspec.Struct, frozen=True):
    """When somebody is there in a usual week, in order and without overlaps."""

    items: list[Hours]


class Open(msgspec.Struct, frozen=True):
    """A stretch of working time, as instants and on the wall."""

    starts_at: datetime
    ends_at: datetime
    starts_local: datetime
    ends_local: datetime


class CalendarProvider(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    specialty: str
    open: list[Open]


class Calendar(msgspec.Struct, frozen=True):
    """What the staff's calendar draws: who works when, and all visits that are not cancelled."""

    timezone: str
    today: date
    now_local: datetime
    step_minutes: int
    providers: list[CalendarProvider]
    appointments: list[CalendarAppointment]
