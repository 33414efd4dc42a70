"""Offered starts as slots: the same instant in UTC and on the clinic's wall. Pure."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from topsmile.kernel.zones import instant_of, local_of
from topsmile.scheduling.models import Slot
from topsmile.scheduling.outlook import Outlook

# The same few thousand minutes are asked for all day long; making a date object costs more than
# finding one.
_instant = lru_cache(maxsize=100_000)(instant_of)


@lru_cache(maxsize=100_000)
def _wall(minute: int, zone: ZoneInfo) -> datetime:
    return local_of(_instant(minute), zone)


def slots(seen: Outlook, staff: bool, now: datetime, first: date, last: date) -> list[Slot]:
    """Every offered slot on those dates by time, once per provider."""
    duration = seen.visit.duration
    starts = sorted(
        (start, place)
        for place, provider in enumerate(seen.providers)
        for start in seen.ruling(provider, staff, now).starts(first, last)
    )
    return [
        Slot(
            _instant(start),
            _instant(start + duration),
            _wall(start, seen.zone),
            seen.providers[place].id,
        )
        for start, place in starts
    ]
