# ruff: noqa: E501  (a case stands on one line)
"""The contract's table of errors, and what every answer carries. Each is asked over HTTP."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import make
import msgspec
import pytest
from domain import SignIn, TravelClock, browser
from make import Connection, Office

from topsmile.kernel.edge import Edge

pytestmark = pytest.mark.anyio
PATIENTS = "/api/patients"


def problem(answer: httpx.Response, status: int, code: str, *fields: str) -> dict[str, Any]:
    """The answer is such a problem, in the shape that all have; `fields` are those it names."""
    found: dict[str, Any] = answer.json()
    assert (answer.status_code, found["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert found["status"] == status
    assert found["type"] == "about:blank"
    assert found["title"]
    assert found["detail"]
    assert found["request_id"] == answer.headers["x-request-id"]
    if fields:
        assert [each["field"] for each in found["errors"]] == list(fields)
        assert all(each["message"] for each in found["errors"])
    return found


async def sent(
    client: httpx.AsyncClient, body: bytes, kind: str = "application/json"
) -> httpx.Response:
    return await client.post(PATIENTS, content=body, headers={"content-type": kind})


# 400: what cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b"{'name': 'Ana'}",
        b'{"name": "Ana",}',
        b'{"name": "Ana"} {"name": "Bia"}',
        b'\xef\xbb\xbf{"name": "Ana"}',
        b'{"name": "\xff"}',
        '{"name": "Ana"}'.encode("utf-16"),
        b'{"name": "Ana", "name": "Bia"}',
        b'{"name": "Ana", "other": {"a": 1, "a": 1}}',
        b'{"name": NaN}',
        b'{"name": -Infinity}',
        b'{"name": ' + b"[" * 40 + b"]" * 40 + b"}",
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"[" * 500_000,
        rb'{"name": "\ud800"}',
        rb'{"name": "\udc00\ud800"}',
        rb'{"\ud800": "Ana"}',
        rb'{"name": "A\u0000na"}',
        rb'{"name": "A\\\u0000na"}',
        b'{"name": "A\x00na"}',
        b'{"name": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: repr(body[:24]),
)
async def test_what_cannot_be_read_is_malformed(
    sign_in: SignIn, office: Office, body: bytes
) -> None:
    problem(await sent(await sign_in(office), body), 400, "malformed")


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (rb'{"name": "A\\u0000na"}', r"A\u0000na"),
        (rb'{"name": "\ud83d\ude00 Ana"}', "😀 Ana"),
        ('{"name": "Ân\u0301a [[[[{{{{"}'.encode(), "Ân\u0301a [[[[{{{{"),
        (b' \n{"name"\t: "Ana"}\r\n', "Ana"),
    ],
)
async def test_what_only_looks_like_it_is_not(
    sign_in: SignIn, office: Office, body: bytes, name: str
) -> None:
    answer = await sent(await sign_in(office), body)

    assert (answer.status_code, answer.json().get("name")) == (201, name)


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


# 404, 405, 413, 415 ------------------------------------------------------------------------------


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


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(
    sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    limit = 1024 * 1024
    whole = b'{"name": "Ana"' + b" " * (limit - 15) + b"}"

    async def in_parts() -> AsyncIterator[bytes]:
        for start in range(0, limit, 65536):
            yield whole[start : start + 65536]
        yield b" "

    assert len(whole) == limit
    assert (await sent(reception, whole)).status_code == 201
    problem(await sent(reception, whole + b" "), 413, "too_large")
    kind = {"content-type": "application/json"}
    problem(await reception.post(PATIENTS, content=in_parts(), headers=kind), 413, "too_large")


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/xml",
        "",
    ],
)
async def test_another_type_of_body_is_refused(sign_in: SignIn, office: Office, kind: str) -> None:
    problem(await sent(await sign_in(office), b'{"name": "Ana"}', kind), 415, "wrong_type")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
async def test_json_by_any_of_its_names_is_read(sign_in: SignIn, office: Office, kind: str) -> None:
    assert (await sent(await sign_in(office), b'{"name": "Ana"}', kind)).status_code == 201


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


# The id of a request -----------------------------------------------------------------------------

EVERYWHERE = [
    "/api/health/live",
    "/api/auth/me",
    "/api/nothing",
    "/api/patients?x=1",
    "/",
    "/book/x",
]


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_every_answer_carries_the_id_that_was_offered(
    client: httpx.AsyncClient, path: str
) -> None:
    for offered in ("12345678", "a.B_c-" + "9" * 122):
        answer = await client.get(path, headers={"x-request-id": offered})
        assert answer.headers.get_list("x-request-id") == [offered]


@pytest.mark.parametrize(
    "offered",
    ["", "1234567", "x" * 129, "has spaces", "new\tline1", "12345678é", "a/b/c/d/e", "12345678\n"],
)
async def test_an_id_that_is_none_is_replaced(client: httpx.AsyncClient, offered: str) -> None:
    headers = [(b"x-request-id", offered.encode())]
    answers = [await client.get("/api/nothing", headers=headers) for _ in range(2)]

    made = [problem(each, 404, "not_found")["request_id"] for each in answers]
    assert offered not in made
    assert made[0] != made[1]
    assert all(8 <= len(each) <= 128 for each in made)


async def test_answers_without_a_body_carry_it_too(
    sign_in: SignIn, office: Office, client: httpx.AsyncClient
) -> None:
    reception = await sign_in(office)
    where = (
        f"/api/scheduling/availability?service_id={office.service}&from=2030-01-07&to=2030-01-07"
    )
    etag = (await reception.get(where)).headers["etag"]
    offered = {"x-request-id": "one-of-ours"}

    known = await reception.get(where, headers=offered | {"if-none-match": etag})
    left = await reception.post("/api/auth/logout", headers=offered)

    assert [known.status_code, left.status_code] == [304, 204]
    assert known.headers["x-request-id"] == left.headers["x-request-id"] == "one-of-ours"
    assert known.headers["etag"] == etag
    assert known.content == b""


# Lists -------------------------------------------------------------------------------------------

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
            insert into message (clinic_id, key, kind, channel, appointment_id, patient_id, to_address,
              locale, subject, body, state, request_id, created_at)
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


# The ends of the calendar and of numbers ---------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        (
            "POST",
            "/api/providers/{provider}/exceptions",
            {"kind": "off", "first_day": "9999-12-31", "last_day": "9999-12-31"},
        ),
        (
            "POST",
            "/api/providers/{provider}/exceptions",
            {"kind": "off", "first_day": "0001-01-01", "last_day": "0001-01-01"},
        ),
        ("POST", "/api/patients", {"name": "Ana", "birth_date": "0001-01-01"}),
        ("POST", "/api/scheduling/appointments", {"starts_at": "9999-12-31T23:59:00-23:59"}),
        ("POST", "/api/scheduling/appointments", {"starts_at": "0001-01-01T00:00:00+23:59"}),
        ("POST", "/api/scheduling/appointments", {"starts_at": "2030-01-07T09:00:00"}),
        ("POST", "/api/scheduling/holds", {"starts_at": "9999-12-31T23:59:00-23:59"}),
        ("GET", "/api/scheduling/appointments?from=0001-01-01", None),
        ("GET", "/api/scheduling/appointments?from=9999-12-31&to=9999-12-31", None),
        ("GET", "/api/scheduling/calendar?from=9999-12-31", None),
        ("GET", "/api/scheduling/calendar?from=0001-01-01&to=0001-01-01", None),
        (
            "GET",
            "/api/scheduling/availability?service_id={service}&from=9999-12-31&to=9999-12-31",
            None,
        ),
        (
            "GET",
            "/api/scheduling/availability?service_id={service}&from=2199-12-31&to=2200-01-01",
            None,
        ),
        ("PATCH", "/api/patients/{patient}", {"expected_version": 10**40}),
        ("PATCH", "/api/services/{service}", {"position": 10**20}),
        ("PATCH", "/api/services/{service}", {"price": {"amount": 10**20, "currency": "BRL"}}),
        ("GET", "/api/patients?q=" + "%25_%5C" * 60, None),
        ("GET", "/api/patients?q=%F0%9F%98%80%20%FF%FE", None),
        ("GET", "/api/clinics/%FF%FE", None),
        ("GET", "/api/patients?limit=1&limit=2", None),
        ("GET", "/api/patients?cursor=a&cursor=b", None),
    ],
)
async def test_the_ends_of_the_calendar_are_no_fault_of_the_server(
    sign_in: SignIn, office: Office, method: str, path: str, body: Any
) -> None:
    manager = await sign_in(office, "manager")
    ids = {"provider": office.provider, "service": office.service, "patient": office.patient}
    if path.startswith("/api/scheduling/") and body:
        body = office.booking(**body)
        if path.endswith("holds"):
            del body["patient_id"]
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", str(value))

    answer = await manager.request(method, path, json=body)

    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer.json()["code"] in ("invalid", "not_offered", "version_conflict", "not_found")
    for look in (
        "calendar?from=2030-01-07&to=2030-01-08",
        f"availability?service_id={office.service}&from=2030-01-07&to=2030-01-08",
    ):
        assert (await manager.get(f"/api/scheduling/{look}")).status_code == 200
