"""The API's description of itself: it and the table of permissions are of one mind."""

from __future__ import annotations

import httpx
import pytest
from contracts.permissions import OPERATIONS
from domain import SignIn
from make import Office

from topsmile.app import openapi_document
from topsmile.kernel.edge import Edge

pytestmark = pytest.mark.anyio

# What there is besides the operations of the contract: its own description.
UNDOCUMENTED = {"/api/openapi.json", "/api/docs"}
# The framework's pages about it, closed: whatever is asked there is not found.
CLOSED = "/api/schema"


async def test_the_document_and_the_table_name_the_same_operations(
    client: httpx.AsyncClient,
) -> None:
    published = (await client.get("/api/openapi.json")).json()
    described = {
        f"{method.upper()} {path}": operation.get("x-permission")
        for path, item in published["paths"].items()
        for method, operation in item.items()
    }

    assert published["openapi"].startswith("3.1")
    assert described == {each.name: each.permission for each in OPERATIONS}
    assert published == openapi_document()


async def test_nothing_answers_that_the_document_does_not_name(
    app: Edge, sign_in: SignIn, office: Office
) -> None:
    manager = await sign_in(office, "admin")
    named = {each.path for each in OPERATIONS}
    routes = {route.path_format for route in app.app.api.routes}  # type: ignore[attr-defined]
    closed = {path for path in routes if path.startswith(CLOSED)}

    assert {path.rstrip("/") for path in routes} - closed == named | UNDOCUMENTED
    for path in closed | {CLOSED + "/swagger", CLOSED + "/redoc"}:
        answer = await manager.get(path.format(path="openapi.json"))
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path


async def test_the_description_can_be_read_as_a_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/docs")

    assert answer.headers["content-type"].startswith("text/html")
    assert "appointments.book" in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize("path", ["/api/patients", "/api/auth/login", "/api/openapi.json"])
async def test_asking_for_options_tells_methods_and_nothing_else(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.options(path)

    assert (answer.status_code, answer.content) == (204, b"")
    assert "access-control-allow-origin" not in answer.headers
