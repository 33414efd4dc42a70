"""Where a clinic's other systems listen: named, changed, paused, with a secret told once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from domain import SignIn, TravelClock
from make import Connection, Office
from webhooks.conftest import WEBHOOKS, Desk

from topsmile.kernel.events import catalogue, name_of
from topsmile.settings import Settings
from topsmile.webhooks.models import MOST_ENDPOINTS, PUBLIC
from topsmile.webhooks.sealing import Seals

pytestmark = pytest.mark.anyio
URL = "https://hooks.example.com/topsmile"


async def test_what_is_made_can_be_listed_changed_and_archived(
    sign_in: SignIn, office: Office, clock: TravelClock
) -> None:
    admin = await sign_in(office, "admin")

    made = await admin.post(
        WEBHOOKS,
        json={
            "url": f" {URL} ",
            "description": "Accounting",
            "events": ["patient.updated", "appointment.created", "patient.updated"],
        },
    )

    assert made.status_code == 201, made.text
    endpoint = made.json()
    secret = endpoint.pop("secret")
    assert secret.startswith("whsec_")
    assert (endpoint["url"], endpoint["description"], endpoint["version"]) == (URL, "Accounting", 1)
    assert endpoint["events"] == ["appointment.created", "patient.updated"]
    path = f"{WEBHOOKS}/{endpoint['id']}"
    assert (await admin.get(path)).json() == endpoint
    assert (await admin.get(WEBHOOKS)).json()["items"] == [endpoint]

    changed = await admin.patch(path, json={"events": [], "expected_version": 1})
    assert (changed.status_code, changed.json()["events"]) == (200, [])
    stale = await admin.patch(path, json={"description": "x", "expected_version": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "version_conflict")
    paused = (await admin.patch(path, json={"paused": True})).json()
    assert (paused["paused_at"], paused["paused_why"]) == (said(clock), "by_hand")
    resumed = (await admin.patch(path, json={"paused": False})).json()
    assert (resumed["paused_at"], resumed["paused_why"], resumed["version"]) == (None, None, 4)
    same = (await admin.patch(path, json={"paused": False})).json()
    assert same == resumed

    archived = await admin.post(f"{path}/archive", json={"expected_version": 4})
    assert (archived.status_code, archived.json()["archived_at"]) == (200, said(clock))
    assert (await admin.get(WEBHOOKS)).json()["items"] == []
    assert len((await admin.get(WEBHOOKS, params={"archived": "true"})).json()["items"]) == 1
    for refused in (
        await admin.patch(path, json={"description": "x"}),
        await admin.post(f"{path}/test"),
        await admin.post(f"{path}/rotate-secret"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "endpoint_archived")


def said(clock: TravelClock) -> str:
    return clock.now().isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::ffff:10.0.0.1]/",
        "https://admin:secret@hooks.example.com/",
    ],
)
async def test_an_address_we_never_call_is_refused_in_words(
    sign_in: SignIn, office: Office, url: str
) -> None:
    admin = await sign_in(office, "admin")
    path = f"{WEBHOOKS}/{(await admin.post(WEBHOOKS, json={'url': URL})).json()['id']}"

    for answer in (
        await admin.post(WEBHOOKS, json={"url": url}),
        await admin.patch(path, json={"url": url}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        (error,) = answer.json()["errors"]
        assert error["field"] == "url"
        assert error["message"].endswith(".")


async def test_only_public_facts_can_be_asked_for(sign_in: SignIn, office: Office) -> None:
    admin = await sign_in(office, "admin")
    for name in ("user.signed_in", "hold.placed", "message.queued", "webhook.call_due", "x"):
        answer = await admin.post(WEBHOOKS, json={"url": URL, "events": [name]})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), name


def test_what_is_public_exists_and_is_nobodys_secret() -> None:
    known = {name_of(each) for each in catalogue()}

    assert set(PUBLIC) <= known
    assert not [each for each in PUBLIC if each.startswith(("user.", "hold.", "webhook."))]


# The secret --------------------------------------------------------------------------------------


async def test_a_secret_is_told_once_and_stored_nowhere(desk: Desk, owner: Connection) -> None:
    before = desk.secret
    rotated = (await desk.admin.post(f"{desk.path}/rotate-secret")).json()
    assert rotated["secret"] != before
    assert rotated["previous_until"] == said_later(desk, hours=24)
    await desk.admin.patch(desk.path, json={"description": "again"})

    shown = [
        (await desk.admin.get(desk.path)).text,
        (await desk.admin.get(WEBHOOKS)).text,
        (await desk.admin.post(f"{desk.path}/test")).text,
    ]
    stored = [
        str(await owner.fetchval(f"select string_agg(t::text, ' ') from {table} t"))
        for table in ("webhook_endpoint", "webhook_call", "audit_entry", "event", "idempotency")
    ]

    for secret in (before, rotated["secret"]):
        bare = secret.removeprefix("whsec_")
        for text in shown + stored:
            assert bare not in text
            assert bare.encode().hex() not in text


def said_later(desk: Desk, **ahead: float) -> str:
    return (desk.clock.now() + timedelta(**ahead)).isoformat().replace("+00:00", "Z")


async def test_a_sealed_secret_opens_for_its_endpoint_only(
    desk: Desk, owner: Connection, settings: Settings
) -> None:
    seals = Seals(settings.secret.get_secret_value())
    sealed = await owner.fetchval(
        "select secret_sealed from webhook_endpoint where clinic_id = $1", desk.office.id
    )

    assert seals.open(desk.office.id, UUID(desk.id), sealed) == desk.secret
    for clinic, endpoint in ((desk.office.id, uuid4()), (uuid4(), UUID(desk.id))):
        with pytest.raises(InvalidTag):
            seals.open(clinic, endpoint, sealed)
    with pytest.raises(InvalidTag):
        Seals("another installation's secret").open(desk.office.id, UUID(desk.id), sealed)


async def test_a_repeat_gets_the_same_secret_and_makes_nothing_new(
    sign_in: SignIn, office: Office
) -> None:
    admin = await sign_in(office, "admin")
    key = {"idempotency-key": "the same"}

    made = [await admin.post(WEBHOOKS, json={"url": URL}, headers=key) for _ in range(2)]
    path = f"{WEBHOOKS}/{made[0].json()['id']}"
    rotated = [await admin.post(f"{path}/rotate-secret", headers=key) for _ in range(2)]
    tested = [await admin.post(f"{path}/test", headers=key) for _ in range(2)]

    assert [each.status_code for each in made + rotated + tested] == [201, 201, 200, 200, 201, 201]
    for first, again in (made, rotated, tested):
        assert first.content == again.content
    assert len((await admin.get(WEBHOOKS)).json()["items"]) == 1
    assert len((await admin.get(f"{path}/calls")).json()["items"]) == 1


# Whose it is -------------------------------------------------------------------------------------


async def test_another_clinic_finds_nothing(
    desk: Desk, sign_in: SignIn, other_office: Office
) -> None:
    stranger = await sign_in(other_office, "admin")
    call = (await desk.admin.post(f"{desk.path}/test")).json()["id"]
    asked: list[tuple[str, str, Any]] = [
        ("GET", "", None),
        ("PATCH", "", {"description": "mine"}),
        ("POST", "/archive", {}),
        ("POST", "/rotate-secret", None),
        ("POST", "/test", None),
        ("GET", "/calls", None),
        ("POST", f"/calls/{call}/replay", None),
    ]

    for method, rest, body in asked:
        answer = await stranger.request(method, desk.path + rest, json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), rest
    assert (await stranger.get(WEBHOOKS)).json()["items"] == []
    own = (await stranger.post(WEBHOOKS, json={"url": URL})).json()["id"]
    mixed = await stranger.post(f"{WEBHOOKS}/{own}/calls/{call}/replay")
    assert mixed.status_code == 404


@pytest.mark.parametrize("role", ["manager", "receptionist", "dentist", "patient"])
async def test_only_administrators_decide_about_it(desk: Desk, sign_in: SignIn, role: str) -> None:
    other = await sign_in(desk.office, role)

    assert (await other.get(WEBHOOKS)).status_code == 403
    assert (await other.post(WEBHOOKS, json={"url": URL})).status_code == 403
    assert (await other.post(f"{desk.path}/rotate-secret")).status_code == 403


async def test_every_change_is_audited_without_the_secret(desk: Desk, owner: Connection) -> None:
    await desk.admin.patch(desk.path, json={"paused": True})
    await desk.admin.post(f"{desk.path}/rotate-secret")
    await desk.admin.post(f"{desk.path}/test")
    await desk.admin.post(f"{desk.path}/archive")

    entries = await owner.fetch(
        "select action, actor_role, after::text from audit_entry"
        " where clinic_id = $1 and subject = 'webhook' order by id",
        desk.office.id,
    )

    assert [each["action"].removeprefix("webhook.") for each in entries] == [
        "created",
        "changed",
        "secret_rotated",
        "tested",
        "archived",
    ]
    assert {each["actor_role"] for each in entries} == {"admin"}
    assert not [each for each in entries if "secret" in (each["after"] or "")]


async def test_a_clinic_has_up_to_twenty_however_fast_it_asks(
    sign_in: SignIn, office: Office
) -> None:
    admin = await sign_in(office, "admin")

    answers = await asyncio.gather(
        *(admin.post(WEBHOOKS, json={"url": URL}) for _ in range(MOST_ENDPOINTS + 4))
    )

    codes = [each.status_code for each in answers]
    assert (codes.count(201), codes.count(409)) == (MOST_ENDPOINTS, 4)
    refused = next(each for each in answers if each.status_code == 409)
    assert refused.json()["code"] == "too_many_endpoints"
    listed = (await admin.get(WEBHOOKS, params={"limit": "15"})).json()
    rest = await admin.get(WEBHOOKS, params={"limit": "15", "cursor": listed["next_cursor"]})
    assert (len(listed["items"]), len(rest.json()["items"])) == (15, 5)
    await admin.post(f"{WEBHOOKS}/{listed['items'][0]['id']}/archive")
    assert (await admin.post(WEBHOOKS, json={"url": URL})).status_code == 201
