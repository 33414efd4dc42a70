"""Moving an appointment and taking it through its states, one at a time and forty at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any, get_args
from uuid import UUID, uuid4

import asyncpg
import httpx
import make
import msgspec
import pytest
from conftest import Database
from domain import SignIn, TravelClock
from make import Connection, Office

from topsmile.scheduling.models import Action, Status

pytestmark = pytest.mark.anyio
APPOINTMENTS = "/api/scheduling/appointments"
DAY = "2030-01-07"
# From api.md, by hand: which action leads from which status to which.
MAY: dict[str, tuple[set[str], str, str]] = {
    "confirm": ({"scheduled"}, "confirmed", "appointment.confirmed"),
    "check-in": (
        {"scheduled", "confirmed", "no_show"},
        "checked_in",
        "appointment.checked_in",
    ),
    "start": ({"checked_in"}, "in_progress", "appointment.started"),
    "complete": ({"in_progress"}, "completed", "appointment.completed"),
    "cancel": (
        {"pending_payment", "scheduled", "confirmed", "checked_in"},
        "cancelled",
        "appointment.cancelled",
    ),
    "no-show": ({"scheduled", "confirmed"}, "no_show", "appointment.no_show"),
}
MOVABLE = {"pending_payment", "scheduled", "confirmed"}


async def book(
    browser: httpx.AsyncClient, office: Office, clock: str = "09:00", **changes: Any
) -> dict[str, Any]:
    wanted = office.booking(starts_at=f"{DAY}T{clock}:00Z", **changes)
    booked = await browser.post(APPOINTMENTS, json=wanted)
    assert booked.status_code == 201, booked.text
    found: dict[str, Any] = booked.json()
    return found


async def move(
    browser: httpx.AsyncClient, appointment: dict[str, Any], clock: str, **more: Any
) -> httpx.Response:
    wanted = {"starts_at": f"{DAY}T{clock}:00Z", **more}
    return await browser.post(f"{APPOINTMENTS}/{appointment['id']}/reschedule", json=wanted)


async def take(
    browser: httpx.AsyncClient, appointment: dict[str, Any], action: str, **more: Any
) -> httpx.Response:
    return await browser.post(f"{APPOINTMENTS}/{appointment['id']}/{action}", json=more)


async def events(owner: Connection, office: Office) -> list[tuple[str, str, int]]:
    """What has happened to appointments: name, whose, and the version after it."""
    found = await owner.fetch(
        """
        select name, payload ->> 'appointment_id' as id, (payload ->> 'version')::int as version
        from event where clinic_id = $1 and name like 'appointment.%' order by id
        """,
        office.id,
    )
    return [(row["name"], row["id"], row["version"]) for row in found]


async def claims(owner: Connection, appointment: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Of whom, from when, until when."""
    found = await owner.fetch(
        "select resource_id, lower(during) since, upper(during) until from claim"
        " where appointment_id = $1",
        UUID(appointment["id"]),
    )
    return {
        (str(row["resource_id"]), f"{row['since']:%H:%M}", f"{row['until']:%H:%M}") for row in found
    }


async def traces(owner: Connection, office: Office) -> tuple[Any, ...]:
    """Everything that a refusal must not touch."""
    tables = ("event", "audit_entry", "delivery", "claim", "appointment")
    counted = [
        await owner.fetchval(f"select count(*) from {table} where clinic_id = $1", office.id)
        for table in tables
    ]
    versions = await owner.fetch(
        """
        select id, version, status from appointment where clinic_id = $1
        union all select id, schedule_version, '' from provider where clinic_id = $1
        union all select id, schedule_version, '' from patient where clinic_id = $1
        order by id
        """,
        office.id,
    )
    return (*counted, versions)


# --- Moving ---


async def test_a_visit_may_overlap_its_own_old_time(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    service = await make.a_service(owner, office, 60, before=10, after=20)
    visit = await book(reception, office, service_id=service)

    moved = await move(reception, visit, "09:30", expected_version=1)

    assert moved.status_code == 200, moved.text
    assert moved.json() == {
        **visit,
        "version": 2,
        "starts_at": f"{DAY}T09:30:00Z",
        "ends_at": f"{DAY}T10:30:00Z",
        "starts_local": f"{DAY}T09:30:00",
    }
    assert await claims(owner, visit) == {
        (str(office.provider), "09:20", "10:50"),
        (str(office.patient), "09:30", "10:30"),
    }
    assert (await book(reception, office, "10:50", patient_id=office.patients[1]))["version"] == 1


async def test_to_another_provider_and_back(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    visit, other = await book(reception, office), str(office.providers[1])

    moved = (await move(reception, visit, "09:15", provider_id=other)).json()

    assert moved["provider"] == {"id": other, "name": "Dr. Bruno"}
    assert (await claims(owner, visit)) == {
        (other, "09:15", "09:45"),
        (str(office.patient), "09:15", "09:45"),
    }
    await book(reception, office, "09:00", patient_id=office.patients[1])  # the old time is free
    taken = await move(reception, visit, "09:15", provider_id=str(office.provider))
    assert (taken.status_code, taken.json()["code"]) == (409, "slot_taken")
    assert (await move(reception, visit, "09:30", provider_id=str(office.provider))).is_success


async def test_a_taken_time_is_refused_with_what_is_free(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office, service_id=office.services[60])
    await book(reception, office, "11:00", patient_id=office.patients[1])
    before = await traces(owner, office)

    refused = await move(reception, visit, "10:30")

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (409, "slot_taken")
    assert len(problem["alternatives"]) == 6
    assert await traces(owner, office) == before
    for slot in problem["alternatives"]:
        assert slot["starts_at"] not in (f"{DAY}T10:15:00Z", f"{DAY}T10:30:00Z")
        wanted = {"starts_at": slot["starts_at"], "provider_id": slot["provider_id"]}
        done = await reception.post(f"{APPOINTMENTS}/{visit['id']}/reschedule", json=wanted)
        assert done.status_code == 200, done.text


async def test_a_patient_is_not_moved_onto_another_visit_of_theirs(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)
    await book(reception, office, "10:00", provider_id=office.providers[1])
    before = await traces(owner, office)

    refused = await move(reception, visit, "10:15")

    assert (refused.status_code, refused.json()["code"]) == (409, "patient_busy")
    assert await traces(owner, office) == before


async def test_who_saw_another_version_is_shown_the_present_one(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)
    now = (await move(reception, visit, "10:00", expected_version=1)).json()
    before = await traces(owner, office)

    for refused in (
        await move(reception, visit, "11:00", expected_version=1),
        await take(reception, visit, "confirm", expected_version=1),
        await take(reception, visit, "cancel", expected_version=3),
    ):
        problem = refused.json()
        assert (refused.status_code, problem["code"]) == (409, "version_conflict")
        assert problem["current"] == now
    assert await traces(owner, office) == before


async def test_a_move_obeys_the_rules_and_names_them(
    sign_in: SignIn, office: Office, owner: Connection, other_office: Office
) -> None:
    reception, patient = await sign_in(office), await sign_in(office, "patient")
    own = patient.account.patient  # type: ignore[attr-defined]
    visit = await book(reception, office, patient_id=own)
    idle = await make.a_provider(owner, office.id, "Performs nothing")
    manager = await sign_in(office, "manager")
    gone = str(office.providers[2])
    await manager.post(f"/api/providers/{gone}/archive")
    before = await traces(owner, office)

    async def reason(browser: httpx.AsyncClient, clock: str, **more: Any) -> Any:
        refused = await move(browser, visit, clock, **more)
        assert (refused.status_code, refused.json()["code"]) == (422, "not_offered")
        return refused.json()["reason"]

    assert await reason(reception, "08:00") == "outside_hours"
    assert await reason(reception, "05:59") == "in_the_past"
    assert await reason(reception, "10:01") == "off_step"
    assert await reason(patient, "10:05") == "off_step"
    assert await reason(reception, "10:00", provider_id=str(idle)) == "not_performed"
    for stranger in (gone, str(uuid4()), str(other_office.provider)):
        refused = await move(reception, visit, "10:00", provider_id=stranger)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "provider_id"
    assert await traces(owner, office) == before
    assert (await move(reception, visit, "10:05")).is_success  # staff: every five minutes


async def test_patients_reach_their_own_visits_only(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception, patient = await sign_in(office), await sign_in(office, "patient")
    own = await book(reception, office, patient_id=patient.account.patient)  # type: ignore[attr-defined]
    other = await book(reception, office, "10:00")
    before = await traces(owner, office)

    for refused in (
        await move(patient, other, "11:00"),
        await take(patient, other, "cancel"),
        await take(patient, other, "confirm"),
        await patient.get(f"{APPOINTMENTS}/{other['id']}"),
        await take(patient, {"id": uuid4()}, "cancel"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    for action in ("check-in", "start", "complete", "no-show"):
        assert (await take(patient, own, action)).status_code == 403
    assert await traces(owner, office) == before
    assert (await move(patient, own, "11:00")).is_success
    assert (await take(patient, own, "confirm")).is_success
    assert (await take(patient, own, "cancel")).is_success


async def test_who_no_longer_works_here_can_be_moved_away_from(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception, manager = await sign_in(office), await sign_in(office, "manager")
    visit, another = await book(reception, office), await book(
        reception, office, "10:00", patient_id=office.patients[1]
    )  # fmt: skip
    await manager.post(f"/api/providers/{office.provider}/archive")
    await manager.post(f"/api/patients/{office.patient}/archive")

    assert (await move(reception, visit, "09:00")).status_code == 422
    moved = await move(reception, visit, "09:00", provider_id=str(office.providers[1]))
    assert moved.status_code == 200, moved.text
    assert (await take(reception, another, "cancel")).is_success
    assert await claims(owner, another) == set()


# --- States ---


@pytest.mark.parametrize("action", get_args(Action))
@pytest.mark.parametrize("status", get_args(Status))
async def test_each_action_from_each_status(
    sign_in: SignIn, office: Office, owner: Connection, status: str, action: str
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)
    await owner.execute(
        "update appointment set status = $2 where id = $1", UUID(visit["id"]), status
    )
    before, held = await traces(owner, office), await claims(owner, visit)

    answer = await take(reception, visit, action, reason="because")

    allowed, becomes, name = MAY[action]
    if status not in allowed:
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "cannot_become")
        assert problem["current"] == {**visit, "status": status}
        assert await traces(owner, office) == before
        return
    assert answer.status_code == 200, answer.text
    assert answer.json() == {**visit, "status": becomes, "version": 2}
    assert (await events(owner, office))[1:] == [(name, visit["id"], 2)]
    assert await claims(owner, visit) == (set() if action == "cancel" else held)
    shown = (await reception.get(f"{APPOINTMENTS}/{visit['id']}")).json()
    last = shown["history"][-1]
    assert (last["action"], last["by"], last["reason"]) == (name, "receptionist", "because")


@pytest.mark.parametrize("status", get_args(Status))
async def test_moving_from_each_status(
    sign_in: SignIn, office: Office, owner: Connection, status: str
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)
    await owner.execute(
        "update appointment set status = $2 where id = $1", UUID(visit["id"]), status
    )

    answer = await move(reception, visit, "10:00")

    if status in MOVABLE:
        assert (answer.status_code, answer.json()["status"]) == (200, status)
    else:
        assert (answer.status_code, answer.json()["code"]) == (409, "cannot_become")
        assert answer.json()["current"]["status"] == status


async def test_cancelling_gives_the_time_back_and_a_no_show_keeps_it(
    sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)
    again = office.booking(patient_id=office.patients[1])

    assert (await take(reception, visit, "no-show")).is_success
    assert (await reception.post(APPOINTMENTS, json=again)).json()["code"] == "slot_taken"
    assert (await take(reception, visit, "check-in")).json()["status"] == "checked_in"  # late
    assert (await take(reception, visit, "cancel")).is_success
    assert (await reception.post(APPOINTMENTS, json=again)).status_code == 201
    assert (await take(reception, visit, "cancel")).json()["code"] == "cannot_become"


async def test_a_body_is_optional_and_nothing_unknown_may_stand_in_it(
    sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)

    for wrong in ({"colour": "red"}, {"expected_version": "1"}, {"reason": "x" * 501}):
        assert (await take(reception, visit, "confirm", **wrong)).status_code == 422
    assert (await reception.post(f"{APPOINTMENTS}/{visit['id']}/confirm")).status_code == 200


async def test_every_change_leaves_one_event_and_one_entry_with_before_and_after(
    sign_in: SignIn, office: Office, owner: Connection, clock: TravelClock
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)
    other = str(office.providers[1])
    clock.travel(minutes=1)
    assert (await move(reception, visit, "10:00", provider_id=other)).is_success
    for action in ("confirm", "no-show", "check-in", "start", "complete"):
        assert (await take(reception, visit, action, reason=f"why {action}")).is_success

    names = [
        "appointment.created",
        "appointment.rescheduled",
        "appointment.confirmed",
        "appointment.no_show",
        "appointment.checked_in",
        "appointment.started",
        "appointment.completed",
    ]
    assert await events(owner, office) == [
        (name, visit["id"], version) for version, name in enumerate(names, start=1)
    ]
    entries = await owner.fetch(
        """
        select action, actor_id, actor_role, before::text, after::text, request_id
        from audit_entry where clinic_id = $1 and subject_id = $2 order by id
        """,
        office.id,
        UUID(visit["id"]),
    )
    assert [entry["action"] for entry in entries] == names
    person = reception.account.person  # type: ignore[attr-defined]
    assert {(entry["actor_id"], entry["actor_role"]) for entry in entries} == {
        (person, "receptionist")
    }
    assert len({entry["request_id"] for entry in entries}) == len(names)
    was = [msgspec.json.decode(each["before"] or "null") for each in entries]
    became = [msgspec.json.decode(each["after"]) for each in entries]
    assert (was[0], became[0]) == (None, visit)
    assert was[1] == visit
    assert became[1]["provider"]["id"] == other
    for before, after in zip(became[1:], was[2:], strict=False):
        assert {name: before[name] for name in after if name != "reason"} == after
    shown = (await reception.get(f"{APPOINTMENTS}/{visit['id']}")).json()
    assert [each["action"] for each in shown["history"]] == names
    assert [each["reason"] for each in shown["history"]][2:4] == ["why confirm", "why no-show"]
    assert shown["history"][0]["at"] < shown["history"][1]["at"]
    assert shown["version"] == len(names)


# --- At the same time ---


async def waiting_for_a_lock(owner: Connection) -> None:
    for _ in range(500):
        waits = await owner.fetchval(
            """
            select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
            """
        )
        if waits:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")


@pytest.mark.parametrize(
    ("action", "status", "code"),
    [("confirm", 200, None), ("check-in", 200, None), ("cancel", 409, "version_conflict")],
)
async def test_what_is_moved_while_someone_waits_for_it_is_found_where_it_went(
    sign_in: SignIn,
    office: Office,
    owner: Connection,
    database: Database,
    action: str,
    status: int,
    code: str | None,
) -> None:
    reception = await sign_in(office)
    visit, other = await book(reception, office), office.providers[1]
    mover = await asyncpg.connect(database.owner_url)
    try:
        moving = mover.transaction()
        await moving.start()
        await mover.execute(
            "update appointment set provider_id = $2, version = version + 1 where id = $1",
            UUID(visit["id"]),
            other,
        )
        asked = asyncio.create_task(take(reception, visit, action))
        await waiting_for_a_lock(owner)
        await moving.commit()
        answer = await asked
    finally:
        await mover.close()

    assert answer.status_code == status, answer.text
    found = answer.json() if code is None else answer.json()["current"]
    assert found["provider"]["id"] == str(other)
    assert answer.json().get("code") == code


async def test_forty_at_once_in_both_directions(
    sign_in: SignIn, office: Office, owner: Connection, postgres_log: Callable[[], str]
) -> None:
    reception = await sign_in(office)
    one, two = office.providers[:2]
    patients = [await make.a_patient(owner, office.id, f"P {n}") for n in range(8)]
    visits = [
        await book(
            reception,
            office,
            f"{9 + n // 2}:{n % 2 * 30:02}".zfill(5),
            provider_id=(one, two)[n % 2],
            patient_id=patients[n],
        )
        for n in range(8)
    ]
    answers: list[httpx.Response] = []
    for attempt in range(3):
        answers += await asyncio.gather(*forty(reception, office, visits, patients, attempt))

    assert {answer.status_code for answer in answers} <= {200, 201, 409}, {
        answer.text for answer in answers if answer.status_code not in (200, 201, 409)
    }
    codes = Counter(answer.json()["code"] for answer in answers if answer.status_code == 409)
    assert codes.keys() <= {"slot_taken", "patient_busy", "cannot_become", "version_conflict"}
    assert all(
        answer.json()["alternatives"]
        for answer in answers
        if answer.status_code == 409 and answer.json()["code"] == "slot_taken"
    )  # the rules said no, before the constraint had to
    done = [each for each in answers if each.is_success and "status" in each.json()]  # no holds
    assert len(done) >= 12
    assert "deadlock" not in postgres_log()
    await check_consistent(owner, office)
    assert len(await events(owner, office)) == len(visits) + len(done)


def forty(
    reception: httpx.AsyncClient,
    office: Office,
    visits: list[dict[str, Any]],
    patients: list[UUID],
    attempt: int,
) -> list[Coroutine[Any, Any, httpx.Response]]:
    one, two = office.providers[:2]
    wanted: list[Coroutine[Any, Any, httpx.Response]] = []
    for n, visit in enumerate(visits):
        there, back = ((two, one), (one, two))[n % 2]
        clock = f"{9 + (n + attempt) % 5:02}:{n % 4 * 15:02}"
        wanted += [
            move(reception, visit, clock, provider_id=str(there)),
            move(reception, visit, clock, provider_id=str(back)),
            reception.post(
                APPOINTMENTS,
                json=office.booking(
                    provider_id=there,
                    patient_id=patients[(n + 3) % 8],
                    service_id=office.services[(30, 45, 60)[n % 3]],
                    starts_at=f"{DAY}T{clock}:00Z",
                ),
            ),
            take(reception, visit, "cancel" if n % 4 == attempt else "confirm"),
            reception.post(
                "/api/scheduling/holds",
                json=office.booking(
                    patient_id=None, provider_id=back, starts_at=f"{DAY}T{clock}:00Z"
                ),
            )
            if n < 1
            else move(reception, visit, "15:00"),
        ]
    return wanted


async def check_consistent(owner: Connection, office: Office) -> None:
    """A visit claims exactly its provider and its patient at its time; a cancelled one nothing."""
    wrong = await owner.fetch(
        """
        select a.id, a.status, array_agg(c.resource_id) from appointment a
        left join claim c on c.clinic_id = a.clinic_id and c.appointment_id = a.id
          and c.during = tstzrange(a.starts_at, a.ends_at)
          and c.resource_id in (a.provider_id, a.patient_id)
        where a.clinic_id = $1 group by a.id, a.status
        having count(distinct c.resource_id) <> case when a.status = 'cancelled' then 0 else 2 end
        """,
        office.id,
    )
    assert wrong == []
    overlapping = await owner.fetchval(
        """
        select count(*) from claim a join claim b on a.clinic_id = b.clinic_id and a.id < b.id
          and a.resource_id = b.resource_id and a.during && b.during
        where a.clinic_id = $1
        """,
        office.id,
    )
    assert overlapping == 0
    strays = await owner.fetchval(
        """
        select count(*) from claim c join appointment a
          on a.clinic_id = c.clinic_id and a.id = c.appointment_id
        where c.clinic_id = $1 and (a.status = 'cancelled'
          or c.during <> tstzrange(a.starts_at, a.ends_at))
        """,
        office.id,
    )
    assert strays == 0


async def test_what_staff_wrote_about_a_visit_is_not_for_its_patient(
    sign_in: SignIn, office: Office
) -> None:
    reception, patient = await sign_in(office), await sign_in(office, "patient")
    own = str(patient.account.patient)  # type: ignore[attr-defined]
    booked = await reception.post(APPOINTMENTS, json=office.booking(patient_id=own))
    visit = f"{APPOINTMENTS}/{booked.json()['id']}"
    await reception.post(f"{visit}/cancel", json={"reason": "never pays"})

    seen, told = (await reception.get(visit)).json(), (await patient.get(visit)).json()

    assert seen["history"][-1]["reason"] == "never pays"
    assert told["history"][-1]["reason"] is None
