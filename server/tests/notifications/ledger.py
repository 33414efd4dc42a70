"""The ledger as the reception sees it, and a visit that puts something in it."""

from __future__ import annotations

from typing import Any

import httpx
from make import Office
from notifications.conftest import APPOINTMENTS


async def lines(reception: httpx.AsyncClient, **sought: str) -> list[dict[str, Any]]:
    answer = await reception.get("/api/messages", params=sought)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def booked(reception: httpx.AsyncClient, office: Office) -> str:
    answer = await reception.post(APPOINTMENTS, json=office.booking())
    return str(answer.json()["id"])
