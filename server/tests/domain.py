"""The domain's fixtures. Those of servers and databases are in `conftest.py`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any, TypeAlias, cast

import httpx
import make
import pytest
from make import Account, Connection, Office
from msgspec.structs import replace
from redis.asyncio import Redis

from topsmile.adapters.mail import MemoryMail
from topsmile.adapters.texts import MemoryTexts
from topsmile.app import create_app, outside
from topsmile.identity.models import Membership, Session
from topsmile.identity.permissions import Role
from topsmile.kernel.db import Database
from topsmile.kernel.deliveries import Policy
from topsmile.kernel.edge import Edge
from topsmile.kernel.worker import Worker
from topsmile.settings import Settings

ORIGIN = "http://localhost:8000"
SignIn: TypeAlias = Callable[..., Awaitable[httpx.AsyncClient]]


class TravelClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.instant = make.MONDAY

    def now(self) -> datetime:
        return self.instant

    def travel(self, **ahead: float) -> None:
        self.instant += timedelta(**ahead)


@pytest.fixture(scope="session")
def _clock() -> TravelClock:
    return TravelClock()


@pytest.fixture
def clock(_clock: TravelClock) -> TravelClock:
    _clock.instant = make.MONDAY
    return _clock


@pytest.fixture(scope="session")
async def _app(settings: Settings, _clock: TravelClock) -> AsyncIterator[Edge]:
    app = create_app(settings, clock=_clock)
    async with app.app.api.lifespan():  # type: ignore[attr-defined]
        yield app


@pytest.fixture
def app(_app: Edge, clock: TravelClock, valkey: Redis) -> Edge:
    """One application for this worker's tests; its clock and counters begin anew in each."""
    return _app


@pytest.fixture
async def client(app: Edge) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody has signed in with."""
    async with browser(app) as found:
        yield found


def browser(app: Edge, **headers: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url=ORIGIN,
        headers={"origin": ORIGIN, **headers},
    )


@pytest.fixture
async def office(owner: Connection) -> Office:
    return await make.an_office(owner)


@pytest.fixture
async def other_office(owner: Connection) -> Office:
    return await make.an_office(owner)


@pytest.fixture
async def sign_in(app: Edge, owner: Connection) -> AsyncIterator[SignIn]:
    """`await sign_in(office, "manager")`: a browser with a living session of that role."""
    async with AsyncExitStack() as open_browsers:

        async def signed_in(
            office: Office, role: str = "receptionist", account: Account | None = None
        ) -> httpx.AsyncClient:
            account = account or await make.an_account(owner, office.id, role)
            found = await open_browsers.enter_async_context(browser(app))
            cookie = await access_cookie(app, owner, office, role, account)
            found.cookies.set("topsmile_access", cookie)
            found.account = account  # type: ignore[attr-defined]
            return found

        yield signed_in


async def access_cookie(
    app: Edge, owner: Connection, office: Office, role: str, account: Account
) -> str:
    desk: Any = app.app.api.state.desk  # type: ignore[attr-defined]
    now = desk.clock.now()
    session = Session(**await make.a_session(owner, office.id, account, now))
    membership = Membership(
        office.id,
        account.membership,
        account.person,
        cast("Role", role),
        account.patient,
        None,
    )
    return str(desk.tokens.access(session, membership, now))


@pytest.fixture
def mail() -> MemoryMail:
    return MemoryMail()


@pytest.fixture
def texts() -> MemoryTexts:
    return MemoryTexts()


@pytest.fixture
async def worker(
    settings: Settings, clock: TravelClock, mail: MemoryMail, texts: MemoryTexts
) -> AsyncIterator[Worker]:
    """`await worker.drain()` delivers what is due by the tests' clock, of every clinic."""
    database = Database(settings.database_url.get_secret_value(), clock, 8, "topsmile-test-worker")
    await database.open()
    asked = replace(
        outside(settings), mail=mail, texts=texts, mail_domain="clinic.test", origin=ORIGIN
    )
    yield Worker(database, Policy(), asked)
    await asked.broadcast.close()
    await asked.stripe.close()
    await database.close()


@pytest.fixture
async def undisturbed(owner: Connection, office: Office) -> None:
    """What earlier tests left to be done stays undone: for who counts all that a worker sends."""
    await leave_undone(owner, office)


async def leave_undone(owner: Connection, all_but: Office) -> None:
    await owner.execute(
        """
        update delivery set state = 'discarded', lease = null
        where clinic_id <> $1 and state = 'due' and schedule is null
        """,
        all_but.id,
    )
