"""A hostile Stripe, and an application, a worker and a clinic that are paid through it.

The application of `tests/domain.py` has no Stripe; this is another one beside it.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import httpx
import make
import pytest
from domain import ORIGIN, SignIn, TravelClock, access_cookie, browser
from doubles.stripe import Double
from doubles.stripe.postman import SECRET, Bring
from doubles.stripe.wire import Answer, Listener, Request
from make import Account, Connection, Office
from msgspec.structs import replace
from pydantic import SecretStr
from redis.asyncio import Redis

from topsmile.adapters.mail import MemoryMail
from topsmile.adapters.texts import MemoryTexts
from topsmile.app import create_app, outside
from topsmile.kernel.db import Database
from topsmile.kernel.deliveries import Policy
from topsmile.kernel.edge import Edge
from topsmile.kernel.worker import Worker
from topsmile.settings import Settings

WEBHOOK = "/api/payments/webhook"
PATIENCE = 3.0
# This file is imported under two names; two of the same seed would give out the same ids.
seeds = count(random.randrange(2, 2**40))


@dataclass
class Socket:
    """One address for this worker's tests; each test has a Stripe of its own behind it."""

    port: int = 0
    double: Double | None = None

    async def answer(self, request: Request) -> Answer:
        assert self.double, "nobody has asked for the fixture `stripe`"
        return await self.double.desk.answer(request)


@pytest.fixture(scope="session")
async def _socket(anyio_backend: str) -> AsyncIterator[Socket]:
    made = Socket()
    listener = Listener(made.answer)
    made.port = await listener.open()
    yield made
    await listener.close()


@pytest.fixture
def stripe(_socket: Socket, clock: TravelClock) -> Double:
    made = Double(lambda: clock.now().timestamp(), next(seeds))
    made.port, made.hostility.patience = _socket.port, PATIENCE
    _socket.double = made
    return made


@pytest.fixture(scope="session")
def paying_settings(settings: Settings, _socket: Socket) -> Settings:
    chosen = {
        "stripe_secret_key": SecretStr("sk_test_platform"),
        "stripe_publishable_key": "pk_test_platform",
        "stripe_webhook_secrets": (SecretStr("whsec_next"), SecretStr(SECRET)),
        "stripe_url": f"http://127.0.0.1:{_socket.port}",
        "stripe_timeout_seconds": PATIENCE,
    }
    return settings.model_copy(update=chosen)


@pytest.fixture(scope="session")
async def _paying_app(paying_settings: Settings, _clock: TravelClock) -> AsyncIterator[Edge]:
    app = create_app(paying_settings, clock=_clock)
    async with app.app.api.lifespan():  # type: ignore[attr-defined]
        yield app


@pytest.fixture
def paying_app(_paying_app: Edge, stripe: Double, clock: TravelClock, valkey: Redis) -> Edge:
    return _paying_app


@pytest.fixture
async def paying_client(paying_app: Edge) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody has signed in with."""
    async with browser(paying_app) as found:
        yield found


@pytest.fixture
async def enter(paying_app: Edge, owner: Connection) -> AsyncIterator[SignIn]:
    """As `sign_in`, at the application that takes payments."""
    async with AsyncExitStack() as open_browsers:

        async def entered(
            office: Office, role: str = "receptionist", account: Account | None = None
        ) -> httpx.AsyncClient:
            account = account or await make.an_account(owner, office.id, role)
            found = await open_browsers.enter_async_context(browser(paying_app))
            cookie = await access_cookie(paying_app, owner, office, role, account)
            found.cookies.set("topsmile_access", cookie)
            found.account = account  # type: ignore[attr-defined]
            return found

        yield entered


@pytest.fixture
async def paying_worker(
    paying_settings: Settings,
    stripe: Double,
    clock: TravelClock,
    mail: MemoryMail,
    texts: MemoryTexts,
) -> AsyncIterator[Worker]:
    database = Database(
        paying_settings.database_url.get_secret_value(), clock, 8, "topsmile-test-paying"
    )
    await database.open()
    asked = replace(
        outside(paying_settings), mail=mail, texts=texts, mail_domain="clinic.test", origin=ORIGIN
    )
    yield Worker(database, Policy(), asked)
    await asked.till.stripe.close()
    await asked.broadcast.close()
    await database.close()


@dataclass
class PayingOffice(Office):
    """Its last service wants a deposit of 50.00; 24 hours before, it is free to cancel."""

    account: str = ""
    deposit_service: UUID = field(default=UUID(int=0))

    def paid_booking(self, **changes: Any) -> dict[str, Any]:
        """What a patient sends: 09:00 on the Tuesday, more than a day ahead."""
        wanted = {"service_id": self.deposit_service, "starts_at": "2030-01-08T09:00:00Z"}
        booking = self.booking(**wanted | changes)
        del booking["patient_id"]
        return booking


DEPOSIT, LATE_FEE, NO_SHOW_FEE, PRICE = 5000, 4000, 8000, 15000


async def a_paying_office(
    owner: Connection, stripe: Double, *, currency: str = "BRL", price: int = PRICE
) -> PayingOffice:
    plain = await make.an_office(owner)
    account = stripe.connected()
    office = PayingOffice(**vars(plain), account=account, deposit_service=plain.services[60])
    await owner.execute(
        "update clinic set stripe_account = $2, currency = $3 where id = $1",
        office.id,
        account,
        currency,
    )
    await owner.execute(
        "update clinic_settings set payments_ready = true, currency = $2 where clinic_id = $1",
        office.id,
        currency,
    )
    await owner.execute(
        """
        insert into payment_account (clinic_id, stripe_account, livemode, charges_enabled,
          payouts_enabled, details_submitted, created_at, heard_at)
        values ($1, $2, false, true, true, true, $3, $3)
        """,
        office.id,
        account,
        make.MONDAY,
    )
    await owner.execute(
        """
        update service set price_amount = $2, price_currency = $3 where clinic_id = $1
        """,
        office.id,
        price,
        currency,
    )
    await owner.execute(
        """
        update service set deposit_kind = 'amount', deposit_amount = $3, cancellation_hours = 24,
          late_cancel_fee = $4, no_show_fee = $5
        where clinic_id = $1 and id = $2
        """,
        office.id,
        office.deposit_service,
        DEPOSIT,
        LATE_FEE,
        NO_SHOW_FEE,
    )
    return office


@pytest.fixture
async def paying_office(owner: Connection, stripe: Double) -> PayingOffice:
    """A clinic that Stripe pays into its own account."""
    return await a_paying_office(owner, stripe)


@pytest.fixture
async def patient(enter: SignIn, paying_office: PayingOffice) -> httpx.AsyncClient:
    return await enter(paying_office, "patient")


@pytest.fixture
async def deliver(paying_app: Edge) -> AsyncIterator[Bring]:
    """`await stripe.postman.bring_all(deliver)`: to our webhook, as Stripe brings it."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(paying_app), base_url=ORIGIN
    ) as outsider:

        async def bring(payload: bytes, headers: dict[str, str]) -> int:
            return (await outsider.post(WEBHOOK, content=payload, headers=headers)).status_code

        yield bring
