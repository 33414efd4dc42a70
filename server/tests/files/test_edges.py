"""What a client may try before, beside and after an upload."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import make
import pytest
from contracts.problems import problem
from domain import SignIn
from make import Connection, Office
from shelf import a_file, keys_of, picture

from topsmile.adapters.storage import Storage
from topsmile.kernel.edge import Edge

pytestmark = pytest.mark.anyio
on_disk = pytest.mark.parametrize("settings", ["disk"], indirect=True)
on_s3 = pytest.mark.parametrize("settings", ["s3"], indirect=True)


async def asked(app: Edge, *headers: tuple[bytes, bytes]) -> tuple[int, int]:
    """The status, and how often the body was asked for before it was said."""
    read, before, status = 0, 0, 0

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 2**20, "more_body": True}

    async def send(message: Any) -> None:
        nonlocal before, status
        if message["type"] == "http.response.start":
            before, status = read, message["status"]

    scope = {
        "type": "http", "method": "POST", "path": "/api/upload", "raw_path": b"/api/upload",
        "query_string": b"", "headers": [(b"host", b"localhost"), *headers], "scheme": "http",
        "client": ("127.0.0.1", 1), "server": ("localhost", 80), "root_path": "",
        "http_version": "1.1",
    }  # fmt: skip
    await app(scope, receive, send)
    return status, before


@on_disk
async def test_of_who_is_not_signed_in_not_a_byte_is_read(app: Edge) -> None:
    form = (b"content-type", b"multipart/form-data; boundary=x")
    assert await asked(app, form, (b"transfer-encoding", b"chunked")) == (401, 0)


@on_disk
async def test_a_length_beyond_all_numbers_is_too_large(app: Edge) -> None:
    assert await asked(app, (b"content-length", b"9" * 5000)) == (413, 0)


async def begun(client: httpx.AsyncClient, content: bytes) -> tuple[str, str]:
    wanted = {"name": "big.png", "size": len(content), "kind": "photo"}
    started = (await client.post("/api/files/direct", json=wanted)).json()
    return started["upload"]["url"], f"/api/files/direct/{started['id']}/complete"


@on_s3
async def test_what_is_put_there_after_it_was_looked_at_is_nothing(
    sign_in: SignIn, office: Office, storage: Storage
) -> None:
    reception, content = await sign_in(office), picture(300, 200)
    address, complete = await begun(reception, content)
    async with httpx.AsyncClient() as browser:
        await browser.put(address, content=content)
        made = (await reception.post(complete)).json()
        kept = await keys_of(storage, office.id)
        await browser.put(address, content=b"<script>")

    assert (await reception.post(complete)).json() == made
    read = await reception.get(made["url"])
    assert read.content.startswith(b"\x89PNG")
    assert len(read.content) == made["size"]
    assert len(await keys_of(storage, office.id) - kept) == 1  # until it is swept


@on_s3
async def test_completed_twice_at_once_it_is_one_file(
    sign_in: SignIn, office: Office, storage: Storage
) -> None:
    reception, content = await sign_in(office), picture(300, 200)
    address, complete = await begun(reception, content)
    async with httpx.AsyncClient() as browser:
        await browser.put(address, content=content)

    answers = await asyncio.gather(*(reception.post(complete) for _ in range(5)))

    assert min(each.status_code for each in answers) in (200, 201)
    assert {each.status_code for each in answers} <= {200, 201, 409}
    assert len(await keys_of(storage, office.id)) == 2
    made = (await reception.get("/api/files")).json()["items"]
    assert len(made) == 1
    usage = (await reception.get("/api/files/usage")).json()
    assert 0 < usage["clinic"]["used"] == usage["person"]["used"]


@on_disk
async def test_what_was_refused_after_its_completion_is_said_to_be(
    sign_in: SignIn, office: Office, owner: Connection, tmp_path: Path
) -> None:
    account = await make.an_account(owner, office.id, "patient")
    file_id, incoming = await a_file(owner, office.id, account, tmp_path, state="refused")
    patient = await sign_in(office, "patient", account)

    again = await patient.post(f"/api/files/direct/{incoming}/complete")

    assert (again.json()["id"], again.json()["status"]) == (str(file_id), "refused")
    problem(await patient.get(f"/api/files/{file_id}/thumbnail"), 409, "not_kept")
