"""When a provider works: weekly hours, replaced or taken away on certain days. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from topsmile.kernel.zones import MINUTES_A_DAY, minute_at


class Span(NamedTuple):
    """Half-open, in minutes: of the epoch for instants, of the day for wall time."""

    start: int
    end: int


class Weekly(NamedTuple):
    weekday: int  # Monday is 0
    opens: int  # minutes of the day
    closes: int  # up to 1440


class DatedException(NamedTuple):
    """`off` takes time away (all day where `opens` is None); `hours` replaces the weekly hours."""

    kind: Literal["off", "hours"]
    first_day: date
    last_day: date
    opens: int | None
    closes: int | None

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    @property
    def span(self) -> Span:
        return Span(self.opens or 0, MINUTES_A_DAY if self.closes is None else self.closes)


class Day(NamedTuple):
    """One date of one provider, as instants: when they work, and what was taken out of that."""

    open: list[Span]
    off: list[Span]


def day_of_work(
    weekly: Sequence[Weekly], exceptions: Sequence[DatedException], day: date, zone: ZoneInfo
) -> Day:
    today = [each for each in exceptions if each.covers(day)]
    other = [each.span for each in today if each.kind == "hours"]
    usual = [Span(each.opens, each.closes) for each in weekly if each.weekday == day.weekday()]
    off = [each.span for each in today if each.kind == "off"]
    return Day(_instants(other or usual, day, zone), _instants(off, day, zone))


def opening(weekly: Sequence[Weekly]) -> list[Weekly]:
    """When anyone of them works, by weekday; what touches is one stretch."""
    return [
        Weekly(weekday, start, end)
        for weekday in range(7)
        for start, end in merged(
            Span(each.opens, each.closes) for each in weekly if each.weekday == weekday
        )
    ]


def days(first: date, last: date) -> Iterable[date]:
    """Every date from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time in as few spans as possible: what touches is one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        elif span.start < span.end:
            joined.append(span)
    return joined


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What remains of `spans` when `taken` is gone."""
    gone = merged(taken)
    left: list[Span] = []
    for span in merged(spans):
        start = span.start
        for each in gone:
            if each.end <= start or span.end <= each.start:
                continue
            if start < each.start:
                left.append(Span(start, each.start))
            start = each.end
        if start < span.end:
            left.append(Span(start, span.end))
    return left


def _instants(spans: Iterable[Span], day: date, zone: ZoneInfo) -> list[Span]:
    return merged(
        Span(minute_at(day, start, zone), minute_at(day, end, zone)) for start, end in merged(spans)
    )
