"""Choosing a time keeps it for ten minutes, for whoever knows the secret."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import httpx
import make
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office
from structlog.testing import capture_logs

from topsmile.kernel.cause import Cause
from topsmile.kernel.worker import Worker
from topsmile.scheduling.holds import forget_abandoned_holds

pytestmark = pytest.mark.anyio
HOLDS = "/api/scheduling/holds"
APPOINTMENTS = "/api/scheduling/appointments"
DAY = "2030-01-07"


def time(office: Office, clock: str = "09:00", **changes: Any) -> dict[str, str]:
    return office.booking(**{"patient_id": None, "starts_at": f"{DAY}T{clock}:00Z", **changes})


async def hold(
    browser: httpx.AsyncClient, office: Office, clock: str = "09:00", **headers: str
) -> httpx.Response:
    return await browser.post(
        HOLDS, params={"clinic": office.slug}, json=time(office, clock), headers=headers
    )


async def secret_of(browser: httpx.AsyncClient, office: Office, clock: str = "09:00") -> str:
    held = await hold(browser, office, clock)
    assert held.status_code == 201, held.text
    return str(held.json()["id"])


async def free(browser: httpx.AsyncClient, office: Office, **more: str) -> set[str]:
    found = await browser.get(
        "/api/scheduling/availability",
        params={
            "clinic": office.slug,
            "service_id": str(office.service),
            "provider_id": str(office.provider),
            "from": DAY,
            "to": DAY,
            **more,
        },
    )
    assert found.status_code == 200, found.text
    return {slot["starts_local"][11:16] for slot in found.json()["slots"]}


async def holds_in(owner: Connection, office: Office) -> int:
    found: int = await owner.fetchval(
        "select count(*) from claim where clinic_id = $1 and hold_hash is not null", office.id
    )
    return found


@pytest.mark.parametrize(
    ("after", "expires"),
    [
        ({}, "06:10"),
        ({"microseconds": 1}, "06:11"),
        ({"seconds": 1}, "06:11"),
        ({"seconds": 59, "microseconds": 999_999}, "06:11"),
        ({"minutes": 1}, "06:11"),
    ],
)
async def test_a_hold_lasts_ten_minutes_and_ends_on_a_whole_one(
    client: httpx.AsyncClient,
    office: Office,
    clock: TravelClock,
    after: dict[str, float],
    expires: str,
) -> None:
    clock.travel(**after)

    held = await hold(client, office)

    assert held.status_code == 201, held.text
    body = held.json()
    assert body.keys() == {"id", "expires_at"}
    assert body["expires_at"] == f"{DAY}T{expires}:00Z"
    kept = datetime.fromisoformat(body["expires_at"]) - clock.now()
    assert timedelta(minutes=10) <= kept < timedelta(minutes=11)


async def test_the_holder_sees_the_time_as_free_and_nobody_else_does(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office
) -> None:
    reception, patient = await sign_in(office), await sign_in(office, "patient")
    everything = await free(client, office)

    secret = await secret_of(client, office, "10:00")

    for browser in (client, patient, reception):
        seen = await free(browser, office)
        assert not {"09:45", "10:00", "10:15"} & seen
        assert {"09:30", "10:30"} <= seen
        assert {"09:45", "10:00", "10:15"} <= await free(browser, office, hold_id=secret)
        assert "10:00" not in await free(browser, office, hold_id=str(uuid4()))
    assert await free(client, office, hold_id=secret) == everything
    refused = await patient.post(APPOINTMENTS, json=time(office, "10:15"))
    assert (refused.status_code, refused.json()["code"]) == (409, "slot_taken")
    assert refused.json()["alternatives"]


async def test_booking_consumes_the_hold(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    patient = await sign_in(office, "patient")
    secret = await secret_of(patient, office)

    booked = await patient.post(APPOINTMENTS, json=time(office, hold_id=secret))

    assert booked.status_code == 201, booked.text
    assert await holds_in(owner, office) == 0
    assert (await patient.delete(f"{HOLDS}/{secret}")).status_code == 404
    again = await patient.post(APPOINTMENTS, json=time(office, hold_id=secret))
    assert (again.status_code, again.json()["code"]) == (409, "slot_taken")


@pytest.mark.parametrize(
    ("at", "kept", "expected"),
    [
        ("09:00", "09:00", 201),
        ("09:00", None, 422),
        ("09:00", "09:15", 422),
    ],
)
async def test_what_is_kept_can_be_booked_though_its_notice_runs_out_meanwhile(
    sign_in: SignIn,
    owner: Connection,
    clock: TravelClock,
    *,
    at: str,
    kept: str | None,
    expected: int,
) -> None:
    office = await make.an_office(owner, notice=180)
    patient = await sign_in(office, "patient")
    hold_id = await secret_of(patient, office, kept) if kept else None
    clock.travel(minutes=9)

    answer = await patient.post(APPOINTMENTS, json=time(office, at, hold_id=hold_id))

    assert answer.status_code == expected, answer.text


async def test_what_is_kept_is_listed_though_its_notice_runs_out_meanwhile(
    sign_in: SignIn, owner: Connection, clock: TravelClock
) -> None:
    office = await make.an_office(owner, notice=180)
    patient = await sign_in(office, "patient")
    hold_id = await secret_of(patient, office)
    clock.travel(minutes=9)

    assert "09:00" in await free(patient, office, hold_id=hold_id)
    assert "09:00" not in await free(patient, office)


async def test_what_is_kept_outlives_another_step_meanwhile(
    sign_in: SignIn, owner: Connection
) -> None:
    office = await make.an_office(owner)
    patient = await sign_in(office, "patient")
    hold_id = await secret_of(patient, office, "09:15")
    await owner.execute(
        "update clinic_settings set step_minutes = 60, version = version + 1 where clinic_id = $1",
        office.id,
    )

    assert "09:15" in await free(patient, office, hold_id=hold_id)
    assert "09:15" not in await free(patient, office)
    without = await patient.post(APPOINTMENTS, json=time(office, "10:15"))
    assert (without.status_code, without.json()["reason"]) == (422, "off_step")
    answer = await patient.post(APPOINTMENTS, json=time(office, "09:15", hold_id=hold_id))
    assert answer.status_code == 201, answer.text


async def test_what_is_kept_and_in_the_way_is_refused_for_that(
    sign_in: SignIn, owner: Connection, clock: TravelClock
) -> None:
    office = await make.an_office(owner, notice=180)
    patient = await sign_in(office, "patient")
    elsewhere = office.booking(patient_id=None, provider_id=office.providers[1])
    wanted = {**elsewhere, "starts_at": f"{DAY}T09:15:00Z"}
    hold_id = await secret_of(patient, office)
    assert (await patient.post(APPOINTMENTS, json=wanted)).status_code == 201
    clock.travel(minutes=9)

    answer = await patient.post(APPOINTMENTS, json=time(office, hold_id=hold_id))

    assert (answer.status_code, answer.json()["code"]) == (409, "patient_busy")


async def test_a_kept_time_that_is_over_is_no_longer_kept(
    sign_in: SignIn, owner: Connection, clock: TravelClock
) -> None:
    office = await make.an_office(owner, notice=180)
    secret = await secret_of(await sign_in(office, "patient"), office, "09:00")
    clock.travel(minutes=10)
    patient = await sign_in(office, "patient")

    answer = await patient.post(APPOINTMENTS, json=time(office, "09:00", hold_id=secret))

    assert (answer.status_code, answer.json()["reason"]) == (422, "too_soon")


@pytest.mark.parametrize("clock", ["09:15", "16:00"])
async def test_booking_another_time_of_the_same_provider_gives_the_held_one_back(
    sign_in: SignIn, office: Office, owner: Connection, clock: str
) -> None:
    patient = await sign_in(office, "patient")
    secret = await secret_of(patient, office)

    booked = await patient.post(APPOINTMENTS, json=time(office, clock, hold_id=secret))

    assert booked.status_code == 201, booked.text
    assert await holds_in(owner, office) == 0


async def test_days_later_too(sign_in: SignIn, office: Office, owner: Connection) -> None:
    patient = await sign_in(office, "patient")
    secret = await secret_of(patient, office)
    wanted = {**time(office, hold_id=secret), "starts_at": "2030-01-21T09:00:00Z"}

    assert (await patient.post(APPOINTMENTS, json=wanted)).status_code == 201

    assert await holds_in(owner, office) == 0


async def test_a_hold_of_another_provider_does_no_harm(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    patient, reception = await sign_in(office, "patient"), await sign_in(office)
    secret = await secret_of(patient, office)
    other = time(office, provider_id=office.providers[1], hold_id=secret)

    booked = await patient.post(APPOINTMENTS, json=other)

    assert booked.status_code == 201, booked.text
    assert await holds_in(owner, office) == 1
    taken = await reception.post(APPOINTMENTS, json=office.booking())
    assert (taken.status_code, taken.json()["code"]) == (409, "slot_taken")
    nonsense = time(office, "11:00", hold_id=uuid4())
    assert (await patient.post(APPOINTMENTS, json=nonsense)).status_code == 201


async def test_a_hold_of_another_clinic_is_nothing_here(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, other_office: Office
) -> None:
    secret = await secret_of(client, office)

    assert (
        await client.delete(f"{HOLDS}/{secret}", params={"clinic": other_office.slug})
    ).status_code == 404
    assert "09:00" not in await free(client, office)


async def test_giving_a_time_back(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, owner: Connection
) -> None:
    patient = await sign_in(office, "patient")
    secret = await secret_of(client, office)
    there = {"clinic": office.slug}

    released = await client.delete(f"{HOLDS}/{secret}", params=there)

    assert (released.status_code, released.content) == (204, b"")
    assert await holds_in(owner, office) == 0
    assert (await client.delete(f"{HOLDS}/{secret}", params=there)).status_code == 404
    assert (await client.delete(f"{HOLDS}/{uuid4()}", params=there)).status_code == 404
    assert (await client.delete(f"{HOLDS}/none", params=there)).status_code in (404, 422)
    assert (await patient.post(APPOINTMENTS, json=time(office))).status_code == 201


async def test_an_expired_hold_is_cleared_by_whoever_needs_the_time(
    client: httpx.AsyncClient,
    sign_in: SignIn,
    office: Office,
    owner: Connection,
    clock: TravelClock,
) -> None:
    for start in ("09:00", "10:00", "11:00"):
        await secret_of(client, office, start)
    clock.travel(minutes=10)
    patient, reception = await sign_in(office, "patient"), await sign_in(office)
    visit = await reception.post(APPOINTMENTS, json={**office.booking(), **time(office, "14:00")})

    assert {"09:00", "10:00", "11:00"} <= await free(client, office)
    assert (await patient.post(APPOINTMENTS, json=time(office, "09:15"))).status_code == 201
    assert (await hold(client, office, "10:15")).status_code == 201
    moved = await reception.post(
        f"{APPOINTMENTS}/{visit.json()['id']}/reschedule",
        json={"starts_at": f"{DAY}T10:50:00Z"},
    )
    assert moved.status_code == 200, moved.text
    assert await holds_in(owner, office) == 1  # only the new one


async def test_an_expired_hold_does_not_matter_if_the_time_is_still_free(
    sign_in: SignIn, office: Office, clock: TravelClock
) -> None:
    patient = await sign_in(office, "patient")
    secret = await secret_of(patient, office)
    clock.travel(minutes=11)
    later = await sign_in(office, "patient")

    booked = await later.post(APPOINTMENTS, json=time(office, hold_id=secret))

    assert booked.status_code == 201, booked.text


async def test_an_expired_hold_does_not_help_when_someone_took_the_time(
    sign_in: SignIn, office: Office, clock: TravelClock
) -> None:
    patient = await sign_in(office, "patient")
    secret = await secret_of(patient, office)
    clock.travel(minutes=10)
    later, reception = await sign_in(office, "patient"), await sign_in(office)
    assert (await reception.post(APPOINTMENTS, json=office.booking())).status_code == 201

    refused = await later.post(APPOINTMENTS, json=time(office, hold_id=secret))

    assert (refused.status_code, refused.json()["code"]) == (409, "slot_taken")


async def test_a_client_keeps_at_most_five_times(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, clock: TravelClock
) -> None:
    secrets = [await secret_of(client, office, f"{hour:02}:00") for hour in range(9, 14)]
    clock.travel(minutes=2, seconds=30)

    refused = await hold(client, office, "15:00")

    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert 450 <= int(refused.headers["retry-after"]) <= 451
    patient = await sign_in(office, "patient")
    assert (await hold(patient, office, "15:00")).status_code == 201  # another client
    await client.delete(f"{HOLDS}/{secrets[0]}", params={"clinic": office.slug})
    assert (await hold(client, office, "16:00")).status_code == 201
    assert (await hold(client, office, "16:30")).status_code == 429
    clock.travel(seconds=451)
    assert (await hold(client, office, "16:30")).status_code == 201


async def test_of_twenty_holds_at_once_five_are_kept(
    client: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    answers = await asyncio.gather(
        *(hold(client, office, f"{9 + n // 4 % 5:02}:{n % 2 * 30:02}") for n in range(20))
    )

    kept = [answer for answer in answers if answer.status_code == 201]
    assert 1 <= len(kept) <= 5
    assert await holds_in(owner, office) == len(kept)
    assert {answer.status_code for answer in answers} <= {201, 409, 429}
    assert len(kept) == 5
    assert all("retry-after" in each.headers for each in answers if each.status_code == 429)


async def test_of_twenty_clients_one_gets_the_time(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    patients = [await sign_in(office, "patient") for _ in range(20)]

    answers = await asyncio.gather(*(hold(each, office) for each in patients))

    assert sorted(each.status_code for each in answers) == [201] + [409] * 19
    assert all(each.json()["alternatives"] for each in answers if each.status_code == 409)
    assert await holds_in(owner, office) == 1


async def test_the_secret_is_nowhere_but_in_the_answer(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, owner: Connection
) -> None:
    patient = await sign_in(office, "patient")
    with capture_logs() as logs:
        held = await hold(patient, office, **{"idempotency-key": "a key of mine"})
        secret = UUID(held.json()["id"])
        await free(patient, office, hold_id=str(secret))
        stored = await owner.fetchval(
            "select hold_hash from claim where clinic_id = $1 and hold_hash is not null", office.id
        )
        assert await places_of(owner, secret) == []
        await patient.post(APPOINTMENTS, json=time(office, "03:00", hold_id=secret))
        booked = await patient.post(APPOINTMENTS, json=time(office, hold_id=secret))
        other = await secret_of(patient, office, "12:00")
        await patient.delete(f"{HOLDS}/{other}")

    assert booked.status_code == 201
    assert await places_of(owner, UUID(booked.json()["id"])) != []  # it does find things
    assert stored == sha256(secret.bytes).digest()
    for each in (secret, UUID(other)):
        assert await places_of(owner, each) == []
        assert any("route" in entry or "path" in entry for entry in logs)
        assert str(each) not in str(logs)
        assert each.hex not in str(logs)


async def places_of(owner: Connection, secret: UUID) -> list[str]:
    """Tables with a row whose text holds the secret, dashed or as bare bytes."""
    tables = await owner.fetch(
        "select table_name from information_schema.tables where table_schema = 'public'"
    )
    return [
        row["table_name"]
        for row in tables
        if await owner.fetchval(
            f'select exists (select from "{row["table_name"]}" t'
            " where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0)",
            str(secret),
            secret.hex,
        )
    ]


async def test_the_client_is_not_readable_in_the_database(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, owner: Connection
) -> None:
    patient = await sign_in(office, "patient")
    await secret_of(patient, office)
    await secret_of(client, office, "10:00")

    holders = await owner.fetch(
        "select held_by from claim where clinic_id = $1 and held_by is not null", office.id
    )

    person = str(patient.account.person)  # type: ignore[attr-defined]
    assert len({row["held_by"] for row in holders}) == 2
    assert all(len(row["held_by"]) == 32 for row in holders)
    assert sha256(person.encode()).digest() not in {row["held_by"] for row in holders}


async def test_registering_again_and_again_earns_no_new_holds(
    sign_in: SignIn, office: Office, owner: Connection, clock: TravelClock
) -> None:
    patients = [await sign_in(office, "patient") for _ in range(4)]
    times = [f"{hour:02}:{minute:02}" for hour in range(9, 17) for minute in (0, 30)]
    for number, patient in enumerate(patients[:3]):
        for each in times[number * 5 : number * 5 + 5]:
            assert (await hold(patient, office, each)).status_code == 201

    refused = await hold(patients[3], office, times[15])

    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert 0 < int(refused.headers["retry-after"]) <= 660
    assert await holds_in(owner, office) == 15
    # Staff hold for many people from one address.
    reception = await sign_in(office)
    assert (await hold(reception, office, times[15])).status_code == 201
    clock.travel(minutes=11)
    later = await sign_in(office, "patient")
    assert (await hold(later, office, times[0])).status_code == 201


async def test_the_same_request_again_is_the_same_hold(
    client: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    key = {"idempotency-key": "once and again"}

    first, again = await hold(client, office, **key), await hold(client, office, **key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert await holds_in(owner, office) == 1
    mismatch = await hold(client, office, "11:00", **key)
    assert (mismatch.status_code, mismatch.json()["code"]) == (422, "idempotency_mismatch")
    many = await asyncio.gather(
        *(hold(client, office, "12:00", **{"idempotency-key": "many"}) for _ in range(10))
    )
    assert {each.status_code for each in many} <= {201, 409}
    assert {each.json()["code"] for each in many if each.status_code == 409} <= {"in_progress"}
    assert len({each.content for each in many if each.status_code == 201}) == 1
    assert await holds_in(owner, office) == 2


async def test_a_refused_hold_is_judged_anew(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    booked = await reception.post(APPOINTMENTS, json=office.booking())
    key = {"idempotency-key": "try and try again"}
    assert (await hold(client, office, **key)).status_code == 409

    await reception.post(f"{APPOINTMENTS}/{booked.json()['id']}/cancel")

    assert (await hold(client, office, **key)).status_code == 201


async def test_what_cannot_be_held(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, other_office: Office
) -> None:
    patient, reception = await sign_in(office, "patient"), await sign_in(office)
    own = patient.account.patient  # type: ignore[attr-defined]
    elsewhere = office.booking(patient_id=own, provider_id=office.providers[1])
    assert (await reception.post(APPOINTMENTS, json=elsewhere)).status_code == 201

    busy = await hold(patient, office, "09:15")
    assert (busy.status_code, busy.json()["code"]) == (409, "patient_busy")
    assert (await hold(client, office, "09:15")).status_code == 201
    off_step = await hold(client, office, "11:05")
    assert (off_step.status_code, off_step.json()["reason"]) == (422, "off_step")
    assert (await hold(reception, office, "11:05")).status_code == 201
    for field, stranger in (
        ("provider_id", other_office.provider),
        ("service_id", other_office.service),
        ("provider_id", uuid4()),
        ("service_id", uuid4()),
    ):
        wanted = time(office, "13:00", **{field: stranger})
        refused = await client.post(HOLDS, params={"clinic": office.slug}, json=wanted)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
        assert refused.json()["errors"][0]["field"] == field
    idle = await client.post(HOLDS, params={"clinic": "nowhere"}, json=time(office))
    assert idle.status_code == 404


async def test_holds_tell_whose_time_it_is_and_leave_no_entry(
    client: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    secret = await secret_of(client, office)
    await client.delete(f"{HOLDS}/{secret}", params={"clinic": office.slug})

    happened = await owner.fetch(
        "select name, payload ->> 'provider_id' as whose from event where clinic_id = $1"
        " order by id",
        office.id,
    )
    assert [tuple(each) for each in happened] == [
        ("hold.placed", str(office.provider)),
        ("hold.released", str(office.provider)),
    ]
    entries = "select count(*) from audit_entry where clinic_id = $1"
    assert await owner.fetchval(entries, office.id) == 0


async def test_buffers_are_held_too(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    service = await make.a_service(owner, office, 30, before=10, after=20)
    there = {"clinic": office.slug}
    held = await client.post(HOLDS, params=there, json=time(office, "10:00", service_id=service))
    assert held.status_code == 201

    for clock, status in (("09:25", 409), ("10:45", 409), ("09:20", 201), ("10:50", 201)):
        wanted = {**office.booking(), **time(office, clock)}
        assert (await reception.post(APPOINTMENTS, json=wanted)).status_code == status, clock


async def test_abandoned_holds_are_forgotten_and_living_ones_kept(
    client: httpx.AsyncClient,
    office: Office,
    owner: Connection,
    clock: TravelClock,
    worker: Worker,
) -> None:
    await secret_of(client, office, "09:00")
    clock.travel(minutes=8)
    await secret_of(client, office, "10:00")
    clock.travel(minutes=3)

    async with worker.database.transaction(office.id, Cause("request-of-a-test")) as tx:
        await forget_abandoned_holds(tx)

    assert await holds_in(owner, office) == 1
