"""Becoming a patient by oneself: `POST /api/auth/register`."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from domain import SignIn, TravelClock
from make import PASSWORD, Connection, Office

pytestmark = pytest.mark.anyio
REGISTER = "/api/auth/register"


def someone(office: Office, **changes: Any) -> dict[str, Any]:
    return {
        "clinic": office.slug,
        "name": "Íris Lobo",
        "email": f"iris-{uuid4().hex[:8]}@example.test",
        "password": " a long sentence ",
        **changes,
    }


async def test_a_newcomer_is_a_patient_and_signed_in(
    client: httpx.AsyncClient, office: Office
) -> None:
    data = someone(office, phone="+55 11 98765-4321", name=" Íris Lobo ")

    answer = await client.post(REGISTER, json=data)

    assert answer.status_code == 201, answer.text
    user = answer.json()["user"]
    assert (user["name"], user["email"], user["role"]) == ("Íris Lobo", data["email"], "patient")
    assert user["clinic"]["slug"] == office.slug
    assert user["patient_id"]
    assert not user["provider_id"]
    assert {"topsmile_access", "topsmile_refresh"} <= set(client.cookies.keys())
    assert answer.headers["cache-control"] == "no-store"
    assert (await client.get("/api/auth/me")).json()["user"] == user
    assert (await client.post("/api/auth/refresh")).json()["user"] == user


async def test_the_password_is_kept_as_it_was_typed(
    client: httpx.AsyncClient, office: Office
) -> None:
    data = someone(office)
    user = (await client.post(REGISTER, json=data)).json()["user"]
    sign_in = {"email": data["email"].upper(), "clinic": office.slug}

    right = await client.post("/api/auth/login", json={**sign_in, "password": data["password"]})
    trimmed = await client.post(
        "/api/auth/login", json={**sign_in, "password": data["password"].strip()}
    )

    assert right.json()["user"] == user
    assert trimmed.status_code == 401


async def test_what_is_written_is_one_and_names_its_cause(
    client: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    data = someone(office, locale="en")
    answer = await client.post(REGISTER, json=data, headers={"x-request-id": "register-0001"})
    user = answer.json()["user"]

    patient = await owner.fetchrow("select * from patient where id = $1", UUID(user["patient_id"]))
    assert patient
    assert patient["clinic_id"] == office.id
    assert (patient["name"], patient["email"]) == (data["name"], data["email"])
    assert patient["locale"] == "en"
    person = await owner.fetchrow("select * from person where id = $1", UUID(user["id"]))
    assert person
    assert person["email_confirmed_at"] is None
    event = await owner.fetchrow("select * from event where clinic_id = $1", office.id)
    assert event
    assert event["name"] == "patient.registered"
    assert event["request_id"] == "register-0001"
    assert json.loads(event["payload"]).keys() == {"type", "patient_id"}
    entries = await owner.fetch(
        "select * from audit_entry where clinic_id = $1 order by id", office.id
    )
    assert [each["action"] for each in entries] == ["patient.registered", "user.registered"]
    assert {each["actor_id"] for each in entries} == {person["id"]}
    assert data["password"].strip() not in str([*map(dict, entries)])


async def test_nobody_learns_who_is_known(
    client: httpx.AsyncClient, office: Office, sign_in: SignIn
) -> None:
    member = await sign_in(office, "patient")
    known = member.account.email  # type: ignore[attr-defined]

    new = await client.post(REGISTER, json=someone(office))
    taken = await client.post(REGISTER, json=someone(office, email=known))

    assert new.status_code == taken.status_code == 201
    assert shape(new.json()) == shape(taken.json())
    assert new.headers.keys() == taken.headers.keys()
    assert taken.json()["user"]["id"] != str(member.account.person)  # type: ignore[attr-defined]
    owner_signs_in = await client.post(
        "/api/auth/login", json={"email": known, "password": PASSWORD, "clinic": office.slug}
    )
    assert owner_signs_in.json()["user"]["id"] == str(member.account.person)  # type: ignore[attr-defined]


async def test_registering_does_not_make_this_a_known_device(
    client: httpx.AsyncClient, office: Office
) -> None:
    await client.post(REGISTER, json=someone(office))

    assert "topsmile_device" not in client.cookies


async def test_a_repeat_is_the_same_person_on_a_new_session(
    client: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    data, key = someone(office), {"idempotency-key": uuid4().hex}

    first = await client.post(REGISTER, json=data, headers=key)
    access, refresh = tokens(first)
    # The browser sends the cookies of the first answer along.
    second = await client.post(REGISTER, json=data, headers=key)

    assert second.status_code == 201
    assert second.json() == first.json()
    assert set(tokens(second)).isdisjoint({access, refresh})
    person = UUID(first.json()["user"]["id"])
    count = "select count(*) from session where person_id = $1"
    assert await owner.fetchval(count, person) == 2
    happened = await owner.fetch(
        "select name from event where clinic_id = $1 order by id", office.id
    )
    assert [each["name"] for each in happened] == [
        "patient.registered",
        "user.registered",
        "user.signed_in",
        "user.signed_in",
    ]
    other = await client.post(REGISTER, json=someone(office), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    stored = await owner.fetchval("select answer from idempotency where clinic_id = $1", office.id)
    assert len(stored) < 100  # an id, sealed


async def test_a_repeat_opens_nothing_once_the_password_has_changed(
    client: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    data, key = someone(office), {"idempotency-key": uuid4().hex}
    user = (await client.post(REGISTER, json=data, headers=key)).json()["user"]
    await owner.execute(
        "update person set password_hash = 'changed since' where id = $1", UUID(user["id"])
    )

    repeated = await client.post(REGISTER, json=data, headers=key)

    assert (repeated.status_code, repeated.json()["code"]) == (401, "invalid_credentials")


async def test_a_key_is_forgotten_after_a_day(
    client: httpx.AsyncClient, office: Office, clock: TravelClock
) -> None:
    data, key = someone(office), {"idempotency-key": uuid4().hex}
    first = await client.post(REGISTER, json=data, headers=key)
    clock.travel(hours=24, seconds=1)

    later = await client.post(REGISTER, json=data, headers=key)

    assert later.status_code == 201
    assert later.json()["user"]["id"] != first.json()["user"]["id"]


async def test_the_same_key_at_once_makes_one_person(
    client: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    data, key = someone(office), {"idempotency-key": uuid4().hex}

    answers = await asyncio.gather(
        *(client.post(REGISTER, json=data, headers=key) for _ in range(8))
    )

    outcomes = {(each.status_code, each.json().get("code")) for each in answers}
    assert (201, None) in outcomes
    assert outcomes <= {(201, None), (409, "in_progress")}
    assert await owner.fetchval("select count(*) from person where email = $1", data["email"]) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("clinic", "no-such-clinic"),
        ("clinic", "Not A Slug"),
        ("clinic", ""),
        ("name", " "),
        ("email", "nobody"),
        ("password", "short"),
        ("password", "x" * 257),
        ("phone", "call me"),
        ("locale", "portuguese"),
        ("role", "admin"),
        ("patient_id", "0190a0a0-0000-7000-8000-000000000000"),
    ],
)
async def test_what_is_wrong_is_named(
    client: httpx.AsyncClient, office: Office, field: str, value: Any
) -> None:
    refused = await client.post(REGISTER, json=someone(office, **{field: value}))

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, "invalid")
    assert problem["errors"][0]["field"] == field
    assert not client.cookies


async def test_one_client_cannot_register_without_end(
    client: httpx.AsyncClient, office: Office
) -> None:
    data = someone(office, clinic="no-such-clinic", password="12345678")
    answers = [await client.post(REGISTER, json=data) for _ in range(61)]

    assert {each.status_code for each in answers[:60]} == {422}
    assert (answers[60].status_code, answers[60].json()["code"]) == (429, "too_many_requests")
    assert int(answers[60].headers["retry-after"]) > 0


def tokens(answer: httpx.Response) -> tuple[str, str]:
    return answer.cookies["topsmile_access"], answer.cookies["topsmile_refresh"]


def shape(value: Any) -> Any:
    """Which fields there are and of which kind, without what they say."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    return type(value)
