# ruff: noqa: E501  (a case of a table of cases stands on one line)
"""What is of another clinic can be named in nothing that is written."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest
from contracts.fences.places import NEXT, Place, everything_of, filled
from make import Connection

from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database as Pool

pytestmark = pytest.mark.anyio

BOOKING = {
    "service_id": "{mine[service]}",
    "provider_id": "{mine[provider]}",
    "patient_id": "{mine[patient]}",
    "starts_at": "2030-01-08T10:00:00Z",
}
HOLD = {name: value for name, value in BOOKING.items() if name != "patient_id"}
SERVICE = {
    "name": "Foreign hands",
    "duration_minutes": 30,
    "price": {"amount": 1, "currency": "BRL"},
    "provider_ids": ["{mine[provider]}", "{theirs[provider]}"],
}
COLLEAGUE = {"name": "Ana", "email": "ana@example.test", "role": "admin"}
MINE = "/scheduling/appointments/{mine[appointment]}"

REFUSED: list[tuple[str, str, str, dict[str, Any], str]] = [
    ("manager", "POST", "/scheduling/appointments", {"patient_id": "{theirs[patient]}"}, "patient_id"),
    ("manager", "POST", "/scheduling/appointments", {"provider_id": "{theirs[provider]}"}, "provider_id"),
    ("manager", "POST", "/scheduling/appointments", {"service_id": "{theirs[service]}"}, "service_id"),
    ("patient", "POST", "/scheduling/appointments", {"patient_id": "{theirs[patient]}"}, "patient_id"),
    ("manager", "POST", f"{MINE}/reschedule", NEXT | {"provider_id": "{theirs[provider]}"}, "provider_id"),
    ("manager", "POST", "/scheduling/holds", {"provider_id": "{theirs[provider]}"}, "provider_id"),
    ("manager", "POST", "/scheduling/holds", {"service_id": "{theirs[service]}"}, "service_id"),
    ("anyone", "POST", "/scheduling/holds?clinic={mine[slug]}", {"provider_id": "{theirs[provider]}"},
     "provider_id"),
    ("manager", "POST", "/services", SERVICE, "provider_ids"),
    ("manager", "PATCH", "/services/{mine[service]}", {"provider_ids": ["{theirs[provider]}"]},
     "provider_ids"),
    ("admin", "POST", "/staff", COLLEAGUE | {"provider_id": "{theirs[provider]}"}, "provider_id"),
    ("manager", "PATCH", "/files/{mine[file]}", {"appointment_id": "{theirs[appointment]}"}, "appointment_id"),
    ("admin", "PATCH", "/staff/{mine[member]}", {"provider_id": "{theirs[provider]}"}, "provider_id"),
    # Nobody says in a body which clinic something is of.
    ("admin", "POST", "/staff", COLLEAGUE | {"clinic_id": "{theirs[id]}"}, "clinic_id"),
    ("manager", "POST", "/patients", {"name": "Ana", "clinic_id": "{theirs[id]}"}, "clinic_id"),
    ("manager", "POST", "/providers", {"name": "Ana", "clinic_id": "{theirs[id]}"}, "clinic_id"),
    ("manager", "POST", "/scheduling/appointments", {"clinic_id": "{theirs[id]}"}, "clinic_id"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "field"),
    REFUSED,
    ids=lambda each: each if isinstance(each, str) else "",
)
async def test_what_is_theirs_is_refused_in_a_body_on_its_field(
    mine: Place,
    theirs: Place,
    owner: Connection,
    who: str,
    method: str,
    path: str,
    body: dict[str, Any],
    field: str,
) -> None:
    before = await everything_of(owner, theirs.office.id)
    whole = {"/scheduling/appointments": BOOKING, "/scheduling/holds": HOLD}.get(
        path.partition("?")[0], {}
    )
    sent = filled({**whole, **body}, mine, theirs)

    answer = await getattr(mine, who).request(
        method, f"/api{path.format(mine=mine.ids, theirs=theirs.ids)}", json=sent
    )

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid"), answer.text
    assert [each["field"] for each in problem["errors"]] == [field]
    assert await everything_of(owner, theirs.office.id) == before


async def test_their_hold_keeps_nothing_here_and_stays(
    mine: Place, theirs: Place, owner: Connection
) -> None:
    before = await everything_of(owner, theirs.office.id)
    wanted = filled({**BOOKING, "hold_id": "{theirs[hold]}"}, mine, theirs)

    answer = await mine.manager.post("/api/scheduling/appointments", json=wanted)

    assert answer.status_code in (201, 409)  # 409 for whoever booked it in another way before
    assert await everything_of(owner, theirs.office.id) == before


async def test_an_idempotency_key_of_theirs_says_nothing_here(mine: Place, theirs: Place) -> None:
    key = {"idempotency-key": "one key for two clinics"}
    wanted = filled(
        {**HOLD, "provider_id": "{theirs[provider]}", "service_id": "{theirs[service]}"},
        mine,
        theirs,
    )
    there = await theirs.anyone.post(
        "/api/scheduling/holds", params={"clinic": theirs.ids["slug"]}, json=wanted, headers=key
    )
    here = await mine.anyone.post(
        "/api/scheduling/holds", params={"clinic": mine.ids["slug"]}, json=wanted, headers=key
    )

    assert there.status_code == 201, there.text
    assert here.status_code == 422


async def test_no_row_can_point_at_a_row_of_theirs(pool: Pool, mine: Place, theirs: Place) -> None:
    """Foreign keys are checked behind row-level security; their columns are what refuses."""
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with pool.transaction(mine.office.id, Cause("probe-3")) as tx:
            await tx.run(
                """
                insert into appointment (clinic_id, provider_id, patient_id, service_id, starts_at,
                  ends_at, price_amount, price_currency, created_at)
                values ($1, $2, $3, $4, now(), now() + interval '1 hour', 1, 'BRL', now())
                """,
                mine.office.provider,
                theirs.office.patient,
                mine.office.service,
            )
