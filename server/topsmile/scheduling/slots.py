"""Offered starts as slots: the same instant in UTC and on the clinic's wall. Pure."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from topsmile.kernel.zones import instant_of, local_of
from topsmile.scheduling.models import Slot
from topsmile.scheduling.outlook import Outlook


def slots(seen: Outlook, staff: bool, now: datetime, first: date, last: date) -> list[Slot]:
    """Every offered slot on those dates by time, once per provider."""
    duration, zone = seen.visit.duration, seen.zone
    starts = sorted(
        (start, place)
        for place, provider in enumerate(seen.providers)
        for start in seen.starts(provider, staff, now, first, last)
    )
    ids = [provider.id for provider in seen.providers]
    return [_slot(start, duration, zone, ids[place]) for start, place in starts]


# The same few thousand slots are asked for all day long; to make one costs more than to find it.
@lru_cache(maxsize=50_000)
def _slot(start: int, duration: int, zone: ZoneInfo, provider_id: UUID) -> Slot:
    instant = instant_of(start)
    return Slot(instant, instant_of(start + duration), local_of(instant, zone), provider_id)
