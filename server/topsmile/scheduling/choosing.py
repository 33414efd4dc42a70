"""Whether a time can be had, in words when it cannot. Shared by booking, moving and holding."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from topsmile.identity.models import Viewer
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Invalid, NotFound
from topsmile.kernel.zones import day_of, instant_of, minute_of
from topsmile.scheduling import hold_queries, outlook
from topsmile.scheduling.models import (
    WORDS,
    Appointment,
    NotOffered,
    PatientBusy,
    Slot,
    SlotTaken,
)
from topsmile.scheduling.outlook import Asked, Outlook, Practitioner
from topsmile.scheduling.queries import Booking
from topsmile.scheduling.rules import LONGEST_PLAN
from topsmile.scheduling.slots import slots

ALTERNATIVES = 6
ALTERNATIVE_DAYS = 7
# What lies outside is refused before any arithmetic; the rules say what lies inside.
FARTHEST = timedelta(days=LONGEST_PLAN + 2)


class Wish(NamedTuple):
    """What someone wants. `appointment_id`: the visit being moved, whose claims do not count."""

    service_id: UUID
    provider_id: UUID
    patient_id: UUID | None
    starts_at: datetime
    hold: bytes | None = None
    appointment_id: UUID | None = None


class Chosen(NamedTuple):
    """`held_until`: of the hold that was shown for it, if that was still good."""

    outlook: Outlook
    occupies: Booking
    held_until: datetime | None


def hold_hash(hold_id: UUID | None) -> bytes | None:
    return hashlib.sha256(hold_id.bytes).digest() if hold_id else None


async def choose(tx: Tx, viewer: Viewer, wish: Wish) -> Chosen:
    """Raises the rule that forbids the time. The caller has locked the provider and the patient."""
    _check_plausible(tx, wish.starts_at)
    seen = await _look(tx, wish, wish.starts_at, wish.starts_at)
    provider = seen.provider(wish.provider_id)
    if provider is None:
        raise NotOffered(WORDS["not_performed"], reason="not_performed")
    reason = seen.ruling(provider, viewer.is_staff, tx.now).why_not(minute_of(wish.starts_at))
    if reason == "slot_taken":
        raise SlotTaken(alternatives=await _alternatives(tx, viewer, wish, seen))
    if reason == "patient_busy":
        raise PatientBusy
    if reason:
        raise NotOffered(WORDS[reason], reason=reason)
    occupies = _occupied(seen, wish)
    return Chosen(seen, occupies, await _clear(tx, wish, seen, provider, occupies))


async def free_again(tx: Tx, visit: Appointment) -> Booking | None:
    """What a visit would occupy that lost its time and wants it back; None if that is gone.

    It was offered once: neither notice nor the step of that day are asked for again. The caller
    has locked the provider and the patient.
    """
    wish = Wish(
        visit.service.id,
        visit.provider.id,
        visit.patient.id,
        visit.starts_at,
        appointment_id=visit.id,
    )
    seen = await _look(tx, wish, wish.starts_at, wish.starts_at)
    provider = seen.provider(wish.provider_id)
    if provider is None or seen.forbids_agreed(provider, wish.starts_at, tx.now):
        return None
    occupies = _occupied(seen, wish)
    await _clear(tx, wish, seen, provider, occupies)
    return occupies


def _check_plausible(tx: Tx, starts_at: datetime) -> None:
    """Before any arithmetic: dates at the ends of the calendar overflow it."""
    reason = None
    if starts_at.second or starts_at.microsecond:
        reason = "not_on_the_minute"
    elif starts_at.replace(tzinfo=UTC) < tx.now - timedelta(days=2):
        reason = "in_the_past"
    elif starts_at.replace(tzinfo=UTC) > tx.now + FARTHEST:
        reason = "too_far"
    if reason:
        raise NotOffered(WORDS[reason], reason=reason)


async def _look(tx: Tx, wish: Wish, first: datetime, last: datetime) -> Outlook:
    try:
        return await outlook.read(
            tx,
            Asked(
                wish.service_id,
                wish.provider_id if first == last else None,
                wish.patient_id,
                wish.hold,
                wish.appointment_id,
                first,
                last,
            ),
        )
    except NotFound:
        raise Invalid.on("service_id", "The clinic has no such service.", "not_there") from None


def _occupied(seen: Outlook, wish: Wish) -> Booking:
    start = minute_of(wish.starts_at)
    provider = seen.visit.occupied(start)
    return Booking(
        provider_id=wish.provider_id,
        patient_id=wish.patient_id or UUID(int=0),
        service_id=wish.service_id,
        starts_at=instant_of(start),
        ends_at=instant_of(start + seen.visit.duration),
        occupied_from=instant_of(provider.start),
        occupied_until=instant_of(provider.end),
    )


async def _clear(
    tx: Tx, wish: Wish, seen: Outlook, provider: Practitioner, occupies: Booking
) -> datetime | None:
    """Make way: PostgreSQL knows of no claim that it has expired."""
    if not (provider.spent or seen.patient_spent or wish.hold):
        return None
    locked = [each for each in (wish.provider_id, wish.patient_id) if each]
    return await hold_queries.drop_spent(
        tx, locked, wish.hold, occupies.occupied_from, occupies.occupied_until
    )


async def _alternatives(tx: Tx, viewer: Viewer, wish: Wish, seen: Outlook) -> list[Slot]:
    """The free times nearest to the one that is gone, the same provider's before others'."""
    wanted = minute_of(wish.starts_at)
    day = day_of(wanted, seen.zone)
    first, last = outlook.around(day, day + timedelta(days=ALTERNATIVE_DAYS))
    wide = await _look(tx, wish, first, last)
    offered = [*_nearby(wide, viewer, tx.now, wanted)]
    offered.sort(
        key=lambda slot: (
            slot.provider_id != wish.provider_id,
            abs(minute_of(slot.starts_at) - wanted),
        )
    )
    return sorted(offered[:ALTERNATIVES], key=lambda slot: (slot.starts_at, slot.provider_id))


def _nearby(wide: Outlook, viewer: Viewer, now: datetime, wanted: int) -> Iterator[Slot]:
    day = day_of(wanted, wide.zone)
    for slot in slots(wide, viewer.is_staff, now, day, day + timedelta(days=ALTERNATIVE_DAYS)):
        # Staff may take any five minutes: as alternatives only whole steps are worth showing.
        if (minute_of(slot.starts_at) - wanted) % wide.patients.step == 0 or not viewer.is_staff:
            yield slot
