from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.notifications.models import Channel
from topsmile.scheduling.models import Appointment


class Expected(msgspec.Struct, frozen=True):
    """A visit to come that a reminder may tell of."""

    id: UUID
    patient_id: UUID
    service_id: UUID
    starts_at: datetime


async def lock_address(tx: Tx, channel: Channel, to: str) -> None:
    """Reminders to one address wait for each other, so that each sees what the last one told."""
    await tx.run(
        """
        select pg_advisory_xact_lock(hashtextextended($1::uuid || ':' || $2 || ':' || $3, 7))
        """,
        channel,
        to.lower(),
    )


async def expected(tx: Tx, first: datetime, until: datetime) -> list[Expected]:
    """Visits that begin in a stretch of time and are still to come, by time."""
    return await tx.all(
        Expected,
        """
        select id, patient_id, service_id, starts_at from appointment
        where clinic_id = $1 and starts_at >= $2 and starts_at < $3 and starts_at > $4
          and status in ('scheduled', 'confirmed')
        order by starts_at, id
        """,
        first,
        until,
        tx.now,
    )


async def told(
    tx: Tx, appointment_ids: Sequence[UUID], minutes_before: int, channel: Channel
) -> set[tuple[UUID, datetime]]:
    """Of which visits this reminder was written, with the time that it named."""
    rows = await tx.all(
        _pair,
        """
        select appointment_id, starts_at from reminded
        where clinic_id = $1 and appointment_id = any($2::uuid[]) and minutes_before = $3
          and channel = $4
        """,
        list(appointment_ids),
        minutes_before,
        channel,
    )
    return set(rows)


async def mark(
    tx: Tx, message_id: UUID, visits: Sequence[Appointment], minutes_before: int, channel: Channel
) -> None:
    await tx.run(
        """
        insert into reminded (clinic_id, message_id, minutes_before, channel, appointment_id,
          starts_at)
        select $1, $2, $3, $4, visit.* from unnest($5::uuid[], $6::timestamptz[]) visit
        """,
        message_id,
        minutes_before,
        channel,
        [each.id for each in visits],
        [each.starts_at for each in visits],
    )


async def coming(tx: Tx) -> list[Expected]:
    return await tx.all(
        Expected,
        """
        select id, patient_id, service_id, starts_at from appointment
        where clinic_id = $1 and starts_at > $2 and status in ('scheduled', 'confirmed')
        order by starts_at, id
        """,
        tx.now,
    )


def _pair(appointment_id: UUID, starts_at: datetime) -> tuple[UUID, datetime]:
    return appointment_id, starts_at
