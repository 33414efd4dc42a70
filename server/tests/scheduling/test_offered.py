"""Offered is bookable, and what is not offered is refused with the rule that took it.

The database and the service functions are judged by the slow reference; a smaller sample goes
through the API, in `test_offered_day.py`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from random import Random
from typing import Literal, NamedTuple, TypeAlias
from uuid import UUID

import asyncpg
import msgspec
import pytest
from conftest import Database
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from make import Connection
from scheduling.reference import Reference
from scheduling.stage import Plot, Stage, at, plots, staged

from topsmile.identity.models import Viewer
from topsmile.kernel.errors import TopSmileError
from topsmile.kernel.zones import local_of, minute_of
from topsmile.scheduling import holds, listing, service
from topsmile.scheduling.models import (
    Availability,
    BookAppointment,
    NotOffered,
    PatientBusy,
    PlaceHold,
    Query,
    Reschedule,
    SlotTaken,
)
from topsmile.scheduling.rules import Booker, Schedule

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("as_many_visits_as_they_like")]
Act: TypeAlias = Callable[[int], Awaitable[object]]
Caller = Literal["patient", "patient with hold", "staff", "staff with hold", "anyone", "mover"]


class Case(NamedTuple):
    """What the reference is told of a caller, and what the caller does at a minute."""

    viewer: Viewer
    booker: Booker
    schedule: Schedule
    act: Act
    hold_id: UUID | None = None
    moved: UUID | None = None


@asynccontextmanager
async def undone(connection: Connection) -> AsyncIterator[None]:
    """Whatever happens inside, nothing of it stays."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield
    finally:
        await transaction.rollback()


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[Connection]:
    found = await asyncpg.connect(database.app_url)
    yield found
    await found.close()


@settings(
    max_examples=120,
    deadline=None,
    phases=[phase for phase in Phase if phase is not Phase.explain],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    plot=plots(),
    caller=st.sampled_from(
        ["patient", "patient with hold", "staff", "staff with hold", "anyone", "mover"]
    ),
    seed=st.integers(0, 2**32),
)
async def test_every_offered_start_books_and_every_other_is_refused_with_its_rule(
    connection: Connection, plot: Plot, caller: Caller, seed: int
) -> None:
    async with undone(connection):
        stage = await staged(connection, plot)
        case = case_of(stage, caller)
        reference = reference_of(plot, case)
        await check_listing(stage, case, reference)
        for minute in sample(reference, plot, Random(seed)):
            said = await attempt(connection, case.act, minute, reference)
            assert said == reference.why_not(minute), (at(minute), said)


def case_of(stage: Stage, caller: Caller) -> Case:
    plot, staff = stage.plot, Booker.staff()
    hold_id = stage.hold_id if caller.endswith("hold") else None
    as_named = plot.schedule(with_hold=hold_id is not None, knows_who=True)
    if caller.startswith("patient"):
        viewer = stage.as_patient
        return Case(viewer, plot.patients, as_named, booking(stage, viewer, None, hold_id), hold_id)
    if caller.startswith("staff"):
        viewer = stage.as_staff
        act = booking(stage, viewer, stage.patient, hold_id)
        return Case(viewer, staff, as_named, act, hold_id)
    if caller == "anyone" or stage.appointment is None:
        viewer = stage.as_anyone
        return Case(viewer, plot.patients, plot.schedule(knows_who=False), holding(stage, viewer))
    viewer = stage.as_patient
    schedule = plot.schedule(moving=True, knows_who=True)
    act = moving(stage, viewer, stage.appointment)
    return Case(viewer, plot.patients, schedule, act, moved=stage.appointment)


def booking(stage: Stage, viewer: Viewer, patient: UUID | None, hold_id: UUID | None) -> Act:
    def book(minute: int) -> Awaitable[object]:
        wanted = BookAppointment(stage.service, stage.provider, at(minute), patient, hold_id)
        return service.book(stage.tx, viewer, wanted)

    return book


def holding(stage: Stage, viewer: Viewer) -> Act:
    def place(minute: int) -> Awaitable[object]:
        wanted = PlaceHold(stage.service, stage.provider, at(minute))
        return holds.place(stage.tx, viewer, b"key", wanted)

    return place


def moving(stage: Stage, viewer: Viewer, appointment: UUID) -> Act:
    def move(minute: int) -> Awaitable[object]:
        return service.reschedule(stage.tx, viewer, appointment, Reschedule(at(minute)))

    return move


def reference_of(plot: Plot, case: Case) -> Reference:
    now = minute_of(plot.now)
    return Reference(case.schedule, plot.visit, case.booker, plot.zone, now, plot.first, plot.last)


async def check_listing(stage: Stage, case: Case, reference: Reference) -> None:
    plot = stage.plot
    patient = stage.patient if case.viewer.is_staff else None
    query = Query(stage.service, None, patient, case.hold_id, plot.first, plot.last, case.moved)
    body = (await listing.availability(stage.tx, case.viewer, query, None)).body
    assert body is not None
    answer = msgspec.json.decode(body, type=Availability)
    assert answer.timezone == plot.zone.key
    stands = plot.booked.start if case.moved and plot.booked else None
    expected = [start for start in reference.starts() if start != stands]
    assert [minute_of(slot.starts_at) for slot in answer.slots] == expected
    for slot in answer.slots:
        assert slot.provider_id == stage.provider
        assert minute_of(slot.ends_at) - minute_of(slot.starts_at) == plot.visit.duration
        assert slot.starts_local == local_of(slot.starts_at, plot.zone)
    if answer.slots:
        assert answer.next_available_on == answer.slots[0].starts_local.date()


def sample(reference: Reference, plot: Plot, random: Random) -> Iterator[int]:
    """Starts worth trying: offered ones, both sides of every edge, and some anywhere."""
    offered, seen = reference.starts(), set(reference.minutes)
    yield from random.sample(offered, min(6, len(offered)))
    close = {minute for edge in edges(reference, plot) for minute in (edge - 1, edge, edge + 1)}
    close |= {start + 1 for start in offered[:50]}
    worth = sorted(close & seen)
    yield from random.sample(worth, min(24, len(worth)))
    yield from random.sample(reference.minutes, 4)


def edges(reference: Reference, plot: Plot) -> Iterator[int]:
    duration, before, after = plot.visit
    for start, end in reference.schedule.taken:
        yield from (start - duration - after, end + before)
    for start, end in reference.schedule.patient_busy:
        yield from (start - duration, end)
    for opened in reference.open:
        if opened:
            yield from (min(opened), max(opened) + 1 - duration)
    if reference.off:
        yield from (min(reference.off) - duration, max(reference.off) + 1)
    now = minute_of(plot.now)
    yield from (now, now + reference.booker.notice)
    yield now + (reference.booker.horizon_days or 0) * 24 * 60


async def attempt(
    connection: Connection, act: Act, minute: int, reference: Reference
) -> str | None:
    """What was said of this start: nothing if it worked, else the rule. Nothing of it stays."""
    try:
        async with undone(connection):
            await act(minute)
            return None
    except SlotTaken as taken:
        own = [minute_of(each.starts_at) for each in taken.extra["alternatives"]]
        seen = set(reference.minutes)
        assert all(reference.why_not(each) is None for each in own if each in seen)
        return "slot_taken"
    except PatientBusy:
        return "patient_busy"
    except NotOffered as refused:
        return str(refused.extra["reason"])
    except TopSmileError as other:  # pragma: no cover
        return other.code()
