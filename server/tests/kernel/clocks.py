"""Clocks to look at: what they show minute after minute, and when they change.

Nothing here computes a local time. `zoneinfo` tells what clocks show at an instant; whatever else
is asked is found by walking along the minutes, so it can judge the arithmetic of `kernel/zones.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import topsmile.kernel.clock  # noqa: F401  (pins the time-zone data)

MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clocks:
    """The clocks of a zone from one minute of the epoch up to another."""

    def __init__(self, zone: ZoneInfo, first: int, end: int) -> None:
        self.minutes = range(first, end)
        self.faces = [shown(minute, zone) for minute in self.minutes]

    @classmethod
    def around(cls, zone: ZoneInfo, first: date, last: date) -> Clocks:
        """Those dates as a whole, with a day to spare for zones far from Greenwich."""
        return cls(zone, utc_midnight(first) - 24 * 60, utc_midnight(last) + 2 * 24 * 60)

    def __iter__(self) -> Iterator[tuple[int, datetime]]:
        return zip(self.minutes, self.faces, strict=True)

    def first_showing(self, day: date, wall: int) -> int:
        """The first minute that shows `wall` minutes past midnight, or later if they skip it."""
        asked = datetime.combine(day, time()) + wall * MINUTE
        assert self.faces[0] < asked, "clocks looked at too late"
        return next(minute for minute, face in self if face >= asked)


class Change(NamedTuple):
    """Clocks go from `before` to `after` minutes ahead of UTC, at the minute `at`."""

    zone: ZoneInfo
    at: int
    before: int
    after: int

    @property
    def day(self) -> date:
        return shown(self.at, self.zone).date()

    @property
    def size(self) -> int:
        return abs(self.after - self.before)


def shown(minute: int, zone: ZoneInfo) -> datetime:
    return (EPOCH + minute * MINUTE).astimezone(zone).replace(tzinfo=None)


def utc_midnight(day: date) -> int:
    return (datetime.combine(day, time(), UTC) - EPOCH) // MINUTE


@cache
def all_zones() -> list[ZoneInfo]:
    return [ZoneInfo(name) for name in sorted(available_timezones())]


@cache
def all_changes() -> list[Change]:
    """Every change of clocks in every zone in 2026 and 2027."""
    noons = [datetime(2025, 12, 31, 12, tzinfo=UTC) + timedelta(days=n) for n in range(732)]
    return [change for zone in all_zones() for change in _changes(zone, noons)]


def _changes(zone: ZoneInfo, noons: list[datetime]) -> Iterator[Change]:
    before = noons[0].astimezone(zone).utcoffset()
    for noon in noons:
        after = noon.astimezone(zone).utcoffset()
        if before is not None and after is not None and before != after:
            at = noon - timedelta(days=1)
            while at.astimezone(zone).utcoffset() == before:
                at += MINUTE
            yield Change(zone, (at - EPOCH) // MINUTE, before // MINUTE, after // MINUTE)
        before = after
