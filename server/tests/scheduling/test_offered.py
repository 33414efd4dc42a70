"""Offered is bookable, and what is not offered is refused with the rule that took it.

The database and the service functions are judged by the slow reference; a smaller sample goes
through the API.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from random import Random
from typing import Literal, NamedTuple, TypeAlias
from uuid import UUID

import asyncpg
import httpx
import make
import msgspec
import pytest
from conftest import Database
from domain import SignIn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from make import Connection, Office
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

pytestmark = pytest.mark.anyio
APPOINTMENTS = "/api/scheduling/appointments"
HOLDS = "/api/scheduling/holds"
Act: TypeAlias = Callable[[int], Awaitable[object]]
Caller = Literal["patient", "patient with hold", "staff", "staff with hold", "anyone", "mover"]


class Case(NamedTuple):
    """What the reference is told of a caller, and what the caller does at a minute."""

    viewer: Viewer
    booker: Booker
    schedule: Schedule
    act: Act


@asynccontextmanager
async def undone(connection: Connection) -> AsyncIterator[None]:
    """Whatever happens inside, nothing of it stays."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield
    finally:
        await transaction.rollback()


@pytest.fixture(autouse=True)
def _as_many_visits_as_they_like(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many one patient may have is another rule, judged elsewhere."""
    monkeypatch.setattr(service, "MOST_VISITS", 10_000)
    monkeypatch.setattr(service, "MOST_UNCONFIRMED", 10_000)


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
        if caller != "mover":
            await check_listing(stage, case, reference, with_hold=caller.endswith("hold"))
        for minute in sample(reference, plot, Random(seed)):
            said = await attempt(connection, case.act, minute, reference)
            assert said == reference.why_not(minute), (at(minute), said)


def case_of(stage: Stage, caller: Caller) -> Case:
    plot, staff = stage.plot, Booker.staff()
    hold_id = stage.hold_id if caller.endswith("hold") else None
    as_named = plot.schedule(with_hold=hold_id is not None, knows_who=True)
    if caller.startswith("patient"):
        viewer = stage.as_patient
        return Case(viewer, plot.patients, as_named, booking(stage, viewer, None, hold_id))
    if caller.startswith("staff"):
        viewer = stage.as_staff
        return Case(viewer, staff, as_named, booking(stage, viewer, stage.patient, hold_id))
    if caller == "anyone" or stage.appointment is None:
        viewer = stage.as_anyone
        return Case(viewer, plot.patients, plot.schedule(knows_who=False), holding(stage, viewer))
    viewer = stage.as_patient
    schedule = plot.schedule(moving=True, knows_who=True)
    return Case(viewer, plot.patients, schedule, moving(stage, viewer, stage.appointment))


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


async def check_listing(stage: Stage, case: Case, reference: Reference, *, with_hold: bool) -> None:
    plot, hold_id = stage.plot, stage.hold_id if with_hold else None
    patient = stage.patient if case.viewer.is_staff else None
    query = Query(stage.service, None, patient, hold_id, plot.first, plot.last)
    body = (await listing.availability(stage.tx, case.viewer, query, None)).body
    assert body is not None
    answer = msgspec.json.decode(body, type=Availability)
    assert answer.timezone == plot.zone.key
    assert [minute_of(slot.starts_at) for slot in answer.slots] == reference.starts()
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


# --- The same through the API, on one day that has everything ---

DAY = "2030-01-08"
NOTICE, HORIZON = 27 * 60, 2  # now is Monday 06:00: Tuesday 09:00 to Wednesday 06:00


@pytest.fixture
async def office(owner: Connection) -> Office:
    """Tuesday 09–12 and 13–15, off 10:00–10:30, visits of 30 with 10 before and 20 after."""
    office = await make.an_office(owner, step=15, notice=NOTICE, horizon=HORIZON)
    provider = await make.a_provider(owner, office.id, hours=[(1, 540, 720), (1, 780, 900)])
    office.providers = [provider]
    office.services[1] = await make.a_service(owner, office, 30, before=10, after=20)
    await owner.execute(
        """
        insert into provider_exception (clinic_id, provider_id, kind, first_day, last_day, opens,
          closes, created_at) values ($1, $2, 'off', '2030-01-08', '2030-01-08', 600, 630, $3)
        """,
        office.id,
        provider,
        make.MONDAY,
    )
    return office


def plain(office: Office, clock: str, **more: object) -> dict[str, str]:
    """What a patient or anyone sends."""
    starts_at = f"{DAY}T{clock}:00Z"
    return office.booking(
        service_id=office.services[1], starts_at=starts_at, patient_id=None, **more
    )


async def offered(browser: httpx.AsyncClient, office: Office, **more: str) -> list[str]:
    answer = await browser.get(
        "/api/scheduling/availability",
        params={
            "service_id": str(office.services[1]),
            "from": DAY,
            "to": DAY,
            "clinic": office.slug,
            **more,
        },
    )
    assert answer.status_code == 200, answer.text
    return [slot["starts_local"][11:16] for slot in answer.json()["slots"]]


async def test_a_patient_books_each_offered_time_and_is_told_why_not_the_others(
    sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    free = await offered(patient, office)
    assert free == ["09:00", "09:15", "09:30", "10:30", "10:45", "11:00", "11:15", "11:30"] + [
        f"{13 + quarter // 4}:{quarter % 4 * 15:02}" for quarter in range(7)
    ]

    for clock in free:
        booked = await patient.post(APPOINTMENTS, json=plain(office, clock))
        assert booked.status_code == 201, (clock, booked.text)
        assert clock not in await offered(patient, office)
        gone = await patient.post(f"{APPOINTMENTS}/{booked.json()['id']}/cancel")
        assert gone.status_code == 200
        assert await offered(patient, office) == free

    reasons = {
        "08:59": "too_soon",
        "09:01": "off_step",
        "09:31": "time_off",
        "10:00": "time_off",
        "11:31": "outside_hours",
        "12:00": "outside_hours",
        "14:31": "outside_hours",
        "23:59": "outside_hours",
    }
    for clock, reason in reasons.items():
        refused = await patient.post(APPOINTMENTS, json=plain(office, clock))
        problem = refused.json()
        assert (refused.status_code, problem["code"]) == (422, "not_offered")
        assert problem["reason"] == reason, clock
    edges = {
        "2030-01-07T05:59:00Z": "in_the_past",
        "2030-01-09T06:00:00Z": "outside_hours",
        "2030-01-09T06:01:00Z": "too_far",
        "2030-01-08T09:00:30Z": "not_on_the_minute",
        "0001-01-01T00:00:00+14:00": "in_the_past",
        "9999-12-31T23:59:00-12:00": "too_far",
    }
    for instant, reason in edges.items():
        wanted = {**plain(office, "09:00"), "starts_at": instant}
        problem = (await patient.post(APPOINTMENTS, json=wanted)).json()
        assert (problem["code"], problem.get("reason")) == ("not_offered", reason), instant


async def test_a_hold_is_seen_as_free_with_its_secret_only_and_its_buffers_count(
    sign_in: SignIn, office: Office, client: httpx.AsyncClient
) -> None:
    patient, reception = await sign_in(office, "patient"), await sign_in(office)
    free = await offered(client, office)
    at_public = {"clinic": office.slug}

    held = await client.post(HOLDS, params=at_public, json=plain(office, "13:00"))

    assert held.status_code == 201, held.text
    secret = held.json()["id"]
    # 12:50–13:50 is taken: with 10 minutes before, the next start is 14:00.
    left = [clock for clock in free if clock not in ("13:00", "13:15", "13:30", "13:45")]
    assert await offered(client, office) == left
    assert await offered(patient, office) == left
    assert await offered(client, office, hold_id=secret) == free
    assert await offered(patient, office, hold_id=secret) == free
    for clock in sorted(set(free) - set(left)):
        refused = await client.post(HOLDS, params=at_public, json=plain(office, clock))
        assert (refused.status_code, refused.json()["code"]) == (409, "slot_taken")
        alternatives = refused.json()["alternatives"]
        assert {each["starts_local"][11:16] for each in alternatives} <= set(left)
    staff = {**plain(office, "13:50"), "patient_id": str(office.patient)}
    assert (await reception.post(APPOINTMENTS, json=staff)).json()["code"] == "slot_taken"
    staff["starts_at"] = f"{DAY}T14:00:00Z"
    assert (await reception.post(APPOINTMENTS, json=staff)).status_code == 201


async def test_a_patient_who_is_elsewhere_is_offered_other_times(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    colleague = await make.a_provider(owner, office.id, "Dr. Bruno")
    office.providers.append(colleague)
    service_id = await make.a_service(owner, office, 45)
    patient, reception = await sign_in(office, "patient"), await sign_in(office)
    account = patient.account  # type: ignore[attr-defined]
    booked = await reception.post(
        APPOINTMENTS,
        json=office.booking(
            service_id=service_id,
            provider_id=colleague,
            patient_id=account.patient,
            starts_at=f"{DAY}T13:30:00Z",
        ),
    )
    assert booked.status_code == 201, booked.text
    free = await offered(reception, office, patient_id=str(account.patient))
    mine = await offered(patient, office)

    assert not {"13:15", "13:30", "14:00"} & set(mine)
    assert {"13:00", "14:15"} <= set(mine) <= set(free)
    assert "13:05" not in free
    refused = await patient.post(APPOINTMENTS, json=plain(office, "13:15"))
    assert (refused.status_code, refused.json()["code"]) == (409, "patient_busy")
    assert (await patient.post(APPOINTMENTS, json=plain(office, "14:15"))).status_code == 201
