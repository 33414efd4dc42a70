# ruff: noqa: E501  (a case stands on one line)
"""The contract's table of errors. Each is asked over HTTP."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import make
import msgspec
import pytest
from contracts.problems import problem
from domain import SignIn, TravelClock, browser
from make import Connection, Office

from topsmile.kernel.edge import Edge

pytestmark = pytest.mark.anyio
PATIENTS = "/api/patients"


# 400 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/api/patients?q=%00",
        "/api/patients?q=a%00b&limit=1",
        "/api/patients?%00=1",
        "/api/patients/%00",
        "/api/clinics/a%00b",
        "/api/scheduling/services?clinic=%00",
        "/api/no%00where",
    ],
)
async def test_a_nul_in_an_address_is_malformed(
    sign_in: SignIn, client: httpx.AsyncClient, office: Office, path: str
) -> None:
    for asking in (client, await sign_in(office)):
        problem(await asking.get(path), 400, "malformed")


# 401 ---------------------------------------------------------------------------------------------


async def test_without_a_living_access_token_nobody_is_signed_in(
    app: Edge, sign_in: SignIn, office: Office, clock: TravelClock
) -> None:
    signed_in = await sign_in(office)
    token = signed_in.cookies["topsmile_access"]
    head, body, signature = token.split(".")
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').decode().rstrip("=")
    for wrong in (
        "",
        "x",
        f"{head}.{body}.",
        f"{unsigned}.{body}.",
        f"{head}.{body[:-2]}.{signature}",
    ):
        problem(await asking(app, wrong).get(PATIENTS), 401, "not_signed_in")
    assert (await signed_in.get(PATIENTS)).status_code == 200
    clock.travel(minutes=10)
    problem(await signed_in.get(PATIENTS), 401, "not_signed_in")


def asking(app: Edge, token: str) -> httpx.AsyncClient:
    made = browser(app)
    made.cookies.set("topsmile_access", token)
    return made


async def test_a_session_that_is_over_says_so(sign_in: SignIn, office: Office, app: Edge) -> None:
    signed_in = await sign_in(office)
    token = signed_in.cookies["topsmile_access"]
    assert (await signed_in.post("/api/auth/logout")).status_code == 204

    problem(await asking(app, token).get(PATIENTS), 401, "session_expired")
    problem(await asking(app, "").post("/api/auth/refresh"), 401, "session_expired")


async def test_wrong_credentials_say_nothing_more(
    client: httpx.AsyncClient, office: Office, other_office: Office, owner: Connection
) -> None:
    account = await make.an_account(owner, office.id)
    right = {"email": account.email, "password": make.PASSWORD}
    tried = [
        right | {"password": "wrong"},
        right | {"email": "nobody@example.test"},
        right | {"clinic": other_office.slug},
        right | {"clinic": "no-such-clinic"},
    ]
    answers = [problem(await client.post("/api/auth/login", json=each), 401, "invalid_credentials")
               for each in tried]  # fmt: skip
    assert len({each["detail"] for each in answers}) == 1
    assert (await client.post("/api/auth/login", json=right)).status_code == 200


# 404, 405 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/nothing",
        "/api/patients/1/2/3",
        "/api/auth",
        "/api/schema",
        "/api/schema/x.json",
    ],
)
async def test_an_unknown_address_is_not_found(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, path: str
) -> None:
    for asking in (client, await sign_in(office)):
        problem(await asking.get(path), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/patients", {"GET", "POST", "OPTIONS"}),
        ("PUT", "/api/patients/x", {"GET", "PATCH", "OPTIONS"}),
        ("GET", "/api/auth/login", {"POST", "OPTIONS"}),
        ("BREW", "/api/auth/login", {"POST", "OPTIONS"}),
    ],
)
async def test_another_method_is_refused_with_those_there_are(
    client: httpx.AsyncClient, method: str, path: str, allowed: set[str]
) -> None:
    answer = await client.request(method, path)

    assert set(answer.headers["allow"].replace(" ", "").split(",")) == allowed
    problem(answer, 405, "method_not_allowed")


# 422 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "Ana", "nmae": "x"}, "nmae"),
        ({}, "name"),
        ({"name": None}, "name"),
        ({"name": 1}, "name"),
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "A\nB"}, "name"),
        ({"name": "Ana", "birth_date": "1990-02-30"}, "birth_date"),
        ({"name": "Ana", "birth_date": 1990}, "birth_date"),
        ({"name": "Ana", "birth_date": "2999-01-01"}, "birth_date"),
        ({"name": "Ana", "email": "ana"}, "email"),
        ([], ""),
        ("Ana", ""),
        (None, ""),
    ],
)
async def test_what_can_be_read_and_is_wrong_names_its_field(
    sign_in: SignIn, office: Office, body: Any, field: str
) -> None:
    answer = await (await sign_in(office)).post(PATIENTS, content=msgspec.json.encode(body),
                                                headers={"content-type": "application/json"})  # fmt: skip
    problem(answer, 422, "invalid", field)


async def test_a_field_deep_in_a_body_is_named_by_its_way(sign_in: SignIn, office: Office) -> None:
    manager = await sign_in(office, "manager")
    price = {"amount": 1, "currency": "BRL", "extra": 1}
    wanted = {"name": "X", "duration_minutes": 30, "price": price}
    problem(await manager.post("/api/services", json=wanted), 422, "invalid", "price.extra")
    hours = [
        {"weekday": 0, "opens": "09:00", "closes": "17:00"},
        {"weekday": 7, "opens": "09:00", "closes": "17:00"},
    ]
    answer = await manager.post("/api/providers", json={"name": "X", "hours": hours})
    problem(answer, 422, "invalid", "hours[1].weekday")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/patients?colour=red", "colour"),
        ("/api/patients?Q=ana", "Q"),
        ("/api/auth/me?x=", "x"),
        ("/api/patients/{id}?limit=1", "limit"),
        ("/api/patients?archived=perhaps", "archived"),
        ("/api/patients?q=" + "x" * 201, "q"),
        ("/api/scheduling/appointments?status=lost", "status"),
        ("/api/scheduling/appointments?from=2030-02-30", "from"),
        ("/api/scheduling/appointments?provider_id=1", "provider_id"),
        ("/api/scheduling/appointments?from=2030-01-02&to=2030-01-01", "to"),
        ("/api/scheduling/availability?service_id={id}&to=2030-01-01", "from"),
        ("/api/scheduling/availability?service_id={id}&from=2030-01-01&to=2030-03-04", "to"),
        ("/api/patients/1", "patient_id"),
        ("/api/patients/{id}x", "patient_id"),
        ("/api/scheduling/appointments/nonsense", "appointment_id"),
        ("/api/deliveries?state=lost", "state"),
    ],
)
async def test_what_is_wrong_in_an_address_names_its_part(
    sign_in: SignIn, office: Office, path: str, field: str
) -> None:
    manager = await sign_in(office, "manager")

    problem(await manager.get(path.format(id=office.patient)), 422, "invalid", field)


async def test_public_reads_ask_for_their_clinic(client: httpx.AsyncClient, office: Office) -> None:
    problem(await client.get("/api/scheduling/services"), 422, "invalid", "clinic")
    problem(await client.get("/api/scheduling/services?clinic=nowhere"), 404, "not_found")
    assert (await client.get(f"/api/scheduling/services?clinic={office.slug}")).status_code == 200
