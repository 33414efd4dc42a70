"""Bodies that cannot be read, are too large or of another type, and those that only look it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from contracts.problems import problem
from domain import SignIn
from make import Office

pytestmark = pytest.mark.anyio
PATIENTS = "/api/patients"


async def sent(
    client: httpx.AsyncClient, body: bytes, kind: str = "application/json"
) -> httpx.Response:
    return await client.post(PATIENTS, content=body, headers={"content-type": kind})


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
