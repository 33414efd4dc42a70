"""One click's request id, from the header to the log, the event, the delivery and the message."""

from __future__ import annotations

import pytest
from domain import SignIn
from make import Connection, Office
from structlog.testing import capture_logs

from topsmile.adapters.mail import MemoryMail
from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio
CLICK = "click-in-chromium_0.1"
APPOINTMENTS = "/api/scheduling/appointments"


async def test_one_booking_is_found_everywhere_by_its_request_id(
    sign_in: SignIn, office: Office, owner: Connection, worker: Worker, mail: MemoryMail
) -> None:
    reception = await sign_in(office)
    with capture_logs() as logs:
        answer = await reception.post(
            APPOINTMENTS, json=office.booking(), headers={"x-request-id": CLICK}
        )
        await worker.drain()

    assert answer.headers["x-request-id"] == CLICK
    (line,) = (each for each in logs if each["event"] == "request")
    assert (line["request_id"], line["status"], line["route"]) == (CLICK, 201, APPOINTMENTS)
    for table, name, expected in (
        ("event", "name", ["appointment.created", "message.queued", "message.sent"]),
        ("delivery", "handler", ["write_confirmation", "send_message", "count_visit", "fan_out"]),
        ("message", "kind", ["confirmation"]),
        ("audit_entry", "action", ["appointment.created"]),
    ):
        rows = f"select {name}, request_id from {table} where clinic_id = $1"
        found = await owner.fetch(rows, office.id)
        assert {row["request_id"] for row in found} == {CLICK}, table
        assert set(expected) <= {row[name] for row in found}
    (message,) = (await reception.get("/api/messages")).json()["items"]
    assert message["request_id"] == CLICK


@pytest.mark.parametrize("offered", ["short", "x" * 129, "with space", "ünïcode", "a\tb.defgh", ""])
async def test_an_id_that_is_not_decent_is_replaced(
    sign_in: SignIn, office: Office, offered: str
) -> None:
    reception = await sign_in(office)
    headers = [(b"x-request-id", offered.encode())]

    answer = await reception.get(APPOINTMENTS, headers=headers)

    given = answer.headers["x-request-id"]
    assert given != offered
    assert len(given) == 32


async def test_a_refusal_names_its_request(sign_in: SignIn, office: Office) -> None:
    reception = await sign_in(office)
    for path, status in (("/api/nothing/here", 404), (f"{APPOINTMENTS}?from=never", 422)):
        answer = await reception.get(path, headers={"x-request-id": CLICK})
        assert answer.status_code == status
        assert answer.json()["request_id"] == answer.headers["x-request-id"] == CLICK


async def test_two_requests_at_once_keep_their_own(sign_in: SignIn, office: Office) -> None:
    import asyncio

    reception = await sign_in(office)
    names = [f"request-{number:04}" for number in range(20)]
    answers = await asyncio.gather(
        *(reception.get(APPOINTMENTS, headers={"x-request-id": name}) for name in names)
    )
    assert [answer.headers["x-request-id"] for answer in answers] == names
