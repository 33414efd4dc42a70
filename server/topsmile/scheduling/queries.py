from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from topsmile.kernel.db import Tx
from topsmile.kernel.money import Money
from topsmile.kernel.zones import local_of
from topsmile.scheduling.models import (
    Appointment,
    Ended,
    Happening,
    Named,
    Status,
)

SHOWN = """
a.id, a.version, a.status, a.starts_at, a.ends_at, a.notes, a.price_amount, a.price_currency,
a.pay_by, a.created_at, c.timezone, a.service_id, s.name as service_name, a.provider_id,
p.name as provider_name, a.patient_id, pt.name as patient_name
"""
JOINED = """
appointment a
join clinic_settings c on c.clinic_id = $1
join service s on s.clinic_id = $1 and s.id = a.service_id
join provider p on p.clinic_id = $1 and p.id = a.provider_id
join patient pt on pt.clinic_id = $1 and pt.id = a.patient_id
"""


class Settings(msgspec.Struct, frozen=True):
    timezone: str
    step_minutes: int
    horizon_days: int

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Locked(NamedTuple):
    """Names of what a booking locked; None for what the clinic does not have."""

    providers: dict[UUID, str]
    patient: str | None


class Booking(NamedTuple):
    """What a visit occupies: the provider with buffers, the patient without."""

    provider_id: UUID
    patient_id: UUID
    service_id: UUID
    starts_at: datetime
    ends_at: datetime
    occupied_from: datetime
    occupied_until: datetime


async def settings(tx: Tx) -> Settings:
    return await tx.one(
        Settings,
        "select timezone, step_minutes, horizon_days from clinic_settings where clinic_id = $1",
    )


async def find(tx: Tx, appointment_id: UUID, only_patient: UUID | None) -> Appointment:
    return await tx.one(
        shown,
        f"""
        select {SHOWN} from {JOINED}
        where a.clinic_id = $1 and a.id = $2 and ($3::uuid is null or a.patient_id = $3)
        """,
        appointment_id,
        only_patient,
    )


async def find_locked(tx: Tx, appointment_id: UUID) -> Appointment:
    """Lock the appointment; its resources are locked before, never after.

    The join comes after the lock: a row that was waited for may be with another provider now.
    """
    return await tx.one(
        shown,
        f"""
        with locked as materialized (
          select * from appointment where clinic_id = $1 and id = $2 for no key update
        )
        select {SHOWN} from {JOINED.replace("appointment a", "locked a", 1)}
        """,
        appointment_id,
    )


async def lock_resources(tx: Tx, providers: Sequence[UUID], patient_id: UUID | None) -> Locked:
    """Make bookings of the same resources wait for each other: providers by id, then the patient.

    Exclusion constraints alone would be right too, and deadlock under load. Who no longer works
    here is locked like everybody: what they have can still be moved and cancelled.
    """
    rows = await tx.all(
        _Lock,
        """
        with locked_providers as materialized (
          select id, name, archived_at from provider
          where clinic_id = $1 and id = any($2::uuid[])
          order by id for no key update
        ), locked_patient as materialized (
          select id, name, archived_at from patient
          where clinic_id = $1 and id = $3
            and (select count(*) from locked_providers) >= 0
          for no key update
        )
        select id, name, false as is_patient from locked_providers where archived_at is null
        union all select id, name, true from locked_patient where archived_at is null
        """,
        list(providers),
        patient_id,
    )
    return Locked(
        {row.id: row.name for row in rows if not row.is_patient},
        next((row.name for row in rows if row.is_patient), None),
    )


class _Lock(NamedTuple):
    id: UUID
    name: str
    is_patient: bool


class Written(NamedTuple):
    id: UUID
    version: int
    status: Status


async def insert(
    tx: Tx, booking: Booking, price: Money, notes: str, pay_by: datetime | None
) -> Written:
    """The appointment, its two claims, and the versions of what they occupy: one statement.

    With `pay_by` it waits for its payment, and its claims expire then.
    """
    return await tx.one(
        Written,
        """
        with made as (
          insert into appointment (clinic_id, provider_id, patient_id, service_id, starts_at,
            ends_at, notes, price_amount, price_currency, created_at, source, pay_by, status)
          values ($1, $2, $3, $4, $5, $6, $9, $10, $11, $12, $13, $14,
            case when $14::timestamptz is null then 'scheduled' else 'pending_payment' end)
          returning id, version, status
        ), claimed as (
          insert into claim (clinic_id, provider_id, patient_id, during, appointment_id, expires_at)
          select $1, $2, null::uuid, tstzrange($7, $8), id, $14::timestamptz from made
          union all select $1, null, $3, tstzrange($5, $6), id, $14::timestamptz from made
        ), provider_moved as (
          update provider set schedule_version = schedule_version + 1
          where clinic_id = $1 and id = $2
        ), patient_moved as (
          update patient set schedule_version = schedule_version + 1
          where clinic_id = $1 and id = $3
        )
        select id, version, status from made
        """,
        *booking,
        notes,
        price.amount,
        price.currency,
        tx.now,
        "online" if tx.cause.actor_role == "patient" else "desk",
        pay_by,
    )


async def move(tx: Tx, appointment_id: UUID, booking: Booking) -> None:
    """New time, new claims; the old claims are gone, so a visit may overlap its old time.

    An unpaid visit wins no time by being moved: its new claims expire when the old ones did.
    """
    await tx.run(
        """
        with moved as (
          update appointment
          set provider_id = $3, starts_at = $5, ends_at = $6, version = version + 1
          where clinic_id = $1 and id = $2
          returning id, pay_by
        )
        insert into claim (clinic_id, provider_id, patient_id, during, appointment_id, expires_at)
        select $1, $3, null::uuid, tstzrange($7, $8), id, pay_by from moved
        union all select $1, null, $4, tstzrange($5, $6), id, pay_by from moved
        """,
        appointment_id,
        booking.provider_id,
        booking.patient_id,
        booking.starts_at,
        booking.ends_at,
        booking.occupied_from,
        booking.occupied_until,
    )


async def release(tx: Tx, appointment_id: UUID) -> None:
    await tx.run("delete from claim where clinic_id = $1 and appointment_id = $2", appointment_id)


async def raise_versions(tx: Tx, providers: Sequence[UUID], patient_id: UUID | None) -> None:
    """Whatever was answered about their free times is out of date. They are locked already."""
    await tx.run(
        """
        with patient_moved as (
          update patient set schedule_version = schedule_version + 1
          where clinic_id = $1 and id = $3
        )
        update provider set schedule_version = schedule_version + 1
        where clinic_id = $1 and id = any($2::uuid[])
        """,
        list(providers),
        patient_id,
    )


async def set_status(tx: Tx, appointment_id: UUID, status: Status, ended: Ended | None) -> None:
    await tx.run(
        """
        update appointment
        set status = $3, version = version + 1, ended_at = $4, ended_by_role = $5, ended_why = $6
        where clinic_id = $1 and id = $2
        """,
        appointment_id,
        status,
        *((ended.at, ended.by_role, ended.reason) if ended else (None, None, None)),
    )


async def history(tx: Tx, appointment_id: UUID) -> list[Happening]:
    return await tx.all(
        Happening,
        """
        select at, action, actor_role as by, after ->> 'reason' as reason from audit_entry
        where clinic_id = $1 and subject_id = $2 and subject = 'appointment' order by id
        """,
        appointment_id,
    )


def shown(
    *,
    id: UUID,  # noqa: A002
    version: int,
    status: Status,
    starts_at: datetime,
    ends_at: datetime,
    notes: str,
    price_amount: int,
    price_currency: str,
    pay_by: datetime | None,
    created_at: datetime,
    timezone: str,
    service_id: UUID,
    service_name: str,
    provider_id: UUID,
    provider_name: str,
    patient_id: UUID,
    patient_name: str,
) -> Appointment:
    """The columns of SHOWN. By position: a day has hundreds, and this is most of their cost."""
    return Appointment(
        id,
        version,
        status,
        starts_at,
        ends_at,
        local_of(starts_at, ZoneInfo(timezone)),
        Named(service_id, service_name),
        Named(provider_id, provider_name),
        Named(patient_id, patient_name),
        None,
        notes,
        Money(price_amount, price_currency),
        pay_by,
        created_at,
    )
