"""From sums to what people read: rates, and days gathered into weeks and months. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from operator import add
from typing import Any, NamedTuple

from topsmile.analytics.models import Figures, Part, Period, Question, Step
from topsmile.kernel.money import Money
from topsmile.scheduling.hours import days


class Sums(NamedTuple):
    """What was counted on some days or of someone; money in the clinic's currency."""

    visits: int = 0
    made: int = 0
    completed: int = 0
    cancelled: int = 0
    no_show: int = 0
    online: int = 0
    booked_minutes: int = 0
    lead_minutes: int = 0
    revenue: int = 0
    expected_revenue: int = 0
    open_minutes: int = 0

    def plus(self, other: Sums) -> Sums:
        return Sums(*map(add, self, other))


NONE = Sums()


def total(parts: Iterable[Sums]) -> Sums:
    sums = NONE
    for each in parts:
        sums = sums.plus(each)
    return sums


def figures(sums: Sums, currency: str) -> Figures:
    return Figures(
        visits=sums.visits,
        made=sums.made,
        completed=sums.completed,
        cancelled=sums.cancelled,
        no_show=sums.no_show,
        expected=sums.visits - sums.completed - sums.cancelled - sums.no_show,
        online=sums.online,
        booked_minutes=sums.booked_minutes,
        open_minutes=sums.open_minutes,
        revenue=Money(sums.revenue, currency),
        expected_revenue=Money(sums.expected_revenue, currency),
        cancellation_rate=_share(sums.cancelled, sums.visits),
        no_show_rate=_share(sums.no_show, sums.no_show + sums.completed),
        occupancy=_share(sums.booked_minutes, sums.open_minutes),
        average_lead_hours=_share(sums.lead_minutes, sums.visits * 60),
        online_share=_share(sums.online, sums.visits),
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def period(first: date, last: date, sums: Sums, currency: str) -> Period:
    return Period(**_fields(figures(sums, currency)), starts_on=first, ends_on=last)


def part(key: str, name: str | None, sums: Sums, currency: str) -> Part:
    return Part(**_fields(figures(sums, currency)), key=key, name=name)


def _fields(found: Figures) -> dict[str, Any]:
    return {name: getattr(found, name) for name in Figures.__struct_fields__}


def over(question: Question, daily: Mapping[date, Sums], currency: str) -> Period:
    asked = (daily[day] for day in days(question.first, question.last) if day in daily)
    return period(question.first, question.last, total(asked), currency)


def spans(question: Question, step: Step) -> Iterator[Question]:
    """The question in days, weeks from Monday, or months; the first and last may be cut short."""
    first = question.first
    while first <= question.last:
        last = min(_last_day(first, step), question.last)
        yield question._replace(first=first, last=last)
        first = last + timedelta(days=1)


def _last_day(day: date, step: Step) -> date:
    if step == "week":
        return day + timedelta(days=6 - day.weekday())
    if step == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return day
