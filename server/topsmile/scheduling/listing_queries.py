"""SQL of what is shown and never changed here: who and what can be booked, and the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from topsmile.kernel.db import Tx
from topsmile.kernel.money import Money
from topsmile.kernel.zones import local_of
from topsmile.scheduling.hours import Weekly
from topsmile.scheduling.listing_models import CalendarAppointment, PublicProvider, PublicService
from topsmile.scheduling.models import Appointment, Status
from topsmile.scheduling.queries import JOINED, SHOWN, shown
from topsmile.scheduling.terms_queries import ASKED, asked


async def listed(
    tx: Tx,
    *,
    first: datetime,
    until: datetime | None,
    provider_id: UUID | None,
    patient_id: UUID | None,
    status: Status | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Appointment]:
    """By `starts_at, id`, from `first` to before `until`, one more than `limit`."""
    return await tx.all(
        shown,
        f"""
        select {SHOWN} from {JOINED}
        where a.clinic_id = $1 and a.starts_at >= $2
          and ($3::timestamptz is null or a.starts_at < $3)
          and ($4::uuid is null or a.provider_id = $4)
          and ($5::uuid is null or a.patient_id = $5)
          and ($6::text is null or a.status = $6)
          and ($7::timestamptz is null or (a.starts_at, a.id) > ($7, $8::uuid))
        order by a.starts_at, a.id limit $9
        """,
        first,
        until,
        provider_id,
        patient_id,
        status,
        *(after or (None, None)),
        limit + 1,
    )


async def on_the_calendar(tx: Tx, first: datetime, until: datetime) -> list[CalendarAppointment]:
    """Without what was not paid in time: somebody else may stand there already.

    The first 5,000; whoever is told so many asks again for fewer days.
    """
    return await tx.all(
        _on_the_calendar,
        f"""
        select {SHOWN}, s.buffer_before_minutes, s.buffer_after_minutes from {JOINED}
        where a.clinic_id = $1 and a.starts_at >= $2 and a.starts_at < $3
          and a.status <> 'cancelled' and (a.status <> 'pending_payment' or a.pay_by > $4)
        order by a.starts_at, a.id limit 5000
        """,
        first,
        until,
        tx.now,
    )


async def services(tx: Tx) -> list[PublicService]:
    return await tx.all(
        _service,
        f"""
        select s.id, s.name, s.description, s.duration_minutes, s.buffer_before_minutes,
          s.buffer_after_minutes, s.price_amount, s.price_currency, {ASKED},
          array(
            select p.id from service_provider sp
            join provider p on p.clinic_id = $1 and p.id = sp.provider_id and p.archived_at is null
            where sp.clinic_id = $1 and sp.service_id = s.id order by p.name, p.id
          ) as provider_ids
        from service s join clinic_settings c on c.clinic_id = $1
        where s.clinic_id = $1 and s.archived_at is null
        order by s.position, s.name, s.id
        """,
    )


async def providers(tx: Tx) -> list[PublicProvider]:
    return await tx.all(
        PublicProvider,
        """
        select p.id, p.name, p.specialty,
          array(
            select s.id from service_provider sp
            join service s on s.clinic_id = $1 and s.id = sp.service_id and s.archived_at is null
            where sp.clinic_id = $1 and sp.provider_id = p.id order by s.position, s.name
          ) as service_ids
        from provider p where p.clinic_id = $1 and p.archived_at is null order by p.name, p.id
        """,
    )


async def weekly_hours(tx: Tx) -> list[Weekly]:
    """Of everyone who works here."""
    return await tx.all(
        Weekly,
        """
        select h.weekday, h.opens, h.closes from provider_hours h
        join provider p on p.clinic_id = $1 and p.id = h.provider_id and p.archived_at is null
        where h.clinic_id = $1
        """,
    )


class Hours(NamedTuple):
    """A provider's hours for the calendar, encoded as in the outlook."""

    id: UUID
    name: str
    specialty: str
    hours: list[list[int]]
    exceptions: list[list[int]]


async def hours(tx: Tx, first: date, last: date, since: datetime, until: datetime) -> list[Hours]:
    """Of everyone who works here, and no hours of who left but has visits in that time."""
    return await tx.all(
        Hours,
        """
        select p.id, p.name, p.specialty,
          array(
            select array[weekday, opens, closes] from provider_hours
            where clinic_id = $1 and provider_id = p.id and p.archived_at is null
          ) as hours,
          array(
            select array[(kind = 'off')::int, first_day - date '0001-01-01' + 1,
              last_day - date '0001-01-01' + 1, coalesce(opens, -1), coalesce(closes, -1)]
            from provider_exception
            where clinic_id = $1 and provider_id = p.id and last_day >= $2 and first_day <= $3
              and p.archived_at is null
          ) as exceptions
        from provider p
        where p.clinic_id = $1 and (p.archived_at is null or exists (
          select from appointment a
          where a.clinic_id = $1 and a.provider_id = p.id and a.starts_at >= $4
            and a.starts_at < $5 and a.status <> 'cancelled'
            and (a.status <> 'pending_payment' or a.pay_by > $6)
        ))
        order by p.name, p.id
        """,
        first,
        last,
        since,
        until,
        tx.now,
    )


def _on_the_calendar(
    *, buffer_before_minutes: int, buffer_after_minutes: int, **row: Any
) -> CalendarAppointment:
    visit = shown(**row)
    return CalendarAppointment(
        **{name: getattr(visit, name) for name in FIELDS},
        ends_local=local_of(visit.ends_at, ZoneInfo(row["timezone"])),
        buffer_before_minutes=buffer_before_minutes,
        buffer_after_minutes=buffer_after_minutes,
    )


FIELDS = Appointment.__struct_fields__


def _service(
    *,
    price_amount: int,
    price_currency: str,
    own_policy: Sequence[Any],
    clinic_policy: Sequence[Any],
    payments_ready: bool,
    **own: Any,
) -> PublicService:
    price = Money(price_amount, price_currency)
    terms = asked(payments_ready, own_policy, clinic_policy, price)
    return PublicService(price=price, terms=terms, **own)
