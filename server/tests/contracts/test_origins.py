"""From where what changes something may come, and what signs a request in."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from domain import ORIGIN, SignIn, browser
from make import Office

from topsmile.kernel.edge import Edge

pytestmark = pytest.mark.anyio

FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://localhost:8000.evil.example"},
    {"origin": "https://localhost:8000"},
    {"origin": "http://localhost:8001"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": ORIGIN},
    {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
    {},
]
OURS = [
    {"origin": ORIGIN},
    {"origin": "http://127.0.0.1:8000"},
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "same-origin", "origin": ORIGIN},
]
UNSAFE = [
    ("POST", "/api/patients", {"name": "Ana"}),
    ("PATCH", "/api/patients/{patient}", {"name": "Ana"}),
    ("DELETE", "/api/auth/sessions/{patient}", None),
    ("POST", "/api/auth/logout", None),
    ("POST", "/api/nothing-is-here", {}),
]


@pytest.mark.parametrize("unsafe", UNSAFE, ids=lambda each: each[1])
async def test_what_changes_something_is_refused_from_other_sites(
    app: Edge, sign_in: SignIn, office: Office, unsafe: tuple[str, str, Any]
) -> None:
    method, path, body = unsafe
    signed_in = await sign_in(office)
    for headers in FOREIGN:
        answer = await carrying(app, signed_in, headers).request(
            method, path.format(patient=office.patient), json=body
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin"), headers
    assert (await signed_in.get("/api/auth/me")).status_code == 200


@pytest.mark.parametrize("headers", OURS, ids=str)
async def test_what_comes_from_our_own_pages_is_not(
    app: Edge, sign_in: SignIn, office: Office, headers: dict[str, str]
) -> None:
    asking = carrying(app, await sign_in(office), headers)

    assert (await asking.post("/api/patients", json={"name": "Ana"})).status_code == 201


@pytest.mark.parametrize("cookie", ["topsmile_access", "topsmile_refresh"])
async def test_either_cookie_makes_a_request_without_origin_foreign(app: Edge, cookie: str) -> None:
    asking = carrying(app, None, {"cookie": f"theme=dark; {cookie}=x"})

    answer = await asking.post("/api/auth/refresh")

    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")


async def test_without_cookies_nobody_must_say_from_where(app: Edge, office: Office) -> None:
    asking = carrying(app, None, {"cookie": "theme=dark"})
    nobody = {"email": "nobody@example.test", "password": "wrong"}

    answer = await asking.post("/api/auth/login", json=nobody)

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_credentials")


@pytest.mark.parametrize("headers", FOREIGN[:-1], ids=str)
async def test_reading_is_not_refused(
    app: Edge, sign_in: SignIn, office: Office, headers: dict[str, str]
) -> None:
    """Other sites may send it and cannot read the answer: nothing allows them to."""
    answer = await carrying(app, await sign_in(office), headers).get("/api/patients")

    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_a_bearer_token_is_accepted_instead_of_cookies(
    app: Edge, sign_in: SignIn, office: Office
) -> None:
    token = (await sign_in(office)).cookies["topsmile_access"]
    for scheme in ("Bearer", "bearer"):
        asking = carrying(app, None, {"authorization": f"{scheme} {token}"})
        assert (await asking.post("/api/patients", json={"name": "Ana"})).status_code == 201
        assert (await asking.get("/api/auth/me")).status_code == 200


@pytest.mark.parametrize(
    "authorization", ["Bearer ", "Bearer nonsense", "Bearer a.b.c", "Basic dXNlcjpwYXNz", "Bearer"]
)
async def test_another_authorization_signs_nobody_in(app: Edge, authorization: str) -> None:
    answer = await carrying(app, None, {"authorization": authorization}).get("/api/auth/me")

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def carrying(
    app: Edge, signed_in: httpx.AsyncClient | None, headers: dict[str, str]
) -> httpx.AsyncClient:
    """A browser with these cookies and exactly these headers."""
    made = browser(app)
    del made.headers["origin"]
    made.headers.update(headers)
    if signed_in is not None:
        made.cookies = signed_in.cookies
    return made
