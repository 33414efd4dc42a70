"""Whole sign-ins: a browser with real cookies, and more than one process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeAlias
from uuid import UUID

import httpx
import pytest
from domain import SignIn, TravelClock, browser
from make import PASSWORD, Account, Connection, Office, an_account
from servers import Servers
from wire import Wire, wire

from topsmile.adapters.cache import Cache
from topsmile.app import create_app
from topsmile.identity import recovering
from topsmile.identity.one_time import OneTime
from topsmile.identity.passwords import Passwords
from topsmile.kernel.edge import Edge
from topsmile.settings import Settings

LOGIN, REFRESH, ME = "/api/auth/login", "/api/auth/refresh", "/api/auth/me"
LOGOUT, SESSIONS = "/api/auth/logout", "/api/auth/sessions"
FORGOT, RESET, CONFIRM = "/api/auth/forgot", "/api/auth/reset", "/api/auth/confirm"
NEWCOMERS = "a password of the newcomer"
Browser: TypeAlias = httpx.AsyncClient
Open: TypeAlias = Callable[..., Awaitable[Browser]]


@asynccontextmanager
async def another_app(
    settings: Settings, clock: TravelClock, cache: Cache | None = None
) -> AsyncIterator[Edge]:
    """As another process would be: its own pool, its own connections and memory."""
    made = create_app(settings, clock=clock, cache=cache)
    async with made.app.api.lifespan():  # type: ignore[attr-defined]
        yield made


@pytest.fixture
async def account(owner: Connection, office: Office) -> Account:
    return await an_account(owner, office.id)


def asking(account: Account, password: str = PASSWORD, **more: str) -> dict[str, str]:
    return {"email": account.email, "password": password, **more}


async def signed_in(app: Edge, stack: AsyncExitStack, account: Account) -> Browser:
    found = await stack.enter_async_context(browser(app))
    answer = await found.post(LOGIN, json={"email": account.email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return found


@pytest.fixture
async def admin(sign_in: SignIn, office: Office) -> Browser:
    return await sign_in(office, "admin")


@pytest.fixture
async def enter(app: Edge, account: Account) -> AsyncIterator[Open]:
    """`await enter()`: a browser of the account that has signed in, at any app."""
    async with AsyncExitStack() as stack:

        async def entered(at: Edge = app, whose: Account = account) -> Browser:
            return await signed_in(at, stack, whose)

        yield entered


@pytest.fixture
async def elsewhere(
    app: Edge, settings: Settings, clock: TravelClock
) -> AsyncIterator[Callable[[Browser], Browser]]:
    """`elsewhere(browser)`: the same cookies, answered by another process."""
    async with another_app(settings, clock) as second, AsyncExitStack() as stack:
        yield lambda known: twin(second, known)
        await stack.aclose()


def twin(app: Edge, known: Browser) -> Browser:
    made = browser(app)
    made.cookies = known.cookies
    return made


@pytest.fixture
async def cable(servers: Servers) -> AsyncIterator[Wire]:
    """Valkey behind a wire that can be cut, jammed and mended."""
    async with wire(str(servers.valkey.socket)) as made:
        yield made


@pytest.fixture
async def wired(
    app: Edge, settings: Settings, clock: TravelClock, cable: Wire, worker_number: int
) -> AsyncIterator[Edge]:
    """An application whose Valkey is at the end of the wire."""
    url = f"redis://127.0.0.1:{cable.port}/{worker_number}"
    chosen = settings.model_copy(update={"valkey_url": type(settings.valkey_url)(url)})
    async with another_app(chosen, clock) as made:
        yield made


def code(answer: httpx.Response) -> tuple[int, Any]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
def one_time(app: Edge) -> OneTime:
    """What the worker makes the links of mails with."""
    made: OneTime = app.app.api.state.desk.one_time  # type: ignore[attr-defined]
    return made


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer's own time is waited for only where it is what is asked about."""
    monkeypatch.setattr(recovering, "ANSWER_AFTER", 0)


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that argon2 is asked about."""
    made: list[str] = []
    verify = Passwords._verify

    def counted(self: Passwords, hashed: str, password: str) -> bool:
        made.append(hashed)
        return verify(self, hashed, password)

    monkeypatch.setattr(Passwords, "_verify", counted)
    return made


async def told(owner: Connection, clinic: UUID, name: str) -> list[dict[str, Any]]:
    """What happened in the clinic under that name, in order."""
    rows = await owner.fetch(
        "select payload from event where clinic_id = $1 and name = $2 order by id", clinic, name
    )
    return [json.loads(row["payload"]) for row in rows]


async def links(owner: Connection, clinic: UUID, name: str, one_time: OneTime) -> list[str]:
    """The tokens that mails about it would carry."""
    return [one_time.text(UUID(each["token_id"])) for each in await told(owner, clinic, name)]


async def until_someone_waits(owner: Connection) -> None:
    """For a lock that another transaction of this database holds."""
    waiting = """
        select count(*) from pg_stat_activity
        where wait_event_type = 'Lock' and datname = current_database()
    """
    while not await owner.fetchval(waiting):
        await asyncio.sleep(0.01)


async def newcomer(browser: Browser, office: Office, email: str, **more: str) -> dict[str, Any]:
    """Someone registers with that address, and is signed in with this browser."""
    answer = await browser.post(
        "/api/auth/register",
        json={
            "clinic": office.slug,
            "name": "Íris Lobo",
            "email": email,
            "password": NEWCOMERS,
            **more,
        },
    )
    assert answer.status_code == 201, answer.text
    user: dict[str, Any] = answer.json()["user"]
    return user
