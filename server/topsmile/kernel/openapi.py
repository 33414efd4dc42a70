"""The published description of the API: what the framework knows, and who may call what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from litestar import Litestar
from litestar.routes import HTTPRoute

from topsmile.kernel.errors import TopSmileError
from topsmile.kernel.problems import MEDIA_TYPE, Problem

FRAMEWORK = "/api/schema"  # where the framework keeps its own copy of the description
PROBLEM = {"$ref": "#/components/schemas/Problem"}


def document(api: Litestar) -> dict[str, Any]:
    """OpenAPI 3.1, with `x-permission` on every operation and one shape for every error."""
    described: dict[str, Any] = api.openapi_schema.to_schema()
    _, components = msgspec.json.schema_components(
        [Problem], ref_template="#/components/schemas/{name}"
    )
    components["Problem"]["properties"]["code"]["enum"] = codes()
    described["components"]["schemas"] |= components
    for operation in operations(api):
        _describe(described, operation)
    return _plainly_named(described)


def codes() -> list[str]:
    """Every code that a problem may have."""
    return sorted({"server_error", *(each.code() for each in _kinds(TopSmileError))})


def _kinds(kind: type[TopSmileError]) -> Iterator[type[TopSmileError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


def _plainly_named(described: dict[str, Any]) -> dict[str, Any]:
    """`Page_topsmile.patients.models.Patient_` is a PatientPage to whoever reads it."""
    text = msgspec.json.encode(described).decode()
    renamed = re.sub(r"Page_[A-Za-z0-9_.]*?\.([A-Za-z0-9]+)_(?=\")", r"\1Page", text)
    plain: dict[str, Any] = msgspec.json.decode(renamed)
    return plain


class Operation(NamedTuple):
    method: str
    path: str
    permission: str


def operations(api: Litestar) -> list[Operation]:
    """Every operation that is part of the contract, and who may call it."""
    return [
        Operation(method, route.path_format.rstrip("/") or "/", handler.opt.get("permission", ""))
        for route in api.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
        if handler.include_in_schema and method != "OPTIONS" and FRAMEWORK not in route.path_format
    ]


def _describe(described: dict[str, Any], operation: Operation) -> None:
    entry = described["paths"][operation.path][operation.method.lower()]
    entry["x-permission"] = operation.permission
    entry["responses"].pop("400", None)
    entry["responses"]["default"] = {
        "description": "Why not",
        "content": {MEDIA_TYPE: {"schema": PROBLEM}},
    }
