"""The secret of a hold and whose it is are readable nowhere."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

import httpx
import pytest
from domain import SignIn
from make import Connection, Office
from scheduling.keeping import APPOINTMENTS, HOLDS, free, hold, secret_of, time
from structlog.testing import capture_logs

pytestmark = pytest.mark.anyio


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
