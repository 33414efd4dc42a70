"""A clinic with something in it that can change, and a patient who looks at its free times."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

import httpx
from domain import TravelClock
from make import Connection, Office
from scheduling.asking import APPOINTMENTS, ask


@dataclass
class Scene:
    """`asker` is a patient looking at the first provider, with the tag of what they saw."""

    owner: Connection
    clock: TravelClock
    office: Office
    other_office: Office
    asker: httpx.AsyncClient
    reception: httpx.AsyncClient
    manager: httpx.AsyncClient
    foreigner: httpx.AsyncClient
    hold_id: str
    exception_id: str
    appointment: str  # of another patient, with the first provider
    own: str  # the asker's, with the second

    @property
    def patient(self) -> UUID:
        return self.asker.account.patient  # type: ignore[attr-defined,no-any-return]

    async def look(self, tag: str | None = None) -> httpx.Response:
        return await ask(self.asker, self.office, tag, provider_id=self.office.provider)

    async def post(self, browser: httpx.AsyncClient, path: str, json: Any = None) -> Any:
        done = await browser.post(path, json=json)
        assert done.is_success, (path, done.text)
        return done.json() if done.content else None

    async def book(self, browser: httpx.AsyncClient | None = None, **changes: Any) -> str:
        booked = await self.post(
            browser or self.reception, APPOINTMENTS, self.office.booking(**changes)
        )
        return str(booked["id"])

    async def change(self, path: str, **changes: Any) -> None:
        done = await self.manager.patch(path, json=changes)
        assert done.is_success, done.text


Happens: TypeAlias = Callable[[Scene], Awaitable[object]]
