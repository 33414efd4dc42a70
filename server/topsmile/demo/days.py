"""Brings a demonstration clinic up to this moment: days that are missing, visits that went on.

Nothing here goes through `book`: its rules refuse the past, and its events would send messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from topsmile.analytics import service as analytics
from topsmile.demo import queries
from topsmile.demo.cast import Cast
from topsmile.demo.fortnight import Clinic, Clinician, Planned, Planner, Treatment
from topsmile.demo.queries import Entry, Move, Visit
from topsmile.demo.stories import Step, Story, story
from topsmile.kernel.db import Tx
from topsmile.kernel.money import Money
from topsmile.kernel.trail import trail
from topsmile.kernel.zones import instant_of, local_of, minute_at
from topsmile.scheduling.hours import DatedException, Span, Weekly, days
from topsmile.scheduling.models import TRANSITIONS, Appointment, Named, Status
from topsmile.scheduling.rules import Visit as Length

# Two months back, so that the figures have a month to compare the last one with.
BACK, AHEAD = timedelta(days=62), timedelta(days=9)
# No story begins earlier than this before its visit, once it is booked.
LONGEST_STORY = timedelta(days=6)


class Made(NamedTuple):
    visits: int
    moves: int


async def bring_up_to_date(tx: Tx, cast: Cast) -> Made:
    zone = ZoneInfo(cast.clinic.timezone)
    today = local_of(tx.now, zone).date()
    if not await _missing(tx, today) and not await _due(tx, cast):
        return Made(0, 0)
    await queries.lock(tx)
    moves = await _due(tx, cast)
    if moves:
        await queries.move(tx, [move for move, _ in moves])
        await queries.insert_history(tx, [entry for _, told in moves for entry in told])
    visits = await _add_days(tx, cast, zone, today)
    await analytics.rebuild(tx)
    return Made(visits, len(moves))


async def _missing(tx: Tx, today: date) -> list[date]:
    last = await queries.last_day(tx)
    first = today - BACK if last is None else max(last + timedelta(days=1), today - BACK)
    return [*days(first, today + AHEAD)]


async def _due(tx: Tx, cast: Cast) -> list[tuple[Move, list[Entry]]]:
    """What has happened to open visits meanwhile, where nobody else has had a hand in them."""
    due = []
    for visit in await queries.open_visits(tx, tx.now + LONGEST_STORY):
        told = story(cast, visit.provider, visit.starts_at, visit.ends_at)
        new = told.until(tx.now)[visit.version - 1 :]
        if new and visit.status in TRANSITIONS[new[0].action][0]:
            move = Move(visit.id, new[-1].status, visit.version + len(new))
            due.append((move, _entries(visit.id, visit.status, visit.version, new)))
    return due


async def _add_days(tx: Tx, cast: Cast, zone: ZoneInfo, today: date) -> int:
    missing = await _missing(tx, today)
    if not missing:
        return 0
    first = instant_of(minute_at(missing[0], 0, zone)) - timedelta(hours=4)
    until = instant_of(minute_at(missing[-1], 1440, zone)) + timedelta(hours=4)
    taken: dict[UUID, list[Span]] = {}
    for claimed in await queries.taken(tx, first, until):
        taken.setdefault(claimed.resource_id, []).append(Span(claimed.start, claimed.end))
    planner = Planner(await _clinic(tx, cast, zone), taken)
    planned = [each for day in missing for each in planner.day(day, (day - today).days)]
    await _write(tx, cast, zone, planned)
    await trail(
        tx,
        "demo.extended",
        "clinic",
        tx.clinic_id,
        after={"last_day": missing[-1], "appointments": len(planned)},
    )
    return len(planned)


async def _clinic(tx: Tx, cast: Cast, zone: ZoneInfo) -> Clinic:
    treatments = [
        Treatment(
            each.id,
            each.name,
            Length(each.duration_minutes, each.buffer_before_minutes, each.buffer_after_minutes),
            Money(each.price_amount, each.price_currency),
        )
        for each in await queries.treatments(tx)
    ]
    return Clinic(
        cast.slug,
        zone,
        [_clinician(each) for each in await queries.clinicians(tx)],
        {each.id: each for each in treatments},
        await queries.patients(tx, cast.address("patient")),
    )


def _clinician(row: queries.Clinician) -> Clinician:
    return Clinician(
        row.id,
        row.name,
        [Weekly(*each) for each in row.hours],
        [_exception(*each) for each in row.exceptions],
        row.performs,
    )


def _exception(off: int, first: int, last: int, opens: int, closes: int) -> DatedException:
    return DatedException(
        "off" if off else "hours",
        date.fromordinal(first),
        date.fromordinal(last),
        None if opens < 0 else opens,
        None if closes < 0 else closes,
    )


async def _write(tx: Tx, cast: Cast, zone: ZoneInfo, planned: Sequence[Planned]) -> None:
    visits, entries = [], []
    for visit_id, each in zip(await queries.new_ids(tx, len(planned)), planned, strict=True):
        starts_at = instant_of(each.start)
        ends_at = starts_at + timedelta(minutes=each.treatment.visit.duration)
        told = story(cast, each.clinician.name, starts_at, ends_at).booked_before(tx.now)
        so_far = told.until(tx.now)
        visits.append(_visit(visit_id, each, told, so_far))
        booked = _booked(visit_id, each, told, zone)
        after = msgspec.json.encode(booked).decode()
        entries.append(
            Entry(visit_id, told.booked_at, "appointment.created", told.booked_by, None, after)
        )
        entries += _entries(visit_id, "scheduled", 1, so_far)
    await queries.insert_visits(tx, visits)
    await queries.insert_history(tx, entries)


def _visit(visit_id: UUID, planned: Planned, told: Story, so_far: Sequence[Step]) -> Visit:
    length = planned.treatment.visit
    occupied = length.occupied(planned.start)
    return Visit(
        id=visit_id,
        provider_id=planned.clinician.id,
        patient_id=planned.patient.id,
        service_id=planned.treatment.id,
        starts_at=instant_of(planned.start),
        ends_at=instant_of(planned.start + length.duration),
        occupied_from=instant_of(occupied.start),
        occupied_until=instant_of(occupied.end),
        status=so_far[-1].status if so_far else "scheduled",
        version=1 + len(so_far),
        notes=told.notes,
        price_amount=planned.treatment.price.amount,
        price_currency=planned.treatment.price.currency,
        created_at=told.booked_at,
        source="online" if told.booked_by == "patient" else "desk",
    )


def _booked(visit_id: UUID, planned: Planned, told: Story, zone: ZoneInfo) -> Appointment:
    """As the audit trail of a booking has it."""
    starts_at = instant_of(planned.start)
    return Appointment(
        id=visit_id,
        version=1,
        status="scheduled",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=planned.treatment.visit.duration),
        starts_local=local_of(starts_at, zone),
        service=Named(planned.treatment.id, planned.treatment.name),
        provider=Named(planned.clinician.id, planned.clinician.name),
        patient=Named(planned.patient.id, planned.patient.name),
        room=None,
        notes=told.notes,
        price=planned.treatment.price,
        pay_by=None,
        created_at=told.booked_at,
    )


def _entries(visit_id: UUID, status: Status, version: int, steps: Sequence[Step]) -> list[Entry]:
    entries = []
    for step in steps:
        before = {"status": status, "version": version}
        status, version = step.status, version + 1
        after = {"status": status, "version": version, "reason": step.reason}
        entries.append(
            Entry(
                visit_id,
                step.at,
                step.fact,
                step.by,
                msgspec.json.encode(before).decode(),
                msgspec.json.encode(after).decode(),
            )
        )
    return entries


__all__ = ["Made", "bring_up_to_date"]
