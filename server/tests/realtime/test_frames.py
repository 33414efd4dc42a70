"""Who hears of what: the clinic's staff, the patient, anyone; and nothing but ids."""

from __future__ import annotations

import re
from uuid import UUID

import make
import pytest
from domain import SignIn
from make import Connection, Office
from realtime.conftest import Connect, book

from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio
APPOINTMENTS = "/api/scheduling/appointments"


async def test_staff_hear_of_a_booking(
    connect: Connect, sign_in: SignIn, office: Office, worker: Worker
) -> None:
    reception = await sign_in(office)
    ear = await connect(reception)

    visit = await book(reception, office.booking())
    await worker.drain()

    heard = await ear.frame()
    assert (ear.hello.seq, ear.hello.event, ear.hello.ids) == (0, "hello", {})
    assert (heard.seq, heard.event) == (1, "appointment.created")
    assert heard.ids == {
        "appointment_id": str(visit),
        "version": 1,
        "patient_id": str(office.patient),
        "provider_id": str(office.provider),
    }


async def test_patients_hear_of_their_own_visits_alone(
    connect: Connect, sign_in: SignIn, office: Office, owner: Connection, worker: Worker
) -> None:
    account = await make.an_account(owner, office.id, "patient")
    reception, patient = await sign_in(office), await sign_in(office, "patient", account)
    ear = await connect(patient)

    await book(reception, office.booking())
    await book(reception, office.booking(starts_at="2030-01-07T10:00:00Z"))
    own = office.booking(patient_id=account.patient, starts_at="2030-01-07T11:00:00Z")
    visit = await book(reception, own)
    await worker.drain()
    heard = [await ear.frame()]
    # Their messages may be told of before or after; nothing of anyone else's is.
    await reception.post(f"{APPOINTMENTS}/{visit}/cancel")
    await worker.drain()
    while heard[-1].event != "appointment.cancelled":
        heard.append(await ear.frame())

    assert {each.ids["patient_id"] for each in heard} == {str(account.patient)}
    assert {each.event.partition(".")[0] for each in heard} <= {"appointment", "message"}
    assert [each.seq for each in heard] == list(range(1, len(heard) + 1))


async def test_anyone_hears_that_other_times_are_free_and_not_why(
    connect: Connect, sign_in: SignIn, office: Office, worker: Worker
) -> None:
    reception = await sign_in(office)
    ear = await connect(query=f"clinic={office.slug}")

    visit = await book(reception, office.booking())
    await reception.post(f"{APPOINTMENTS}/{visit}/confirm")
    await reception.patch(f"/api/patients/{office.patient}", json={"name": "Renamed"})
    wanted = {"service_id": str(office.service), "provider_id": str(office.provider)}
    await reception.post(
        "/api/scheduling/holds", json={**wanted, "starts_at": "2030-01-07T12:00:00Z"}
    )
    await reception.post(f"{APPOINTMENTS}/{visit}/cancel")
    await worker.drain()

    heard = await ear.frames(3)
    assert [(each.seq, each.event, each.ids) for each in heard] == [
        (number, "availability.changed", {}) for number in (1, 2, 3)
    ]


async def test_another_clinic_hears_nothing(
    connect: Connect, sign_in: SignIn, office: Office, other_office: Office, worker: Worker
) -> None:
    here, there = await sign_in(office), await sign_in(other_office, "admin")
    ears = [await connect(there), await connect(query=f"clinic={other_office.slug}")]
    # Asked for another clinic's pages, its staff hear what anyone does there.
    guest = await connect(there, f"clinic={office.slug}")

    await book(here, office.booking())
    await worker.drain()

    assert (await guest.frame()).event == "availability.changed"
    await book(there, other_office.booking())
    await worker.drain()
    for ear in ears:
        first = await ear.frame()
        assert first.seq == 1
        assert str(office.patient) not in first.ids.values()


async def test_no_frame_carries_anything_but_ids(
    connect: Connect, sign_in: SignIn, office: Office, owner: Connection, worker: Worker
) -> None:
    """Whatever happens at a clinic, on any of its channels, and as the table keeps it."""
    manager = await sign_in(office, "manager")
    ear = await connect(manager)
    visit = await book(manager, office.booking(notes="Very private."))
    for action in ("confirm", "check-in", "start", "complete"):
        assert (await manager.post(f"{APPOINTMENTS}/{visit}/{action}")).status_code == 200
    other = await book(manager, office.booking(starts_at="2030-01-07T14:00:00Z"))
    move = {"starts_at": "2030-01-07T15:00:00Z"}
    assert (await manager.post(f"{APPOINTMENTS}/{other}/reschedule", json=move)).is_success
    await manager.post(f"{APPOINTMENTS}/{other}/cancel", json={"reason": "Private, too."})
    await manager.post("/api/patients", json={"name": "Ana", "email": "ana@example.test"})
    await manager.patch(f"/api/patients/{office.patient}", json={"name": "Renamed"})
    await manager.patch(f"/api/providers/{office.provider}", json={"name": "Renamed"})
    await manager.patch(f"/api/services/{office.service}", json={"name": "Renamed"})
    await worker.drain()

    rows = await owner.fetch(
        "select channel, event, ids::text, seq from realtime_frame where clinic_id = $1", office.id
    )
    staff = [row for row in rows if row["channel"] == "staff"]
    heard = await ear.frames(len(staff))

    assert {row["event"] for row in staff} >= {
        "appointment.completed",
        "appointment.rescheduled",
        "patient.registered",
        "patient.updated",
        "provider.changed",
        "service.changed",
        "message.queued",
    }
    for frame in heard:
        for name, value in frame.ids.items():
            number = name == "version" and isinstance(value, int)
            assert number or (name.endswith("_id") and UUID(str(value))), frame
    for row in rows:
        bare = re.sub(r'"\w+_id": "[0-9a-f-]{36}"|"version": \d+', "", row["ids"])
        assert set(bare) <= set("{}, "), row
        assert row["channel"] != "public" or row["ids"] == "{}"


async def test_an_event_is_told_once_however_often_it_is_delivered(
    sign_in: SignIn, office: Office, owner: Connection, worker: Worker
) -> None:
    await book(await sign_in(office), office.booking())
    await worker.drain()
    frames = "select channel, seq, event_id from realtime_frame where clinic_id = $1 order by 1, 2"
    before = await owner.fetch(frames, office.id)

    await owner.execute(
        "update delivery set state = 'due' where clinic_id = $1 and handler = 'announce'", office.id
    )
    assert await worker.drain() >= 1

    assert await owner.fetch(frames, office.id) == before
    left = await owner.fetchval(
        "select count(*) from delivery where clinic_id = $1 and state <> 'done'"
        " and handler = 'announce'",
        office.id,
    )
    assert left == 0
