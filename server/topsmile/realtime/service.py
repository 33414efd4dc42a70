"""Every change becomes frames on the channels of those whom it concerns."""

from __future__ import annotations

from uuid import UUID

import msgspec

from topsmile.catalog.events import ServiceChanged
from topsmile.kernel.db import Tx
from topsmile.kernel.events import Event, name_of
from topsmile.providers.events import ProviderChanged
from topsmile.realtime import queries
from topsmile.realtime.models import AVAILABILITY, PUBLIC, STAFF, Announcement, ids_of, of_patient
from topsmile.realtime.queries import Concerned, Said
from topsmile.scheduling.events import (
    AppointmentCancelled,
    AppointmentCreated,
    AppointmentRescheduled,
    AppointmentSecured,
    HoldPlaced,
    HoldReleased,
)

# After these, other times are free.
FREES: tuple[type[Event], ...] = (
    AppointmentCreated,
    AppointmentRescheduled,
    AppointmentCancelled,
    AppointmentSecured,
    HoldPlaced,
    HoldReleased,
    ProviderChanged,
    ServiceChanged,
)


async def write(tx: Tx, event: Event, event_id: UUID) -> Announcement:
    """The frames of the event, once, however often it is asked."""
    frames = await queries.written(tx, event_id)
    if not frames:
        frames = await queries.write(tx, event_id, await _said(tx, event))
    return Announcement(tx.clinic_id, frames)


async def _said(tx: Tx, event: Event) -> list[Said]:
    ids = ids_of(event)
    about = Concerned(ids.get("patient_id"), ids.get("provider_id"))
    if "appointment_id" in ids or "message_id" in ids:
        about = await queries.concerned(tx, ids.get("appointment_id"), ids.get("message_id"))
    ids |= {name: value for name, value in about._asdict().items() if value}
    name, json = name_of(type(event)), msgspec.json.encode(ids).decode()
    said = [Said(STAFF, name, json)]
    if about.patient_id:
        said.append(Said(of_patient(about.patient_id), name, json))
    if isinstance(event, FREES):
        said.append(Said(PUBLIC, AVAILABILITY, "{}"))
    return said
