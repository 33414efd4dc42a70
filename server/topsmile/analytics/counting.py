"""What a visit adds to the clinic's figures. Pure; docs/reference/analytics.md says it in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from operator import add, neg
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from topsmile.kernel.zones import day_of, minute_of

# Raise this when a number comes to mean something else: every clinic is then counted anew.
DEFINITION = 1
UNPAID = "unpaid"
OVER = frozenset({"completed", "cancelled", "no_show"})


class Fact(NamedTuple):
    """An appointment as it is now."""

    id: UUID
    version: int
    provider_id: UUID
    service_id: UUID
    source: str
    status: str
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    price_amount: int
    price_currency: str
    is_unpaid: bool


class Visit(NamedTuple):
    """The same as it is counted: on days of the clinic, and UNPAID as long as it is that."""

    appointment_id: UUID
    version: int
    day: date
    made_on: date
    provider_id: UUID
    service_id: UUID
    source: str
    status: str
    minutes: int
    lead_minutes: int
    price_amount: int
    price_currency: str


class Cell(NamedTuple):
    """Where it is counted: one row of the sums."""

    day: date
    provider_id: UUID
    service_id: UUID
    source: str
    currency: str


class Counts(NamedTuple):
    visits: int = 0
    made: int = 0
    completed: int = 0
    cancelled: int = 0
    no_show: int = 0
    booked_minutes: int = 0
    lead_minutes: int = 0
    revenue_amount: int = 0
    expected_amount: int = 0

    def plus(self, other: Counts) -> Counts:
        return Counts(*map(add, self, other))

    def negated(self) -> Counts:
        return Counts(*map(neg, self))


NOTHING = Counts()
MADE = Counts(made=1)


def counted(fact: Fact, zone: ZoneInfo) -> Visit:
    starts, made = minute_of(fact.starts_at), minute_of(fact.created_at)
    return Visit(
        fact.id,
        fact.version,
        day_of(starts, zone),
        day_of(made, zone),
        fact.provider_id,
        fact.service_id,
        fact.source,
        UNPAID if fact.is_unpaid else fact.status,
        minute_of(fact.ends_at) - starts,
        max(0, starts - made),
        fact.price_amount,
        fact.price_currency,
    )


def cells(visit: Visit) -> list[tuple[Cell, Counts]]:
    """Two: the day it is for, and the day on which it was booked.

    None where the deposit is not paid yet or never was: as for the clinic, so for its figures that
    is no booking.
    """
    if visit.status == UNPAID:
        return []
    place = (visit.provider_id, visit.service_id, visit.source, visit.price_currency)
    return [(Cell(visit.day, *place), _outcome(visit)), (Cell(visit.made_on, *place), MADE)]


def _outcome(visit: Visit) -> Counts:
    return Counts(
        visits=1,
        completed=int(visit.status == "completed"),
        cancelled=int(visit.status == "cancelled"),
        no_show=int(visit.status == "no_show"),
        booked_minutes=0 if visit.status == "cancelled" else visit.minutes,
        lead_minutes=visit.lead_minutes,
        revenue_amount=visit.price_amount if visit.status == "completed" else 0,
        expected_amount=0 if visit.status in OVER else visit.price_amount,
    )


def tally(sums: dict[Cell, Counts], parts: Iterable[tuple[Cell, Counts]]) -> None:
    for cell, counts in parts:
        sums[cell] = sums.get(cell, NOTHING).plus(counts)


def significant(sums: Mapping[Cell, Counts]) -> dict[Cell, Counts]:
    """Without the cells that come to nothing: what was moved away leaves such behind."""
    return {cell: counts for cell, counts in sums.items() if counts != NOTHING}


def change(before: Visit | None, after: Visit) -> dict[Cell, Counts]:
    """What to add to the sums when a visit was counted as `before` and is `after`."""
    sums: dict[Cell, Counts] = {}
    if before:
        tally(sums, ((cell, counts.negated()) for cell, counts in cells(before)))
    tally(sums, cells(after))
    return significant(sums)
