"""SQL of counting: what is read of appointments, and the projections that are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from topsmile.analytics.counting import Cell, Counts, Fact, Visit
from topsmile.kernel.db import Tx

FACT = """
id, version, provider_id, service_id, source, status, starts_at, ends_at, created_at, price_amount,
price_currency, pay_by is not null as is_unpaid
"""
VISIT = """
appointment_id, version, day, made_on, provider_id, service_id, source, status, minutes,
lead_minutes, price_amount, price_currency
"""
COUNTS = """
visits, made, completed, cancelled, no_show, booked_minutes, lead_minutes, revenue_amount,
expected_amount
"""


class Standing(NamedTuple):
    """How the clinic would be counted now, and how it was; None where it never was."""

    timezone: str
    counted_in: str | None
    definition: int | None


async def standing(tx: Tx) -> Standing:
    return await tx.one(
        Standing,
        """
        select c.timezone, s.timezone as counted_in, s.definition
        from clinic_settings c left join analytics_state s on s.clinic_id = $1
        where c.clinic_id = $1
        """,
    )


async def share(tx: Tx) -> bool:
    """Keep everybody from counting anew until the end of the transaction; False if one does."""
    return bool(
        await tx.value(
            """
            select true from analytics_state where clinic_id = $1
            for key share skip locked
            """
        )
    )


async def take(tx: Tx, timezone: str) -> None:
    """Wait until nobody else counts, and keep them from it."""
    await tx.run(
        """
        insert into analytics_state (clinic_id, timezone, definition, counted_at)
        values ($1, $2, 0, $3) on conflict do nothing
        """,
        timezone,
        tx.now,
    )
    await tx.run("select from analytics_state where clinic_id = $1 for update")


async def mark(tx: Tx, timezone: str, definition: int) -> None:
    await tx.run(
        """
        update analytics_state set timezone = $2, definition = $3, counted_at = $4
        where clinic_id = $1
        """,
        timezone,
        definition,
        tx.now,
    )


async def fact(tx: Tx, appointment_id: UUID) -> Fact:
    return await tx.one(
        Fact,
        f"select {FACT} from appointment where clinic_id = $1 and id = $2",
        appointment_id,
    )


async def facts(tx: Tx, after: UUID | None, most: int) -> list[Fact]:
    """Every appointment of the clinic, in pages by id."""
    return await tx.all(
        Fact,
        f"""
        select {FACT} from appointment
        where clinic_id = $1 and ($2::uuid is null or id > $2) order by id limit $3
        """,
        after,
        most,
    )


async def insert_visit(tx: Tx, visit: Visit) -> bool:
    """False if it was counted before; who is just counting it is waited for."""
    inserted = await tx.value(
        f"""
        insert into analytics_visit (clinic_id, {VISIT})
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict do nothing returning true
        """,
        *visit,
    )
    return bool(inserted)


async def lock_visit(tx: Tx, appointment_id: UUID) -> Visit:
    """As it was last counted."""
    return await tx.one(
        Visit,
        f"""
        select {VISIT} from analytics_visit
        where clinic_id = $1 and appointment_id = $2 for no key update
        """,
        appointment_id,
    )


async def update_visit(tx: Tx, visit: Visit) -> None:
    await tx.run(
        """
        update analytics_visit
        set version = $3, day = $4, made_on = $5, provider_id = $6, service_id = $7, source = $8,
          status = $9, minutes = $10, lead_minutes = $11, price_amount = $12, price_currency = $13
        where clinic_id = $1 and appointment_id = $2
        """,
        *visit,
    )


async def insert_visits(tx: Tx, visits: Sequence[Visit]) -> None:
    await tx.run(
        f"""
        insert into analytics_visit (clinic_id, {VISIT})
        select $1, v.* from unnest($2::uuid[], $3::int[], $4::date[], $5::date[], $6::uuid[],
          $7::uuid[], $8::text[], $9::text[], $10::int[], $11::int[], $12::bigint[], $13::text[]) v
        """,
        *_columns(visits, len(Visit._fields)),
    )


async def add(tx: Tx, changes: Mapping[Cell, Counts]) -> None:
    """Add to the sums, cell after cell in their order."""
    await tx.run(
        f"""
        insert into analytics_day as d
          (clinic_id, day, provider_id, service_id, source, currency, {COUNTS})
        select $1, c.* from unnest($2::date[], $3::uuid[], $4::uuid[], $5::text[], $6::text[],
          $7::int[], $8::int[], $9::int[], $10::int[], $11::int[], $12::int[], $13::bigint[],
          $14::bigint[], $15::bigint[])
          as c (day, provider_id, service_id, source, currency, {COUNTS})
        order by c.day, c.provider_id, c.service_id, c.source collate "C", c.currency collate "C"
        on conflict on constraint analytics_day_pkey do update set
          visits = d.visits + excluded.visits,
          made = d.made + excluded.made,
          completed = d.completed + excluded.completed,
          cancelled = d.cancelled + excluded.cancelled,
          no_show = d.no_show + excluded.no_show,
          booked_minutes = d.booked_minutes + excluded.booked_minutes,
          lead_minutes = d.lead_minutes + excluded.lead_minutes,
          revenue_amount = d.revenue_amount + excluded.revenue_amount,
          expected_amount = d.expected_amount + excluded.expected_amount
        """,
        *_columns([(*cell, *counts) for cell, counts in changes.items()], CELL_COLUMNS),
    )


CELL_COLUMNS = len(Cell._fields) + len(Counts._fields)


async def sums(tx: Tx) -> dict[Cell, Counts]:
    """All there are."""
    rows = await tx.all(
        _sum,
        f"""
        select day, provider_id, service_id, source, currency, {COUNTS}
        from analytics_day where clinic_id = $1
        """,
    )
    return dict(rows)


def _sum(**row: Any) -> tuple[Cell, Counts]:
    cell = Cell(*(row[name] for name in Cell._fields))
    return cell, Counts(*(row[name] for name in Counts._fields))


async def forget(tx: Tx) -> None:
    """Only for whoever has taken the clinic's counting, and is about to do it anew."""
    await tx.run("delete from analytics_visit where clinic_id = $1")
    await tx.run("delete from analytics_day where clinic_id = $1")


def _columns(rows: Sequence[Sequence[Any]], count: int) -> list[list[Any]]:
    """For `unnest`: one array per column, also where there are no rows."""
    return [[row[place] for row in rows] for place in range(count)]
