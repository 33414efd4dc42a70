"""SQL of what is shown of the figures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from topsmile.analytics.figures import Sums
from topsmile.analytics.models import Question
from topsmile.analytics.opening import Working
from topsmile.kernel.db import Tx
from topsmile.kernel.zones import local_of
from topsmile.scheduling.hours import DatedException, Weekly

SUMS = """
coalesce(sum(visits), 0)::int as visits, coalesce(sum(made), 0)::int as made,
coalesce(sum(completed), 0)::int as completed, coalesce(sum(cancelled), 0)::int as cancelled,
coalesce(sum(no_show), 0)::int as no_show,
coalesce(sum(visits) filter (where source = 'online'), 0)::int as online,
coalesce(sum(booked_minutes), 0)::bigint as booked_minutes,
coalesce(sum(lead_minutes), 0)::bigint as lead_minutes,
coalesce(sum(revenue_amount) filter (where currency = $6), 0)::bigint as revenue,
coalesce(sum(expected_amount) filter (where currency = $6), 0)::bigint as expected_revenue
"""
ASKED = """
clinic_id = $1 and day >= $2 and day <= $3
and ($4::uuid is null or provider_id = $4) and ($5::uuid is null or service_id = $5)
"""


class Line(NamedTuple):
    """A row of the export: a day of a provider, a service and a source."""

    day: date
    provider: str
    service: str
    source: str
    currency: str
    visits: int
    made: int
    completed: int
    cancelled: int
    no_show: int
    booked_minutes: int
    lead_minutes: int
    revenue_amount: int
    expected_amount: int


async def daily(tx: Tx, question: Question, currency: str) -> dict[date, Sums]:
    rows = await tx.all(
        _keyed,
        f"select day as key, {SUMS} from analytics_day where {ASKED} group by day",
        *question,
        currency,
    )
    return dict(rows)


async def parted(tx: Tx, question: Question, currency: str, by: str) -> dict[str, Sums]:
    """By the text of a provider's or service's id, or by source."""
    rows = await tx.all(
        _keyed,
        f"""
        select case $7 when 'provider' then provider_id::text when 'service' then service_id::text
          else source end as key, {SUMS}
        from analytics_day where {ASKED} group by 1
        """,
        *question,
        currency,
        by,
    )
    return dict(rows)


def _keyed(*, key: Any, **sums: int) -> tuple[Any, Sums]:
    return key, Sums(**sums)


async def lines(tx: Tx, question: Question) -> list[Line]:
    return await tx.all(
        Line,
        """
        select d.day, p.name as provider, s.name as service, d.source, d.currency, d.visits, d.made,
          d.completed, d.cancelled, d.no_show, d.booked_minutes, d.lead_minutes, d.revenue_amount,
          d.expected_amount
        from analytics_day d
        join provider p on p.clinic_id = $1 and p.id = d.provider_id
        join service s on s.clinic_id = $1 and s.id = d.service_id
        where d.clinic_id = $1 and d.day >= $2 and d.day <= $3 and (d.visits > 0 or d.made > 0)
          and ($4::uuid is null or d.provider_id = $4) and ($5::uuid is null or d.service_id = $5)
        order by d.day, p.name, d.provider_id, s.name, d.service_id, d.source, d.currency
        """,
        *question,
    )


class Name(NamedTuple):
    id: UUID
    name: str


async def names(tx: Tx) -> list[Name]:
    """Of providers and services, also of those that are archived."""
    return await tx.all(
        Name,
        """
        select id, name from provider where clinic_id = $1
        union all select id, name from service where clinic_id = $1
        order by name, id
        """,
    )


async def working(tx: Tx, question: Question) -> list[Working]:
    """Hours of everyone who works on those days.

    Someone counts from their first visit on, which may be older than their record here.
    """
    return await tx.all(
        _working,
        """
        select p.id, p.created_at, p.archived_at, c.timezone,
          (select min(day) from analytics_day
           where clinic_id = $1 and provider_id = p.id and visits > 0) as first_day,
          array(
            select array[weekday, opens, closes] from provider_hours
            where clinic_id = $1 and provider_id = p.id
          ) as hours,
          array(
            select array[(kind = 'off')::int, first_day - date '0001-01-01' + 1,
              last_day - date '0001-01-01' + 1, coalesce(opens, -1), coalesce(closes, -1)]
            from provider_exception
            where clinic_id = $1 and provider_id = p.id and last_day >= $2 and first_day <= $3
          ) as exceptions
        from provider p join clinic_settings c on c.clinic_id = $1
        where p.clinic_id = $1 and ($4::uuid is null or p.id = $4)
        """,
        question.first,
        question.last,
        question.provider_id,
    )


def _working(
    *,
    id: UUID,  # noqa: A002
    created_at: datetime,
    archived_at: datetime | None,
    timezone: str,
    first_day: date | None,
    hours: list[list[int]],
    exceptions: list[list[int]],
) -> Working:
    zone = ZoneInfo(timezone)
    created = local_of(created_at, zone).date()
    return Working(
        id,
        min(created, first_day or created),
        local_of(archived_at, zone).date() if archived_at else None,
        [Weekly(*each) for each in hours],
        [_exception(*each) for each in exceptions],
    )


def _exception(off: int, first: int, last: int, opens: int, closes: int) -> DatedException:
    return DatedException(
        "off" if off else "hours",
        date.fromordinal(first),
        date.fromordinal(last),
        None if opens < 0 else opens,
        None if closes < 0 else closes,
    )
