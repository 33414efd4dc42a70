from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import TypeAlias

import httpx
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office, an_account
from scheduling.asking import HOLDS, TODAY
from scheduling.paying import Till, asks, check_books
from scheduling.scene import Scene

from topsmile.kernel.db import Database
from topsmile.scheduling import service
from topsmile.settings import Settings

Anew: TypeAlias = Callable[[], Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def till(
    settings: Settings, clock: TravelClock, owner: Connection, office: Office
) -> AsyncIterator[Till]:
    """Of the office, whose visits of thirty minutes are now paid beforehand."""
    await asks(owner, office)
    pool = Database(settings.database_url.get_secret_value(), clock, 4, "topsmile-test-till")
    await pool.open()
    yield Till(pool, office)
    await check_books(owner, office, clock.now())
    await pool.close()


@pytest.fixture
async def anew(sign_in: SignIn, office: Office, owner: Connection) -> Anew:
    """One patient, signing in anew: time travels, sessions end."""
    account = await an_account(owner, office.id, "patient")

    async def signed_in() -> httpx.AsyncClient:
        return await sign_in(office, "patient", account)

    return signed_in


@pytest.fixture
async def patient(anew: Anew) -> httpx.AsyncClient:
    return await anew()


@pytest.fixture
def as_many_visits_as_they_like(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many one patient may have is another rule, judged elsewhere."""
    monkeypatch.setattr(service, "MOST_VISITS", 10_000)
    monkeypatch.setattr(service, "MOST_UNCONFIRMED", 10_000)


@pytest.fixture
async def scene(
    owner: Connection,
    clock: TravelClock,
    office: Office,
    other_office: Office,
    sign_in: SignIn,
) -> Scene:
    found = Scene(
        owner,
        clock,
        office,
        other_office,
        asker=await sign_in(office, "patient"),
        reception=await sign_in(office),
        manager=await sign_in(office, "manager"),
        foreigner=await sign_in(other_office),
        hold_id="",
        exception_id="",
        appointment="",
        own="",
    )
    held = await found.post(
        found.reception, HOLDS, office.booking(patient_id=None, starts_at=f"{TODAY}T16:00:00Z")
    )
    added = await found.post(
        found.manager,
        f"/api/providers/{office.provider}/exceptions",
        {"kind": "off", "first_day": TODAY, "last_day": TODAY, "opens": "15:00", "closes": "15:30"},
    )
    return replace(
        found,
        hold_id=held["id"],
        exception_id=added["id"],
        appointment=await found.book(),
        own=await found.book(
            provider_id=office.providers[1],
            patient_id=found.patient,
            starts_at=f"{TODAY}T13:00:00Z",
        ),
    )
