"""What is shown as free: its shape, its limits, and to whom."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import httpx
import make
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office
from scheduling.asking import APPOINTMENTS, TODAY, answer, ask, clocks

pytestmark = pytest.mark.anyio


# --- Shape and limits ---


async def test_slots_say_when_and_with_whom_once_per_provider(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    office = await make.an_office(owner, zone="America/Sao_Paulo")

    found = await answer(client, office)

    by_name = [str(office.providers[place]) for place in (2, 0, 1)]  # Carla, Dr. Ana, Dr. Bruno
    assert found.keys() == {"timezone", "slots", "next_available_on"}
    assert found["timezone"] == "America/Sao_Paulo"
    assert found["next_available_on"] == TODAY
    assert found["slots"][0] == {
        "starts_at": "2030-01-07T12:00:00Z",
        "ends_at": "2030-01-07T12:30:00Z",
        "starts_local": "2030-01-07T09:00:00",
        "provider_id": by_name[0],
    }
    assert [slot["provider_id"] for slot in found["slots"][:3]] == by_name
    assert found["slots"][-1]["starts_local"] == "2030-01-07T16:30:00"
    assert len(found["slots"]) == 3 * 31
    assert found["slots"] == sorted(found["slots"], key=lambda slot: slot["starts_at"])


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("2030-01-07", "2030-03-10", "to"),  # 63 days
        ("2030-01-08", "2030-01-07", "to"),
        ("1999-12-31", "2000-01-01", "from"),
        ("2199-12-31", "2200-01-02", "from"),
        ("2030-02-30", "2030-03-01", "from"),
        ("today", "2030-03-01", "from"),
        (None, "2030-03-01", "from"),
        ("2030-01-07", None, "to"),
        ("2030-01-07", "", "to"),
    ],
)
async def test_dates_that_are_refused(
    client: httpx.AsyncClient, office: Office, first: str | None, last: str | None, field: str
) -> None:
    refused = await ask(client, office, **{"from": first, "to": last})

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, "invalid"), refused.text
    assert [each["field"] for each in problem["errors"]] == [field]


async def test_sixty_two_days_may_be_asked_for(client: httpx.AsyncClient, office: Office) -> None:
    found = await answer(client, office, to="2030-03-09", provider_id=office.provider)

    assert {slot["starts_local"][:10] for slot in found["slots"]} == {
        str(date(2030, 1, 7) + timedelta(days=n)) for n in range(62)
    }


async def test_dates_are_the_clinics(client: httpx.AsyncClient, owner: Connection) -> None:
    """At 06:00 UTC it is still Sunday in Honolulu, where someone works around the clock."""
    office = await make.an_office(owner, zone="Pacific/Honolulu", step=60)
    office.providers = [
        await make.a_provider(owner, office.id, hours=[(n, 0, 1440) for n in range(7)])
    ]
    service = await make.a_service(owner, office, 60)

    found = await answer(client, office, service_id=service, **{"from": "2030-01-06"})

    local = [slot["starts_local"] for slot in found["slots"]]
    assert local[0] == "2030-01-06T20:00:00"
    assert local[-1] == "2030-01-07T23:00:00"
    assert len(local) == 4 + 24


async def test_unknown_and_foreign_ids_are_not_found(
    sign_in: SignIn, office: Office, other_office: Office
) -> None:
    reception = await sign_in(office)
    for unknown in (
        {"service_id": uuid4()},
        {"service_id": other_office.service},
        {"provider_id": uuid4()},
        {"provider_id": other_office.provider},
        {"patient_id": uuid4()},
        {"patient_id": other_office.patient},
        {"clinic": "no-such-clinic"},
    ):
        refused = await ask(reception, office, **unknown)
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found"), unknown
    for wrong in ({"service_id": "1"}, {"provider_id": "x"}, {"hold_id": "y"}, {"colour": "red"}):
        refused = await ask(reception, office, **wrong)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid"), wrong
        assert refused.json()["errors"][0]["field"] == next(iter(wrong))


async def test_archived_things_are_not_offered(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, owner: Connection
) -> None:
    manager = await sign_in(office, "manager")
    gone, patient = office.providers[2], office.patients[2]
    await manager.post(f"/api/providers/{gone}/archive")
    await manager.post(f"/api/services/{office.services[45]}/archive")
    await manager.post(f"/api/patients/{patient}/archive")

    assert (await ask(client, office, provider_id=gone)).status_code == 404
    assert (await ask(client, office, service_id=office.services[45])).status_code == 404
    assert (await ask(manager, office, patient_id=patient)).status_code == 404
    found = await answer(client, office)
    assert str(gone) not in {slot["provider_id"] for slot in found["slots"]}


async def test_who_does_not_perform_the_service_has_no_slots(
    client: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    other = await make.a_provider(owner, office.id, "Dr. Other")

    found = await answer(client, office, provider_id=other)

    assert found == {"timezone": "UTC", "slots": [], "next_available_on": None}


async def test_without_a_clinic_nobody_knows_whose_times(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, other_office: Office
) -> None:
    refused = await ask(client, office, clinic=None)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "clinic"

    patient = await sign_in(other_office, "patient")
    assert (await ask(patient, office, clinic=None)).status_code == 404  # the token's clinic
    assert (await ask(patient, office)).status_code == 200  # as anyone


# --- The patient's own visits ---


async def test_the_patients_own_visits_are_left_out(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office
) -> None:
    patient, reception = await sign_in(office, "patient"), await sign_in(office)
    own = patient.account.patient  # type: ignore[attr-defined]
    elsewhere = office.booking(
        provider_id=office.providers[1], patient_id=own, starts_at="2030-01-07T10:00:00Z"
    )
    assert (await reception.post(APPOINTMENTS, json=elsewhere)).status_code == 201

    everyone = await clocks(client, office)
    mine = await clocks(patient, office)

    assert [clock for clock in everyone if clock not in mine] == ["09:45", "10:00", "10:15"]
    assert await clocks(patient, office, patient_id=own) == mine
    for_them = await clocks(reception, office, patient_id=own)
    others = await clocks(reception, office)
    assert {"09:31", "09:35", "10:00", "10:25"} & set(others) == {"09:35", "10:00", "10:25"}
    assert {"09:35", "10:00", "10:25"} & set(for_them) == set()
    assert {"09:30", "10:30"} <= set(for_them)


async def test_only_staff_may_ask_for_a_patient(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")

    assert (await ask(patient, office, patient_id=office.patient)).status_code == 404
    assert (await ask(client, office, patient_id=office.patient)).status_code == 404
    nobody = UUID(int=0)
    assert (await ask(client, office, patient_id=nobody)).status_code == 404


# --- Notice, horizon and step bind patients; staff every 5 minutes from now ---


async def test_patients_keep_notice_horizon_and_step_and_staff_do_not(
    client: httpx.AsyncClient, sign_in: SignIn, owner: Connection, clock: TravelClock
) -> None:
    office = await make.an_office(owner, step=30, notice=90, horizon=2)
    clock.travel(hours=3, minutes=2)
    reception = await sign_in(office)

    assert (await clocks(client, office))[:2] == ["11:00", "11:30"]
    assert (await clocks(reception, office))[:2] == ["09:05", "09:10"]
    in_two_days = {"from": "2030-01-09", "to": "2030-01-09"}
    assert (await clocks(client, office, **in_two_days))[-1] == "09:00"
    assert (await clocks(reception, office, **in_two_days))[-1] == "16:30"
    in_nine_years = {"from": "2039-01-07", "to": "2039-01-07"}
    assert await clocks(client, office, **in_nine_years) == []
    assert len(await clocks(reception, office, **in_nine_years)) == 91
    assert await clocks(reception, office, **{"from": "2029-12-01", "to": "2030-01-06"}) == []


@pytest.mark.parametrize("day", ["2040-01-01", "2040-01-13", "2040-01-17", "2150-06-01"])
async def test_what_staff_are_shown_years_ahead_can_be_booked(
    sign_in: SignIn, office: Office, day: str
) -> None:
    reception = await sign_in(office)

    shown = await clocks(reception, office, **{"from": day, "to": day})
    wanted = office.booking(starts_at=f"{day}T09:00:00Z")
    booked = await reception.post(APPOINTMENTS, json=wanted)

    assert booked.status_code == (201 if "09:00" in shown else 422)
    if booked.status_code == 422:
        assert booked.json()["reason"] == "too_far"
        assert shown == []


# --- Days when clocks change ---


@pytest.mark.parametrize(
    ("zone", "day", "opens", "closes", "local", "first"),
    [
        ("Europe/London", "2030-03-30", 9, 12, ["09", "10", "11"], "2030-03-30T09:00:00Z"),
        ("Europe/London", "2030-03-31", 9, 12, ["09", "10", "11"], "2030-03-31T08:00:00Z"),
        ("Europe/London", "2030-03-31", 0, 4, ["00", "02", "03"], "2030-03-31T00:00:00Z"),
        ("Europe/London", "2030-10-27", 0, 3, ["00", "01", "01", "02"], "2030-10-26T23:00:00Z"),
        ("Africa/Cairo", "2030-04-26", 0, 3, ["01", "02"], "2030-04-25T22:00:00Z"),
        ("America/Santiago", "2030-04-07", 0, 2, ["00", "01"], "2030-04-07T04:00:00Z"),
        ("America/Santiago", "2030-09-08", 0, 3, ["01", "02"], "2030-09-08T04:00:00Z"),
        ("America/Sao_Paulo", "2030-10-20", 9, 11, ["09", "10"], "2030-10-20T12:00:00Z"),
        ("Asia/Kolkata", "2030-03-31", 9, 11, ["09", "10"], "2030-03-31T03:30:00Z"),
        ("Pacific/Kiritimati", "2030-03-31", 9, 11, ["09", "10"], "2030-03-30T19:00:00Z"),
    ],
)
async def test_opening_hours_keep_their_wall_time(
    client: httpx.AsyncClient,
    owner: Connection,
    zone: str,
    day: str,
    opens: int,
    closes: int,
    local: list[str],
    first: str,
) -> None:
    office = await make.an_office(owner, zone=zone, step=60, horizon=400)
    hours = [(weekday, opens * 60, closes * 60) for weekday in range(7)]
    office.providers = [await make.a_provider(owner, office.id, hours=hours)]
    service = await make.a_service(owner, office, 60)

    found = await answer(client, office, service_id=service, **{"from": day, "to": day})

    assert [slot["starts_local"] for slot in found["slots"]] == [f"{day}T{h}:00:00" for h in local]
    assert found["slots"][0]["starts_at"] == first
    assert len({slot["starts_at"] for slot in found["slots"]}) == len(local)
