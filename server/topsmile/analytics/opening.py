"""How long providers work on each day. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from topsmile.kernel.zones import MINUTES_A_DAY, minute_at
from topsmile.scheduling.hours import DatedException, Span, Weekly, day_of_work, days, without


class Working(NamedTuple):
    """Someone's hours, and the days between which they apply."""

    provider_id: UUID
    since: date
    until: date | None
    weekly: Sequence[Weekly]
    exceptions: Sequence[DatedException]


def open_minutes(who: Working, first: date, last: date, zone: ZoneInfo) -> dict[date, int]:
    """Only days with any. What was in force then is not kept: these are the hours of today."""
    usual = _week(who.weekly)
    first = max(first, who.since)
    last = min(last, who.until - timedelta(days=1)) if who.until else last
    found = {}
    for day in days(first, last):
        minutes = usual[day.weekday()]
        if not _plain(day, zone) or any(each.covers(day) for each in who.exceptions):
            minutes = _exactly(who, day, zone)
        if minutes:
            found[day] = minutes
    return found


def _exactly(who: Working, day: date, zone: ZoneInfo) -> int:
    work = day_of_work(who.weekly, who.exceptions, day, zone)
    return _length(without(work.open, work.off))


def _week(weekly: Sequence[Weekly]) -> list[int]:
    """Minutes of each weekday, when the clocks do not change: most days, and cheaply known."""
    return [
        _length(without([Span(w.opens, w.closes) for w in weekly if w.weekday == day], []))
        for day in range(7)
    ]


def _length(spans: Sequence[Span]) -> int:
    return sum(span.end - span.start for span in spans)


@lru_cache(maxsize=8192)
def _plain(day: date, zone: ZoneInfo) -> bool:
    """Whether the day has its 24 hours."""
    return minute_at(day, MINUTES_A_DAY, zone) - minute_at(day, 0, zone) == MINUTES_A_DAY
