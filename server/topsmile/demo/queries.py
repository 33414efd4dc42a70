from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from topsmile.demo.cast import REQUEST_ID
from topsmile.demo.fortnight import Patient
from topsmile.kernel.db import Tx
from topsmile.scheduling.models import Status


class Entry(NamedTuple):
    """An entry of an appointment's history."""

    appointment_id: UUID
    at: datetime
    action: str
    by: str
    before: str | None
    after: str


class Visit(NamedTuple):
    """An appointment, and how long it occupies the provider when it is not cancelled."""

    id: UUID
    provider_id: UUID
    patient_id: UUID
    service_id: UUID
    starts_at: datetime
    ends_at: datetime
    occupied_from: datetime
    occupied_until: datetime
    status: Status
    version: int
    notes: str
    price_amount: int
    price_currency: str
    created_at: datetime
    source: str


class Open(NamedTuple):
    """A visit of ours that has not come to its end and that nobody but the demo has touched."""

    id: UUID
    provider: str
    starts_at: datetime
    ends_at: datetime
    status: Status
    version: int


class Move(NamedTuple):
    id: UUID
    status: Status
    version: int


class Claimed(NamedTuple):
    resource_id: UUID
    start: int
    end: int


class Clinician(NamedTuple):
    id: UUID
    name: str
    hours: list[list[int]]
    exceptions: list[list[int]]
    performs: list[UUID]


class Treatment(NamedTuple):
    id: UUID
    name: str
    duration_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    price_amount: int
    price_currency: str


async def last_day(tx: Tx) -> date | None:
    """Up to which date the demo has been made; see `days.py` for who wrote it."""
    found: date | None = await tx.value(
        """
        select (after ->> 'last_day')::date from audit_entry
        where clinic_id = $1 and subject_id = $1 and action = 'demo.extended'
        order by id desc limit 1
        """
    )
    return found


async def lock(tx: Tx) -> None:
    """Nobody books while the demo does: providers by id, then patients, as a booking locks them."""
    await tx.run(
        """
        with clinicians as materialized (
          select id from provider where clinic_id = $1 order by id for no key update
        ), known as materialized (
          select id from patient
          where clinic_id = $1 and (select count(*) from clinicians) >= 0
          order by id for no key update
        )
        select count(*) from known
        """
    )


async def clinicians(tx: Tx) -> list[Clinician]:
    return await tx.all(
        Clinician,
        """
        select p.id, p.name,
          array(
            select array[weekday, opens, closes] from provider_hours
            where clinic_id = $1 and provider_id = p.id
          ) as hours,
          array(
            select array[(kind = 'off')::int, first_day - date '0001-01-01' + 1,
              last_day - date '0001-01-01' + 1, coalesce(opens, -1), coalesce(closes, -1)]
            from provider_exception where clinic_id = $1 and provider_id = p.id
          ) as exceptions,
          array(
            select s.id from service_provider sp
            join service s on s.clinic_id = $1 and s.id = sp.service_id and s.archived_at is null
            where sp.clinic_id = $1 and sp.provider_id = p.id order by s.position, s.name
          ) as performs
        from provider p where p.clinic_id = $1 and p.archived_at is null order by p.name, p.id
        """,
    )


async def treatments(tx: Tx) -> list[Treatment]:
    return await tx.all(
        Treatment,
        """
        select id, name, duration_minutes, buffer_before_minutes, buffer_after_minutes,
          price_amount, price_currency
        from service where clinic_id = $1 and archived_at is null
        """,
    )


async def patients(tx: Tx, account: str) -> list[Patient]:
    """In the order of the days they registered. `account` is the address of who signs in."""
    return await tx.all(
        Patient,
        """
        select id, name, email is not distinct from $2 as is_account from patient
        where clinic_id = $1 and archived_at is null order by created_at, name, id limit 1000
        """,
        account,
    )


async def taken(tx: Tx, first: datetime, until: datetime) -> list[Claimed]:
    """Whose time is claimed between these, as whole minutes of the epoch."""
    return await tx.all(
        Claimed,
        """
        select resource_id, (date_part('epoch', starts_at) / 60)::int as start,
          (date_part('epoch', ends_at) / 60)::int as end
        from claim where clinic_id = $1 and ends_at > $2 and starts_at < $3
        """,
        first,
        until,
    )


async def new_ids(tx: Tx, count: int) -> list[UUID]:
    return await tx.values(
        "select uuidv7() from generate_series(1, $2) where $1::uuid is not null", count
    )


async def insert_visits(tx: Tx, visits: Sequence[Visit]) -> None:
    """Appointments and their claims. The exclusion constraint judges: two of one time is an error.

    No events: a fortnight of visits that nobody asked for would send a fortnight of messages.
    """
    await tx.run(
        """
        with planned as materialized (
          select * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[],
            $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::text[], $11::int[],
            $12::text[], $13::bigint[], $14::text[], $15::timestamptz[], $16::text[])
          as planned (id, provider_id, patient_id, service_id, starts_at, ends_at, occupied_from,
            occupied_until, status, version, notes, price_amount, price_currency, created_at,
            source)
        ), made as (
          insert into appointment (clinic_id, id, provider_id, patient_id, service_id, starts_at,
            ends_at, status, version, notes, price_amount, price_currency, created_at, source)
          select $1, id, provider_id, patient_id, service_id, starts_at, ends_at, status, version,
            notes, price_amount, price_currency, created_at, source
          from planned
        ), provider_moved as (
          update provider set schedule_version = schedule_version + 1
          where clinic_id = $1 and id in (select provider_id from planned)
        ), patient_moved as (
          update patient set schedule_version = schedule_version + 1
          where clinic_id = $1 and id in (select patient_id from planned)
        )
        insert into claim (clinic_id, provider_id, patient_id, during, appointment_id)
        select $1, provider_id, null::uuid, tstzrange(occupied_from, occupied_until), id
        from planned where status <> 'cancelled'
        union all
        select $1, null, patient_id, tstzrange(starts_at, ends_at), id
        from planned where status <> 'cancelled'
        """,
        *columns(visits, len(Visit._fields)),
    )


async def open_visits(tx: Tx, until: datetime) -> list[Open]:
    return await tx.all(
        Open,
        """
        select a.id, p.name as provider, a.starts_at, a.ends_at, a.status, a.version
        from appointment a join provider p on p.clinic_id = $1 and p.id = a.provider_id
        where a.clinic_id = $1 and a.starts_at < $2
          and a.status in ('scheduled', 'confirmed', 'checked_in', 'in_progress')
          and (
            select bool_and(request_id = $3) from audit_entry
            where clinic_id = $1 and subject_id = a.id
          )
        order by a.starts_at, a.id
        """,
        until,
        REQUEST_ID,
    )


async def move(tx: Tx, moves: Sequence[Move]) -> None:
    """On to a later state; who cancelled gives the time back."""
    await tx.run(
        """
        with moved as (
          update appointment a set status = m.status, version = m.version
          from unnest($2::uuid[], $3::text[], $4::int[]) as m (id, status, version)
          where a.clinic_id = $1 and a.id = m.id
          returning a.id, a.provider_id, a.patient_id, a.status
        ), freed as (
          delete from claim where clinic_id = $1
            and appointment_id in (select id from moved where status = 'cancelled')
        ), patient_moved as (
          update patient set schedule_version = schedule_version + 1
          where clinic_id = $1 and id in (select patient_id from moved where status = 'cancelled')
        )
        update provider set schedule_version = schedule_version + 1
        where clinic_id = $1 and id in (select provider_id from moved where status = 'cancelled')
        """,
        *columns(moves, len(Move._fields)),
    )


async def insert_history(tx: Tx, entries: Sequence[Entry]) -> None:
    """In this order: an appointment's history is read by the entries' ids."""
    await tx.run(
        """
        insert into audit_entry (clinic_id, at, action, subject, subject_id, actor_role, request_id,
          before, after)
        select $1, e.at, e.action, 'appointment', e.id, e.by, $8, e.before::jsonb, e.after::jsonb
        from unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[])
          with ordinality as e (id, at, action, by, before, after, place)
        order by e.place
        """,
        *columns(entries, len(Entry._fields)),
        REQUEST_ID,
    )


def columns(rows: Sequence[Sequence[Any]], count: int) -> list[list[Any]]:
    """For `unnest`: one array per column, also where there are no rows."""
    return [[row[place] for row in rows] for place in range(count)]
