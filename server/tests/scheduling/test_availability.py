"""What is shown as free: its shape, its limits, and the tag that says when it is out of date."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx
import make
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office

import topsmile.kernel.clock  # noqa: F401  (pins the time-zone data)

pytestmark = pytest.mark.anyio
AVAILABILITY = "/api/scheduling/availability"
APPOINTMENTS = "/api/scheduling/appointments"
HOLDS = "/api/scheduling/holds"
TODAY = "2030-01-07"


async def ask(
    browser: httpx.AsyncClient, office: Office, tag: str | None = None, **query: Any
) -> httpx.Response:
    wanted = {
        "service_id": office.service,
        "from": TODAY,
        "to": TODAY,
        "clinic": office.slug,
        **query,
    }
    headers = {"if-none-match": tag} if tag else {}
    params = {name: str(value) for name, value in wanted.items() if value is not None}
    return await browser.get(AVAILABILITY, params=params, headers=headers)


async def answer(browser: httpx.AsyncClient, office: Office, **query: Any) -> dict[str, Any]:
    found = await ask(browser, office, **query)
    assert found.status_code == 200, found.text
    body: dict[str, Any] = found.json()
    return body


async def clocks(browser: httpx.AsyncClient, office: Office, **query: Any) -> list[str]:
    query = {"provider_id": office.provider, **query}
    return [
        slot["starts_local"][11:16] for slot in (await answer(browser, office, **query))["slots"]
    ]


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


# --- The next date with a free time ---


async def away(
    manager: httpx.AsyncClient, office: Office, first: str, last: str, provider: int = 0
) -> None:
    added = await manager.post(
        f"/api/providers/{office.providers[provider]}/exceptions",
        json={"kind": "off", "first_day": first, "last_day": last},
    )
    assert added.status_code == 201, added.text


async def test_the_next_date_is_the_first_with_a_slot(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office
) -> None:
    manager = await sign_in(office, "manager")
    await away(manager, office, TODAY, "2030-01-12")

    async def following(browser: httpx.AsyncClient, **query: Any) -> Any:
        query = {"provider_id": office.provider, **query}
        return (await answer(browser, office, **query))["next_available_on"]

    assert await following(client, to="2030-01-20") == "2030-01-13"  # inside
    assert await following(client, to="2030-01-09") == "2030-01-13"  # beyond `to`
    assert await following(manager, to="2030-01-09") == "2030-01-13"
    past = {"from": "2029-12-01", "to": "2029-12-02"}
    assert await following(client, **past) == "2030-01-13"
    assert await following(client, provider_id=None) == TODAY  # somebody else is there
    for day, expected in (("2030-07-05", "2030-07-05"), ("2030-07-06", None)):
        # 180 days from 06:00 on Monday end at 06:00, before opening.
        assert await following(client, **{"from": day, "to": day}) == expected
        assert await following(manager, **{"from": day, "to": day}) == day


async def test_there_may_be_no_next_date(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office
) -> None:
    manager = await sign_in(office, "manager")
    await away(manager, office, TODAY, "2031-07-01")
    only: dict[str, Any] = {"provider_id": office.provider}

    assert (await answer(client, office, **only))["next_available_on"] is None
    assert (await answer(manager, office, **only))["next_available_on"] is None
    long_after = {**only, "from": "2031-06-30", "to": "2031-06-30"}
    assert (await answer(manager, office, **long_after))["next_available_on"] == "2031-07-02"


async def test_the_next_date_is_the_askers_own(sign_in: SignIn, office: Office) -> None:
    """One of two patients is elsewhere on the next date: what they are told is not the other's."""
    manager, reception = await sign_in(office, "manager"), await sign_in(office)
    patients = [await sign_in(office, "patient") for _ in range(2)]
    await away(manager, office, TODAY, "2030-01-12")
    short = {"kind": "hours", "first_day": "2030-01-13", "last_day": "2030-01-13"}
    added = await manager.post(
        f"/api/providers/{office.provider}/exceptions",
        json={**short, "opens": "09:00", "closes": "09:30"},
    )
    assert added.status_code == 201
    elsewhere = office.booking(
        provider_id=office.providers[1],
        patient_id=patients[0].account.patient,  # type: ignore[attr-defined]
        starts_at="2030-01-13T09:00:00Z",
    )
    assert (await reception.post(APPOINTMENTS, json=elsewhere)).status_code == 201

    for _ in range(2):
        following = [
            (await answer(each, office, provider_id=office.provider))["next_available_on"]
            for each in patients
        ]
        assert following == ["2030-01-14", "2030-01-13"]


async def test_the_horizon_may_reach_over_a_change_of_clocks(
    client: httpx.AsyncClient, owner: Connection, clock: TravelClock
) -> None:
    """Two days of 24 hours from 23:30 end at 00:30 where a night has an hour less."""
    office = await make.an_office(owner, zone="Europe/London", horizon=2, step=30)
    provider = await make.a_provider(owner, office.id, hours=[(0, 0, 30)])  # Mondays 00:00–00:30
    office.providers = [provider]
    service = await make.a_service(owner, office, 30)
    clock.instant = datetime(2030, 3, 29, 23, 30, tzinfo=ZoneInfo("UTC"))
    friday = {"from": "2030-03-29", "to": "2030-03-29", "service_id": service}

    # The summer's first Monday begins at 23:00 UTC on Sunday, half an hour before the horizon.
    assert (await answer(client, office, **friday))["next_available_on"] == "2030-04-01"


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


# --- The tag ---


@dataclass
class Scene:
    """`asker` is a patient looking at the first provider, with the tag of what they saw."""

    owner: Connection
    clock: TravelClock
    office: Office
    other_office: Office
    asker: httpx.AsyncClient
    reception: httpx.AsyncClient
    manager: httpx.AsyncClient
    foreigner: httpx.AsyncClient
    hold_id: str
    exception_id: str
    appointment: str  # of another patient, with the first provider
    own: str  # the asker's, with the second

    @property
    def patient(self) -> UUID:
        return self.asker.account.patient  # type: ignore[attr-defined,no-any-return]

    async def look(self, tag: str | None = None) -> httpx.Response:
        return await ask(self.asker, self.office, tag, provider_id=self.office.provider)

    async def post(self, browser: httpx.AsyncClient, path: str, json: Any = None) -> Any:
        done = await browser.post(path, json=json)
        assert done.is_success, (path, done.text)
        return done.json() if done.content else None

    async def book(self, browser: httpx.AsyncClient | None = None, **changes: Any) -> str:
        booked = await self.post(
            browser or self.reception, APPOINTMENTS, self.office.booking(**changes)
        )
        return str(booked["id"])

    async def change(self, path: str, **changes: Any) -> None:
        done = await self.manager.patch(path, json=changes)
        assert done.is_success, done.text


@pytest.fixture
async def scene(
    owner: Connection,
    clock: TravelClock,
    office: Office,
    other_office: Office,
    sign_in: SignIn,
) -> Scene:
    found = Scene(
        owner,
        clock,
        office,
        other_office,
        asker=await sign_in(office, "patient"),
        reception=await sign_in(office),
        manager=await sign_in(office, "manager"),
        foreigner=await sign_in(other_office),
        hold_id="",
        exception_id="",
        appointment="",
        own="",
    )
    held = await found.post(
        found.reception, HOLDS, office.booking(patient_id=None, starts_at=f"{TODAY}T16:00:00Z")
    )
    added = await found.post(
        found.manager,
        f"/api/providers/{office.provider}/exceptions",
        {"kind": "off", "first_day": TODAY, "last_day": TODAY, "opens": "15:00", "closes": "15:30"},
    )
    return replace(
        found,
        hold_id=held["id"],
        exception_id=added["id"],
        appointment=await found.book(),
        own=await found.book(
            provider_id=office.providers[1],
            patient_id=found.patient,
            starts_at=f"{TODAY}T13:00:00Z",
        ),
    )


Happens: TypeAlias = Callable[[Scene], Awaitable[object]]


async def a_booking(scene: Scene) -> None:
    await scene.book(patient_id=scene.office.patients[1], starts_at=f"{TODAY}T10:00:00Z")


async def a_move(scene: Scene) -> None:
    wanted = {"starts_at": f"{TODAY}T11:00:00Z"}
    await scene.post(scene.reception, f"{APPOINTMENTS}/{scene.appointment}/reschedule", wanted)


async def a_move_away(scene: Scene) -> None:
    wanted = {"starts_at": f"{TODAY}T09:00:00Z", "provider_id": str(scene.office.providers[1])}
    await scene.post(scene.reception, f"{APPOINTMENTS}/{scene.appointment}/reschedule", wanted)


async def a_cancellation(scene: Scene) -> None:
    await scene.post(scene.reception, f"{APPOINTMENTS}/{scene.appointment}/cancel")


async def a_hold(scene: Scene) -> None:
    wanted = scene.office.booking(patient_id=None, starts_at=f"{TODAY}T11:00:00Z")
    await scene.post(scene.reception, HOLDS, wanted)


async def a_release(scene: Scene) -> None:
    assert (await scene.reception.delete(f"{HOLDS}/{scene.hold_id}")).status_code == 204


async def other_hours(scene: Scene) -> None:
    week = [{"weekday": 0, "opens": "10:00", "closes": "12:00"}]
    await scene.change(f"/api/providers/{scene.office.provider}", hours=week)


async def an_exception(scene: Scene) -> None:
    await away(scene.manager, scene.office, TODAY, TODAY)


async def an_exception_less(scene: Scene) -> None:
    path = f"/api/providers/{scene.office.provider}/exceptions/{scene.exception_id}"
    assert (await scene.manager.delete(path)).is_success


async def a_longer_visit(scene: Scene) -> None:
    await scene.change(f"/api/services/{scene.office.service}", duration_minutes=40)


async def buffers(scene: Scene) -> None:
    await scene.change(f"/api/services/{scene.office.service}", buffer_after_minutes=10)


async def others_perform_it(scene: Scene) -> None:
    others = [str(each) for each in scene.office.providers[1:]]
    await scene.change(f"/api/services/{scene.office.service}", provider_ids=others)


async def a_visit_of_mine_elsewhere(scene: Scene) -> None:
    await scene.book(
        patient_id=scene.patient,
        provider_id=scene.office.providers[1],
        starts_at=f"{TODAY}T10:00:00Z",
    )


async def a_visit_of_mine_less(scene: Scene) -> None:
    await scene.post(scene.asker, f"{APPOINTMENTS}/{scene.own}/cancel")


async def a_visit_of_mine_moved(scene: Scene) -> None:
    wanted = {"starts_at": f"{TODAY}T11:00:00Z"}
    await scene.post(scene.asker, f"{APPOINTMENTS}/{scene.own}/reschedule", wanted)


async def settings(scene: Scene) -> None:
    """Whoever changes settings raises their version, as `clinics.service` does."""
    await scene.owner.execute(
        "update clinic_settings set step_minutes = 30, version = version + 1 where clinic_id = $1",
        scene.office.id,
    )


async def a_minute(scene: Scene) -> None:
    scene.clock.travel(minutes=1)


@pytest.mark.parametrize(
    "happens",
    [
        a_booking,
        a_move,
        a_move_away,
        a_cancellation,
        a_hold,
        a_release,
        other_hours,
        an_exception,
        an_exception_less,
        a_longer_visit,
        buffers,
        others_perform_it,
        a_visit_of_mine_elsewhere,
        a_visit_of_mine_less,
        a_visit_of_mine_moved,
        settings,
        a_minute,
    ],
    ids=lambda happens: happens.__name__,
)
async def test_what_changes_the_answer_changes_its_tag(scene: Scene, happens: Happens) -> None:
    before = await scene.look()
    tag = before.headers["etag"]
    assert tag.startswith('W/"')
    assert before.headers["cache-control"] == "private, no-cache"

    await happens(scene)

    after = await scene.look(tag)
    assert after.status_code == 200
    assert after.headers["etag"] != tag
    if happens is not a_minute:
        assert after.json() != before.json()


async def seconds(scene: Scene) -> None:
    scene.clock.travel(seconds=59)


async def a_booking_with_another(scene: Scene) -> None:
    await scene.book(provider_id=scene.office.providers[2], starts_at=f"{TODAY}T10:00:00Z")


async def a_visit_taken_through_its_states(scene: Scene) -> None:
    for action in ("confirm", "check-in", "start", "complete"):
        await scene.post(scene.reception, f"{APPOINTMENTS}/{scene.appointment}/{action}")


async def a_no_show(scene: Scene) -> None:
    await scene.post(scene.reception, f"{APPOINTMENTS}/{scene.appointment}/no-show")


async def refusals(scene: Scene) -> None:
    taken = scene.office.booking(patient_id=str(scene.office.patients[1]))
    assert (await scene.reception.post(APPOINTMENTS, json=taken)).status_code == 409
    never = scene.office.booking(starts_at=f"{TODAY}T03:00:00Z")
    assert (await scene.reception.post(APPOINTMENTS, json=never)).status_code == 422
    held = scene.office.booking(patient_id=None)
    assert (await scene.reception.post(HOLDS, json=held)).status_code == 409


async def another_clinic(scene: Scene) -> None:
    await scene.post(scene.foreigner, APPOINTMENTS, scene.other_office.booking())


async def patients_data(scene: Scene) -> None:
    await scene.change(f"/api/patients/{scene.patient}", notes="likes mornings")
    await scene.post(scene.reception, "/api/patients", {"name": "Someone New"})


async def a_name(scene: Scene) -> None:
    await scene.change(f"/api/providers/{scene.office.provider}", name="Dr. Anna")


async def an_absence_of_another(scene: Scene) -> None:
    await away(scene.manager, scene.office, TODAY, TODAY, provider=1)


async def nothing(_: Scene) -> None: ...


@pytest.mark.parametrize(
    "happens",
    [
        nothing,
        seconds,
        a_booking_with_another,
        a_visit_taken_through_its_states,
        a_no_show,
        refusals,
        another_clinic,
        patients_data,
        a_name,
        an_absence_of_another,
    ],
    ids=lambda happens: happens.__name__,
)
async def test_what_does_not_change_the_answer_keeps_its_tag(
    scene: Scene, happens: Happens
) -> None:
    before = await scene.look()
    tag = before.headers["etag"]

    await happens(scene)

    unchanged = await scene.look(tag)
    assert (unchanged.status_code, unchanged.content) == (304, b""), happens
    assert unchanged.headers["etag"] == tag
    assert unchanged.headers["cache-control"] == "private, no-cache"
    again = await scene.look('W/"something else"')
    assert (again.status_code, again.json()) == (200, before.json())
    assert (await scene.look(f'W/"of yesterday", {tag}')).status_code == 304


async def test_an_archived_provider_is_gone_from_the_answer_for_all(
    scene: Scene, client: httpx.AsyncClient
) -> None:
    before = await ask(client, scene.office)

    await scene.post(scene.manager, f"/api/providers/{scene.office.providers[2]}/archive")

    after = await ask(client, scene.office, before.headers["etag"])
    assert after.status_code == 200
    assert str(scene.office.providers[2]) not in after.text


async def test_a_hold_that_expires_changes_the_tag_with_the_answer(
    client: httpx.AsyncClient, office: Office, clock: TravelClock
) -> None:
    clock.travel(seconds=30)
    wanted = office.booking(patient_id=None)
    held = await client.post(HOLDS, params={"clinic": office.slug}, json=wanted)
    assert held.json()["expires_at"] == "2030-01-07T06:11:00Z"
    clock.travel(minutes=10, seconds=29)  # 06:10:59
    before = await ask(client, office, provider_id=office.provider)

    clock.travel(seconds=1)

    after = await ask(client, office, before.headers["etag"], provider_id=office.provider)
    assert after.status_code == 200
    assert len(after.json()["slots"]) == len(before.json()["slots"]) + 2  # 09:00 and 09:15


async def test_tags_differ_by_who_asks_for_what(
    scene: Scene, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    office, another = scene.office, await sign_in(scene.office, "patient")
    only: dict[str, Any] = {"provider_id": office.provider}
    answers = [
        await ask(client, office, **only),
        await ask(client, office),
        await ask(client, office, **only, hold_id=scene.hold_id),
        await ask(client, office, **only, service_id=office.services[45]),
        await ask(client, office, **only, to="2030-01-08"),
        await ask(scene.asker, office, **only),
        await ask(another, office, **only),
        await ask(scene.reception, office, **only),
        await ask(scene.reception, office, **only, patient_id=scene.patient),
        await ask(client, scene.other_office),
    ]

    assert {each.status_code for each in answers} == {200}
    assert len({each.headers["etag"] for each in answers}) == len(answers)
    assert scene.hold_id not in answers[2].headers["etag"]
