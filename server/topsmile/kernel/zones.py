"""Wall time and instants. The only place that turns local time into UTC. Pure.

An instant here is a whole number of minutes since 1970-01-01T00:00Z: slot arithmetic on integers is
exact and many times faster than on date objects, and every offset in force is in whole minutes.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import topsmile.kernel.clock  # noqa: F401  (pins the time-zone data)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = date(1970, 1, 1).toordinal()
MINUTES_A_DAY = 24 * 60


def minute_of(instant: datetime) -> int:
    """The minute that contains the instant."""
    return int(instant.timestamp() // 60)


def instant_of(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


@lru_cache(maxsize=65536)
def minute_at(day: date, wall: int, zone: ZoneInfo) -> int:
    """When clocks in `zone` show `wall` minutes past the midnight that begins `day`.

    The first time if they show it twice; if they skip it, the first minute after the gap. `wall`
    may be 1440, the end of the day.
    """
    if wall == MINUTES_A_DAY:
        day, wall = day + timedelta(days=1), 0
    local = datetime.combine(day, time(wall // 60, wall % 60), zone)
    minute = minute_of(local)
    if wall_minute(minute, zone) == (day.toordinal() - EPOCH_DAY) * MINUTES_A_DAY + wall:
        return minute
    return _end_of_gap(local, zone)


def _end_of_gap(local: datetime, zone: ZoneInfo) -> int:
    """A wall time in a gap lies before the change by one offset and after it by the other."""
    low = minute_of(local.replace(fold=1))
    high = minute_of(local)
    before = offset_at(low, zone)
    while low < high:
        middle = (low + high) // 2
        if offset_at(middle, zone) == before:
            low = middle + 1
        else:
            high = middle
    return low


def offset_at(minute: int, zone: ZoneInfo) -> int:
    """Minutes that clocks in `zone` are ahead of UTC."""
    offset = instant_of(minute).astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds() // 60)


def wall_minute(minute: int, zone: ZoneInfo) -> int:
    """The wall time at that instant, as minutes since 1970-01-01T00:00 on the same clocks."""
    return minute + offset_at(minute, zone)


def local_of(instant: datetime, zone: ZoneInfo) -> datetime:
    """The clinic's wall time, without a zone: what `starts_local` shows."""
    return instant.astimezone(zone).replace(tzinfo=None)


def day_of(minute: int, zone: ZoneInfo) -> date:
    """The date in `zone` at that instant."""
    return date.fromordinal(EPOCH_DAY + wall_minute(minute, zone) // MINUTES_A_DAY)
