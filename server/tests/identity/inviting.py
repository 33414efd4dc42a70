"""Inviting someone to work at a clinic, as its administrator does."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from identity.conftest import Browser

STAFF = "/api/staff"
NEW = "a first password"


def someone(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Íris Lobo",
        "email": f"Iris-{uuid4().hex[:8]}@example.test",
        "role": "receptionist",
        **changes,
    }


async def invited(admin: Browser, **changes: Any) -> dict[str, Any]:
    answer = await admin.post(STAFF, json=someone(**changes))
    assert answer.status_code == 201, answer.text
    member: dict[str, Any] = answer.json()
    return member
