"""What patients see and change of their own record."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import httpx
import pytest
from domain import SignIn
from make import Connection, Office

pytestmark = pytest.mark.anyio
OWN = "/api/patients/me"


async def with_notes(sign_in: SignIn, office: Office) -> tuple[httpx.AsyncClient, dict[str, Any]]:
    """A patient who is signed in, of whom the staff has written something down."""
    patient = await sign_in(office, "patient")
    patient_id = (await patient.get("/api/auth/me")).json()["user"]["patient_id"]
    reception = await sign_in(office)
    written = await reception.patch(
        f"/api/patients/{patient_id}", json={"notes": "Talks a lot", "phone": "112"}
    )
    return patient, written.json()


async def test_they_see_their_own_record_and_nothing_that_is_for_the_staff(
    sign_in: SignIn, office: Office
) -> None:
    patient, record = await with_notes(sign_in, office)

    shown = await patient.get(OWN)

    own = ("id", "name", "email", "phone", "birth_date", "locale", "version")
    assert shown.status_code == 200, shown.text
    assert shown.json() == {field: record[field] for field in own}


async def test_what_they_change_is_on_the_record_and_in_the_trail(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    patient, record = await with_notes(sign_in, office)
    wish = {"name": " Ana Lua ", "birth_date": "1990-02-28", "locale": "en"}

    changed = await patient.patch(OWN, json={**wish, "expected_version": record["version"]})

    assert changed.status_code == 200, changed.text
    now = (await (await sign_in(office)).get(f"/api/patients/{record['id']}")).json()
    assert now == {**record, **wish, "name": "Ana Lua", "version": record["version"] + 1}
    entry = await owner.fetchrow(
        """
        select * from audit_entry where clinic_id = $1 and action = 'patient.changed'
        order by id desc limit 1
        """,
        office.id,
    )
    assert entry
    assert (entry["actor_role"], entry["subject_id"]) == ("patient", UUID(record["id"]))
    assert json.loads(entry["after"])["name"] == "Ana Lua"


async def test_they_are_greeted_by_the_name_on_their_record(
    sign_in: SignIn, office: Office
) -> None:
    patient, _ = await with_notes(sign_in, office)

    await patient.patch(OWN, json={"name": "Ana Lua"})

    assert (await patient.get("/api/auth/me")).json()["user"]["name"] == "Ana Lua"


async def test_a_refusal_tells_no_more_than_an_answer(sign_in: SignIn, office: Office) -> None:
    patient, _ = await with_notes(sign_in, office)

    refused = await patient.patch(OWN, json={"name": "Ana", "expected_version": 1})

    assert (refused.status_code, refused.json()["code"]) == (409, "version_conflict")
    assert refused.json()["current"] == (await patient.get(OWN)).json()
    assert "Talks a lot" not in refused.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("phone", "call me"),
        ("birth_date", "2030-01-08"),
        ("locale", "portuguese"),
        ("email", "another@example.test"),
        ("notes", "I am nice"),
        ("archived_at", None),
    ],
)
async def test_what_is_not_theirs_to_write_is_refused(
    sign_in: SignIn, office: Office, field: str, value: Any
) -> None:
    patient, record = await with_notes(sign_in, office)

    refused = await patient.patch(OWN, json={field: value})

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid"), refused.text
    assert refused.json()["errors"][0]["field"] == field
    now = (await (await sign_in(office)).get(f"/api/patients/{record['id']}")).json()
    assert now == record
