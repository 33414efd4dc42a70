"""The shape that all errors have."""

from __future__ import annotations

from typing import Any

import httpx


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
