"""Every answer carries the id of its request: the one that was offered, or one of ours."""

from __future__ import annotations

import httpx
import pytest
from contracts.problems import problem
from domain import SignIn
from make import Office

pytestmark = pytest.mark.anyio

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
