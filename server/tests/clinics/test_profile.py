"""What a clinic says of itself: its administrators change it, and everyone sees it."""

from __future__ import annotations

import json
from typing import Any

import asyncpg
import httpx
import pytest
from domain import SignIn
from make import Connection, Office

from topsmile.kernel.cause import Cause
from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio
SETTINGS = "/api/settings"
SAID = {
    "name": "Clínica da Praça",
    "brand_color": "#7b3f98",
    "phone": "+55 11 3555-0142",
    "email": "ola@praca.example",
    "address": "Rua Harmonia, 482\nSão Paulo",
    "about": "Sem pressa.\n\nE sem sermão.",
}


async def test_what_an_administrator_writes_everyone_sees(
    sign_in: SignIn, office: Office, client: httpx.AsyncClient, owner: Connection
) -> None:
    admin, reception = await sign_in(office, "admin"), await sign_in(office)
    before = (await reception.get(SETTINGS)).json()

    after = (await admin.patch(SETTINGS, json={**SAID, "expected_version": 1})).json()

    assert after == {**before, **SAID, "version": 2}
    assert (await reception.get(SETTINGS)).json() == after
    public = (await client.get(f"/api/clinics/{office.slug}")).json()
    assert {name: public[name] for name in SAID} == SAID
    own = (await reception.get("/api/auth/me")).json()["user"]["clinic"]
    assert (own["name"], own["brand_color"]) == (SAID["name"], SAID["brand_color"])
    [entry] = await owner.fetch(
        "select action, before, after from audit_entry where clinic_id = $1", office.id
    )
    assert entry["action"] == "clinic.changed"
    assert (json.loads(entry["before"]), json.loads(entry["after"])) == (before, after)
    events = await owner.fetch("select name from event where clinic_id = $1", office.id)
    assert [each["name"] for each in events] == ["clinic.changed"]


async def test_what_is_not_sent_stays_and_space_takes_away(sign_in: SignIn, office: Office) -> None:
    admin = await sign_in(office, "admin")
    await admin.patch(SETTINGS, json=SAID)

    changed = await admin.patch(SETTINGS, json={"phone": None, "email": "  ", "about": " \n "})

    told = changed.json()
    assert (told["phone"], told["email"], told["about"]) == (None, None, None)
    assert (told["address"], told["brand_color"]) == (SAID["address"], SAID["brand_color"])


async def test_the_same_again_changes_nothing(sign_in: SignIn, office: Office) -> None:
    admin = await sign_in(office, "admin")
    first = (await admin.patch(SETTINGS, json=SAID)).json()

    again = await admin.patch(SETTINGS, json={**SAID, "brand_color": "#7B3F98"})

    assert again.json() == first


async def test_who_changes_what_has_moved_on_is_told_what_is_there(
    sign_in: SignIn, office: Office
) -> None:
    admin = await sign_in(office, "admin")
    now = (await admin.patch(SETTINGS, json={**SAID, "expected_version": 1})).json()

    late = await admin.patch(SETTINGS, json={"name": "Another", "expected_version": 1})

    assert (late.status_code, late.json()["code"]) == (409, "version_conflict")
    assert late.json()["current"] == now
    assert (await admin.get(SETTINGS)).json() == now


async def test_a_clinic_is_never_another_clinic(
    sign_in: SignIn, office: Office, other_office: Office
) -> None:
    admin, stranger = await sign_in(office, "admin"), await sign_in(other_office, "admin")

    await admin.patch(SETTINGS, json=SAID)

    assert (await stranger.get(SETTINGS)).json()["name"] == other_office.slug


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"name": "  "}, "name"),
        ({"name": None}, "name"),
        ({"name": "n" * 201}, "name"),
        ({"brand_color": "purple"}, "brand_color"),
        ({"brand_color": "#7b3f9"}, "brand_color"),
        ({"brand_color": "#7b3f98\n"}, "brand_color"),
        ({"phone": "1" * 41}, "phone"),
        ({"phone": "1\n2"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"address": "a" * 501}, "address"),
        ({"about": "a" * 1001}, "about"),
        ({"slug": "elsewhere"}, "slug"),
    ],
)
async def test_what_is_wrong_is_named(
    sign_in: SignIn, office: Office, changes: dict[str, Any], named: str
) -> None:
    admin = await sign_in(office, "admin")

    refused = await admin.patch(SETTINGS, json=changes)

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert refused.json()["errors"][0]["field"] == named


async def test_nobody_changes_what_another_clinic_says(
    worker: Worker, owner: Connection, office: Office, other_office: Office
) -> None:
    async with worker.database.transaction(office.id, Cause("tests")) as tx:
        await tx.run("update clinic set about = 'ours' where id = $1")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with worker.database.transaction(office.id, Cause("tests")) as tx:
            await tx.run(
                "update clinic set about = 'theirs' where id <> $1 and id = $2", other_office.id
            )
    said = "select about from clinic where id = $1"
    assert await owner.fetchval(said, office.id) == "ours"
    assert await owner.fetchval(said, other_office.id) is None
