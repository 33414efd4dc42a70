"""Lists come in pages: limits and cursors of every list there is."""

from __future__ import annotations

import base64
from typing import Any
from uuid import uuid4

import httpx
import make
import msgspec
import pytest
from contracts.problems import problem
from domain import SignIn
from make import Connection, Office

pytestmark = pytest.mark.anyio

LISTS = [
    "/api/patients",
    "/api/patients?q=patient",
    "/api/providers",
    "/api/services",
    "/api/scheduling/appointments?from=2030-01-07",
    "/api/messages",
    "/api/deliveries?state=due",
    "/api/providers/{provider}/exceptions",
]


@pytest.fixture
async def manager(sign_in: SignIn, office: Office, owner: Connection) -> httpx.AsyncClient:
    """Of a clinic with three of everything."""
    found = await sign_in(office, "manager")
    for number in range(3):
        wanted = office.booking(starts_at=f"2030-01-07T1{number}:00:00Z")
        booked = (await found.post("/api/scheduling/appointments", json=wanted)).json()
        day = f"2030-03-0{number + 1}"
        off = {"kind": "off", "first_day": day, "last_day": day}
        await found.post(f"/api/providers/{office.provider}/exceptions", json=off)
        await owner.execute(
            """
            insert into message (clinic_id, key, kind, channel, appointment_id, patient_id,
              to_address, locale, subject, body, state, request_id, created_at)
            values ($1, $2, 'confirmation', 'email', $3::text::uuid, $4, 'a@b.test', 'en', 's', 'b',
              'sent', 'r', $5)
            """,
            office.id,
            str(number),
            booked["id"],
            office.patient,
            make.MONDAY,
        )
    return found


@pytest.mark.parametrize("path", LISTS)
async def test_pages_show_everything_once_and_in_order(
    manager: httpx.AsyncClient, office: Office, path: str
) -> None:
    path = path.format(provider=office.provider)
    whole = (await manager.get(path)).json()
    assert len(whole["items"]) >= 3
    assert whole["next_cursor"] is None

    found: list[Any] = []
    cursor: dict[str, str] = {}
    for _ in whole["items"]:
        page = (
            await manager.get(path, params={**httpx.URL(path).params, "limit": "1", **cursor})
        ).json()
        assert len(page["items"]) == 1
        found += page["items"]
        cursor = {"cursor": page["next_cursor"]}
    assert found == whole["items"]
    assert cursor == {"cursor": None}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "1.5", "", "9" * 30])
async def test_a_limit_is_between_1_and_200(
    sign_in: SignIn, office: Office, path: str, limit: str
) -> None:
    manager = await sign_in(office, "manager")
    path = path.format(provider=office.provider)
    answer = await manager.get(path, params={**httpx.URL(path).params, "limit": limit})
    problem(answer, 422, "invalid", "limit")


def cursor(value: Any) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(value)).decode()


CURSORS = [
    "",
    "x",
    "é",
    "====",
    cursor(None),
    cursor({}),
    cursor([]),
    cursor("x"),
    cursor([1, 2]),
    cursor(["A\x00B", str(uuid4())]),
    cursor([10**30, "x", str(uuid4())]),
    cursor([10**9, "x", str(uuid4())]),
    cursor([-1, "A\x00B", str(uuid4())]),
    cursor(["0001-01-01T00:00:00+14:00", str(uuid4())]),
    cursor(["0001-01-01T00:00:00", str(uuid4())]),
    cursor(["9999-12-31T23:59:59-14:00", str(uuid4())]),
    base64.urlsafe_b64encode(rb'["\ud800", "00000000-0000-0000-0000-000000000000"]').decode(),
    base64.urlsafe_b64encode(b"[" * 100_00).decode(),
]


@pytest.mark.parametrize("path", LISTS)
async def test_a_cursor_is_one_of_ours_or_refused(
    sign_in: SignIn, office: Office, path: str
) -> None:
    manager = await sign_in(office, "manager")
    path = path.format(provider=office.provider)
    for written in CURSORS:
        answer = await manager.get(path, params={**httpx.URL(path).params, "cursor": written})
        if answer.status_code != 200:  # a made-up one of the right kind is simply a place
            problem(answer, 422, "invalid")
