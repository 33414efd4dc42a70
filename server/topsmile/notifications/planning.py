"""When a reminder is due. Pure.

A reminder is wished for some minutes before a visit. Where that falls into the quiet hours it comes
at their end, if that is early enough, else just before they began.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from topsmile.kernel.zones import MINUTES_A_DAY, day_of, instant_of, minute_at, minute_of
from topsmile.scheduling.models import Status

COMING: frozenset[Status] = frozenset({"scheduled", "confirmed"})  # visits to remind of
EARLY_ENOUGH = 60  # minutes that a postponed reminder must leave before the visit
BEFOREHAND = 15  # minutes before the quiet hours that one comes which cannot wait for their end


class Quiet(NamedTuple):
    """Wall minutes since midnight; equal ones mean never, a lesser `until` is of the next day."""

    start: int
    until: int
    zone: ZoneInfo

    def span_around(self, minute: int) -> tuple[int, int] | None:
        """The quiet hours that the minute lies in: from, until."""
        if self.start == self.until:
            return None
        today = day_of(minute, self.zone)
        for day in (today - timedelta(days=1), today):
            begins, ends = self._span(day)
            if begins <= minute < ends:
                return begins, ends
        return None

    def _span(self, day: date) -> tuple[int, int]:
        over_midnight = timedelta(days=int(self.until < self.start))
        return (
            minute_at(day, self.start, self.zone),
            minute_at(day + over_midnight, self.until, self.zone),
        )


def due_at(
    starts_at: datetime, minutes_before: int, now: datetime, quiet: Quiet
) -> datetime | None:
    """When to remind; None when it is too late for this reminder, or there is no fit time."""
    start, present = minute_of(starts_at), minute_of(now)
    wished = start - minutes_before
    if wished <= present:
        return None
    due = _outside(wished, start, quiet)
    return instant_of(due) if due > present else None


def _outside(wished: int, start: int, quiet: Quiet) -> int:
    span = quiet.span_around(wished)
    if span is None:
        return wished
    begins, ends = span
    return ends if start - ends >= EARLY_ENOUGH else begins - BEFOREHAND


def quiet_until(now: datetime, starts_at: datetime, quiet: Quiet) -> datetime | None:
    """For what is due and late: when the quiet hours end that it has run into.

    None outside them; the visit's start where their end would be too late to be of use.
    """
    span = quiet.span_around(minute_of(now))
    if span is None:
        return None
    late = minute_of(starts_at) - span[1] < EARLY_ENOUGH
    return starts_at if late else instant_of(span[1])


def overtaken(
    starts_at: datetime, minutes_before: int, offsets: Sequence[int], now: datetime
) -> bool:
    """Whether a shorter reminder is due as well: after a long silence the last one is enough."""
    left = minute_of(starts_at) - minute_of(now)
    return any(left <= offset < minutes_before for offset in offsets)


def day_around(starts_at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of the visit's local day and of the next."""
    day = day_of(minute_of(starts_at), zone)
    return instant_of(minute_at(day, 0, zone)), instant_of(minute_at(day, MINUTES_A_DAY, zone))
