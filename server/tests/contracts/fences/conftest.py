"""Two fences stand around a clinic: take either away, and still nothing leaks.

Every test here runs three times: with both, without row-level security (in databases of its own),
and without the predicates that every statement carries.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import asyncpg
import httpx
import make
import pytest
import servers as embedded
from conftest import Database, clone, settings_for
from contracts.fences.places import Place, furnish
from contracts.fences.ways import Way, unpredicated
from domain import TravelClock, access_cookie, browser
from make import Connection, Office
from servers import Servers

from topsmile.app import create_app
from topsmile.kernel.db import Database as Pool
from topsmile.kernel.db import Statements
from topsmile.kernel.edge import Edge
from topsmile.settings import Settings

FENCED = "select relname from pg_class where relrowsecurity"


# Each way has servers' data and an application of its own ---------------------------------------


@pytest.fixture(scope="module", params=["both fences", "no row-level security", "no predicates"])
def way(request: pytest.FixtureRequest) -> Iterator[Way]:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "no predicates":
            for name, place in (("all", 1), ("maybe", 1), ("value", 0), ("values", 0), ("run", 0)):
                patch.setattr(Statements, name, unpredicated(getattr(Statements, name), place))
        yield request.param


@pytest.fixture(scope="module")
async def database(
    anyio_backend: str, servers: Servers, worker_number: int, way: Way
) -> AsyncIterator[Database]:
    made = await clone(servers, f"fences_{worker_number}_{way.replace(' ', '_').replace('-', '_')}")
    if way == "no row-level security":
        owner = await asyncpg.connect(made.owner_url)
        for table in await owner.fetch(FENCED):
            await owner.execute(f"alter table {table['relname']} disable row level security")
        await owner.close()
    yield made
    await embedded.administer(servers.postgres, f"drop database {made.name} with (force)")


@pytest.fixture(scope="module")
async def owner(anyio_backend: str, database: Database) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(database.owner_url)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
def settings(
    database: Database, valkey_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    return settings_for(database, valkey_url, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
async def _app(settings: Settings, _clock: TravelClock) -> AsyncIterator[Edge]:
    _clock.instant = make.MONDAY
    app = create_app(settings, clock=_clock)
    async with app.app.api.lifespan():  # type: ignore[attr-defined]
        yield app


@pytest.fixture(scope="module")
async def pool(settings: Settings, _clock: TravelClock) -> AsyncIterator[Pool]:
    made = Pool(settings.database_url.get_secret_value(), _clock, 2)
    await made.open()
    yield made
    await made.close()


@pytest.fixture(scope="module")
async def places(_app: Edge, owner: Connection) -> AsyncIterator[tuple[Place, Place]]:
    async with AsyncExitStack() as browsers:

        async def signed_in(office: Office, role: str) -> httpx.AsyncClient:
            found = await browsers.enter_async_context(browser(_app))
            account = await make.an_account(owner, office.id, role)
            cookie = await access_cookie(_app, owner, office, role, account)
            found.cookies.set("topsmile_access", cookie)
            return found

        async def furnished() -> Place:
            office = await make.an_office(owner)
            admin, manager, patient = (
                await signed_in(office, "admin"),
                await signed_in(office, "manager"),
                await signed_in(office, "patient"),
            )
            anyone = await browsers.enter_async_context(browser(_app))
            ids = await furnish(owner, office, admin)
            return Place(office, admin, manager, patient, anyone, ids)

        yield await furnished(), await furnished()


@pytest.fixture
def mine(app: Edge, places: tuple[Place, Place]) -> Place:
    return places[0]


@pytest.fixture
def theirs(app: Edge, places: tuple[Place, Place]) -> Place:
    return places[1]
