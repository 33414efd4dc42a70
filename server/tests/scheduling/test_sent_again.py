"""The answer to a move or a step was lost: the same request again gets the same answer."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from domain import SignIn
from make import Connection, Office

pytestmark = pytest.mark.anyio
APPOINTMENTS = "/api/scheduling/appointments"
TEN = "2030-01-07T10:00:00Z"
ELEVEN = "2030-01-07T11:00:00Z"
KEY = {"idempotency-key": "from the first click"}

# Every step and what has to happen before it.
STEPS: dict[str, tuple[str, ...]] = {
    "confirm": (),
    "cancel": (),
    "no-show": (),
    "check-in": (),
    "start": ("check-in",),
    "complete": ("check-in", "start"),
}


@pytest.fixture
async def reception(sign_in: SignIn, office: Office) -> httpx.AsyncClient:
    return await sign_in(office)


@pytest.fixture
async def visit(reception: httpx.AsyncClient, office: Office) -> dict[str, Any]:
    booked = await reception.post(APPOINTMENTS, json=office.booking())
    found: dict[str, Any] = booked.json()
    return found


async def events(owner: Connection, office: Office) -> int:
    return int(await owner.fetchval("select count(*) from event where clinic_id = $1", office.id))


async def test_a_move_is_made_once(
    reception: httpx.AsyncClient, visit: dict[str, Any], owner: Connection, office: Office
) -> None:
    url = f"{APPOINTMENTS}/{visit['id']}/reschedule"
    wanted = {"starts_at": TEN, "expected_version": visit["version"]}

    first = await reception.post(url, json=wanted, headers=KEY)
    told = await events(owner, office)
    again = await reception.post(url, json=wanted, headers=KEY)

    assert (first.status_code, again.status_code) == (200, 200), again.text
    assert first.content == again.content
    assert first.json()["version"] == visit["version"] + 1
    assert await events(owner, office) == told
    without = await reception.post(url, json=wanted)
    assert (without.status_code, without.json()["code"]) == (409, "version_conflict")


@pytest.mark.parametrize(("step", "before"), STEPS.items())
async def test_a_step_is_taken_once(
    reception: httpx.AsyncClient,
    visit: dict[str, Any],
    owner: Connection,
    office: Office,
    step: str,
    before: tuple[str, ...],
) -> None:
    for each in before:
        taken = await reception.post(f"{APPOINTMENTS}/{visit['id']}/{each}")
        visit = taken.json()
    url, wanted = f"{APPOINTMENTS}/{visit['id']}/{step}", {"expected_version": visit["version"]}

    first = await reception.post(url, json=wanted, headers=KEY)
    told = await events(owner, office)
    again = await reception.post(url, json=wanted, headers=KEY)

    assert (first.status_code, again.status_code) == (200, 200), again.text
    assert first.content == again.content
    assert await events(owner, office) == told


async def test_other_words_under_the_same_key_are_another_request(
    reception: httpx.AsyncClient, visit: dict[str, Any]
) -> None:
    url = f"{APPOINTMENTS}/{visit['id']}/reschedule"
    await reception.post(url, json={"starts_at": TEN}, headers=KEY)

    other = await reception.post(url, json={"starts_at": ELEVEN}, headers=KEY)

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")


async def test_a_key_is_about_one_visit_and_one_step(
    reception: httpx.AsyncClient, visit: dict[str, Any]
) -> None:
    confirmed = await reception.post(f"{APPOINTMENTS}/{visit['id']}/confirm", headers=KEY)
    arrived = await reception.post(f"{APPOINTMENTS}/{visit['id']}/check-in", headers=KEY)

    assert confirmed.json()["status"] == "confirmed"
    assert (arrived.status_code, arrived.json()["status"]) == (200, "checked_in")


async def test_a_refusal_is_judged_anew(
    reception: httpx.AsyncClient, visit: dict[str, Any], office: Office
) -> None:
    in_the_way = await reception.post(APPOINTMENTS, json=office.booking(starts_at=TEN))
    url, wanted = f"{APPOINTMENTS}/{visit['id']}/reschedule", {"starts_at": TEN}
    assert (await reception.post(url, json=wanted, headers=KEY)).status_code == 409

    await reception.post(f"{APPOINTMENTS}/{in_the_way.json()['id']}/cancel")

    assert (await reception.post(url, json=wanted, headers=KEY)).status_code == 200


async def test_nobody_else_is_answered_with_it(
    reception: httpx.AsyncClient, sign_in: SignIn, visit: dict[str, Any], office: Office
) -> None:
    colleague = await sign_in(office, "manager")
    url = f"{APPOINTMENTS}/{visit['id']}/reschedule"
    wanted = {"starts_at": TEN, "expected_version": visit["version"]}
    await reception.post(url, json=wanted, headers=KEY)

    other = await colleague.post(url, json=wanted, headers=KEY)

    assert (other.status_code, other.json()["code"]) == (409, "version_conflict")
