"""Who gets a socket, and what the others are told."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import httpx
import pytest
from domain import ORIGIN, SignIn, TravelClock
from make import Office
from realtime.conftest import PATIENCE, Connect, cookie, live_of, open_ear

from topsmile.kernel.edge import Edge
from topsmile.realtime.models import Caps

pytestmark = pytest.mark.anyio


async def refused(
    app: Edge, query: str, headers: dict[str, str], path: str = "/api/realtime"
) -> int | None:
    """The code it was closed with; None when there was no socket at all, but an HTTP 403."""
    ear = open_ear(app, query, headers, path)
    first = await ear.event()
    assert ear.task
    if first["type"] == "websocket.close":
        await asyncio.wait_for(ear.task, PATIENCE)
        return None
    assert first["type"] == "websocket.accept"
    code = await ear.closed()
    await asyncio.wait_for(ear.task, PATIENCE)
    # Asking a server for more after a refusal may cost it its life.
    assert ear.outbox.empty()
    return code


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        "http://localhost:8000.evil.example",
        "https://localhost:8000",
        "http://localhost:8001",
        "HTTP://LOCALHOST:8000",
    ],
)
async def test_a_foreign_page_gets_no_socket(
    app: Edge, sign_in: SignIn, office: Office, origin: str
) -> None:
    known = cookie(await sign_in(office))
    bearer = {"authorization": f"Bearer {known['cookie'].partition('access=')[2]}"}

    assert await refused(app, "", {**known, "origin": origin}) is None
    assert await refused(app, f"clinic={office.slug}", {"origin": origin}) is None
    assert await refused(app, "", {**bearer, "origin": origin}) is None


async def test_cookies_without_an_origin_are_refused(
    app: Edge, sign_in: SignIn, office: Office
) -> None:
    assert await refused(app, "", cookie(await sign_in(office))) is None
    assert await refused(app, f"clinic={office.slug}", {"cookie": "topsmile_refresh=x"}) is None


async def test_a_bearer_token_needs_no_origin(app: Edge, sign_in: SignIn, office: Office) -> None:
    token = (await sign_in(office)).cookies["topsmile_access"]
    ear = open_ear(app, "", {"authorization": f"Bearer {token}"})

    assert (await ear.event())["type"] == "websocket.accept"
    assert (await ear.frame()).event == "hello"
    await ear.leave()


async def test_the_answer_carries_the_id_of_the_request(
    connect: Connect, sign_in: SignIn, office: Office
) -> None:
    ear = await connect(await sign_in(office), **{"x-request-id": "of-the-clients-own"})

    assert (b"x-request-id", b"of-the-clients-own") in ear.accepted["headers"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"cookie": "topsmile_access="},
        {"cookie": "topsmile_access=a.b.c"},
        {"authorization": "Basic dXNlcjpwYXNz"},
    ],
    ids=str,
)
async def test_who_is_nobody_must_sign_in(app: Edge, headers: dict[str, str]) -> None:
    assert await refused(app, "", {"origin": ORIGIN, **headers}) == 4401


async def test_an_old_access_token_is_to_be_refreshed(
    app: Edge, sign_in: SignIn, office: Office, clock: TravelClock
) -> None:
    reception = await sign_in(office)
    clock.travel(minutes=11)

    assert await refused(app, "", {"origin": ORIGIN, **cookie(reception)}) == 4401


async def test_a_session_that_is_over_opens_nothing(
    app: Edge, sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    known = cookie(reception)
    assert (await reception.post("/api/auth/logout")).status_code == 204

    assert await refused(app, "", {"origin": ORIGIN, **known}) == 4401


async def test_a_clinic_that_is_not_there(app: Edge) -> None:
    for slug in ("", "nowhere", f"clinic-{uuid4()}", "%00", "x" * 500):
        assert await refused(app, f"clinic={slug}", {"origin": ORIGIN}) == 4404, slug


@pytest.mark.parametrize(
    "query",
    [
        "since=",
        "since=-1",
        "since=1.5",
        "since=x",
        "since=%D9%A1",
        "since=1&since=2",
        f"since={10**18}",
        "clinic_id=0",
        "channel=staff",
        "since=1&other",
    ],
)
async def test_what_cannot_be_read(app: Edge, sign_in: SignIn, office: Office, query: str) -> None:
    assert await refused(app, query, {"origin": ORIGIN, **cookie(await sign_in(office))}) == 4400


@pytest.mark.parametrize("path", ["/", "/api/realtime/", "/api/patients", "/api/nothing", "/staff"])
async def test_there_is_one_socket_and_no_other(
    app: Edge, sign_in: SignIn, office: Office, path: str
) -> None:
    headers = {"origin": ORIGIN, **cookie(await sign_in(office))}
    assert await refused(app, "", headers, path) is None


async def test_one_client_gets_only_so_many_without_signing_in(
    app: Edge,
    connect: Connect,
    sign_in: SignIn,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_of(app), "caps", Caps(5, 3, 2))
    asked, here = f"clinic={office.slug}", {"origin": ORIGIN, "address": "192.0.2.1"}
    v6 = "2001:db8:0:1:"
    first = [await connect(None, asked, address="192.0.2.1") for _ in range(2)]

    assert await refused(app, asked, here) == 1013
    await connect(None, asked, address=f"{v6}:1")
    assert await refused(app, asked, {"origin": ORIGIN, "address": f"{v6}:2"}) == 1013  # full
    reception = await sign_in(office)
    members = [await connect(reception, address="192.0.2.1") for _ in range(2)]
    assert await refused(app, "", {**here, **cookie(reception)}) == 1013
    await first[0].leave()
    await connect(None, asked, address="192.0.2.1")
    assert len(members) == 2


async def test_who_comes_all_at_once_gets_no_more(
    app: Edge, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_of(app), "caps", Caps(20, 20, 2))
    asked = f"clinic={office.slug}"
    ears = [open_ear(app, asked, {"origin": ORIGIN}) for _ in range(6)]

    assert [(await each.event())["type"] for each in ears] == ["websocket.accept"] * 6
    second = [await each.event() for each in ears]

    assert sum(each["type"] == "websocket.send" for each in second) == 2
    assert [each["code"] for each in second if each["type"] == "websocket.close"] == [1013] * 4
    for each in ears:
        await each.leave()
    assert not live_of(app).anonymous


async def test_http_at_the_same_address_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/realtime")).status_code == 404
