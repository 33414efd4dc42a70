from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeAlias

import httpx
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office, an_account
from scheduling.paying import Till, asks, check_books

from topsmile.kernel.db import Database
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
