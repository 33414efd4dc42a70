"""Test money as our books have it: a clinic, its patient and the till, none of them doubled."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import make
import pytest
from domain import ORIGIN, TravelClock, access_cookie, browser, leave_undone
from make import Connection, Office
from msgspec.structs import replace
from payments.story.scene import VISITS, intent_of, said
from redis.asyncio import Redis
from running.installation import free_port
from running.test_play_money import GOOD, Hearing, Till

from topsmile.adapters.mail import MemoryMail
from topsmile.adapters.texts import MemoryTexts
from topsmile.app import create_app, outside
from topsmile.kernel.db import Database
from topsmile.kernel.deliveries import Policy
from topsmile.kernel.edge import Edge
from topsmile.kernel.worker import Worker
from topsmile.payments import story
from topsmile.running.home import Home
from topsmile.running.play_money.starting import PlayMoney
from topsmile.settings import Place, Settings

pytestmark = [pytest.mark.anyio, pytest.mark.processes]
DEPOSIT, LATE_FEE, HOURS = 5000, 6000, 72
FEE = LATE_FEE - DEPOSIT
RECONCILE = "/api/payments/reconcile"


@dataclass
class Counter:
    """Giving up a visit late costs more than the deposit that was paid for it."""

    office: Office
    till: Till
    hearing: Hearing
    worker: Worker
    owner: Connection
    patient: httpx.AsyncClient
    admin: httpx.AsyncClient
    outsider: httpx.AsyncClient

    async def settle(self) -> None:
        """What follows here, and what the till has told until now."""
        await self.worker.drain()
        for body, signed in self.hearing.heard:
            headers = {"stripe-signature": signed}
            told = await self.outsider.post("/api/payments/webhook", content=body, headers=headers)
            assert told.is_success, told.text
        await self.worker.drain()

    async def paid_visit(self) -> str:
        """Tomorrow; its deposit was paid by a card that may be kept."""
        day = (self.worker.database.clock.now() + timedelta(days=1)).date()
        booking = self.office.booking(
            patient_id=None, service_id=self.office.services[60], starts_at=f"{day}T09:00:00Z"
        )
        visit = str(said(await self.patient.post(VISITS, json=booking), 201)["id"])
        asking = {"appointment_id": visit, "keep_card": True}
        asked = said(await self.patient.post("/api/payments/create-intent", json=asking), 201)
        intent = self.till.client.v1.payment_intents.retrieve(intent_of(asked))
        assert self.till.pay(intent, GOOD)["status"] == "succeeded"
        await self.reconcile()
        assert len(said(await self.patient.get("/api/payments/cards"), 200)["items"]) == 1
        return visit

    async def give_up(self, visit: str) -> None:
        said(await self.patient.post(f"{VISITS}/{visit}/cancel", json={}), 200)
        await self.settle()

    async def reconcile(self) -> dict[str, Any]:
        said(await self.admin.post(RECONCILE), 202)
        await self.settle()
        newest: dict[str, Any] = said(await self.admin.get(RECONCILE), 200)["items"][0]
        assert newest["status"] == "done", newest
        return newest

    async def fee(self, visit: str) -> dict[str, Any]:
        path = f"/api/payments?appointment_id={visit}"
        newest: dict[str, Any] = said(await self.patient.get(path), 200)["items"][0]
        assert (newest["purpose"], newest["amount"]) == ("late_cancel_fee", FEE)
        return newest

    async def journal(self, payment_id: str) -> dict[str, int]:
        rows = await self.owner.fetch(
            """
            select l.account, sum(l.amount)::bigint as amount
            from ledger_transaction t join ledger_line l on l.transaction_id = t.id
            where t.payment_id = $1 group by l.account
            """,
            UUID(payment_id),
        )
        return {row["account"]: row["amount"] for row in rows}

    def taken(self) -> list[int]:
        """By the till, the newest first."""
        intents = self.till.client.v1.payment_intents.list()
        return [each.amount for each in intents.data if each.status == "succeeded"]


@pytest.fixture
def hearing() -> Iterator[Hearing]:
    made = Hearing()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def till(tmp_path: Path, hearing: Hearing) -> Iterator[Till]:
    made = Till(PlayMoney(Place(port=hearing.port), Home(tmp_path), free_port()))
    yield made
    made.kill()


@pytest.fixture
def till_settings(settings: Settings, till: Till) -> Settings:
    told = {name.lower(): value for name, value in till.money.for_topsmile().items()}
    return Settings(**(settings.model_dump() | told))


@pytest.fixture
async def app(till_settings: Settings, clock: TravelClock, valkey: Redis) -> AsyncIterator[Edge]:
    """By the till's clock, which is the machine's."""
    clock.instant = datetime.now(UTC)
    made = create_app(till_settings, clock=clock)
    async with made.app.api.lifespan():  # type: ignore[attr-defined]
        yield made


@pytest.fixture
async def worker(
    app: Edge, till_settings: Settings, clock: TravelClock, office: Office, owner: Connection
) -> AsyncIterator[Worker]:
    await leave_undone(owner, office)
    database = Database(
        till_settings.database_url.get_secret_value(), clock, 8, "topsmile-test-till"
    )
    await database.open()
    asked = replace(
        outside(till_settings),
        mail=MemoryMail(),
        texts=MemoryTexts(),
        mail_domain="clinic.test",
        origin=ORIGIN,
    )
    yield Worker(database, Policy(), asked)
    await asked.till.stripe.close()
    await asked.broadcast.close()
    await database.close()


@pytest.fixture
async def office(owner: Connection) -> Office:
    made = await make.an_office(owner)
    await owner.execute(
        "update clinic_settings set payments_ready = true where clinic_id = $1", made.id
    )
    await owner.execute(
        """
        update service set deposit_kind = 'amount', deposit_amount = $3, cancellation_hours = $4,
          late_cancel_fee = $5
        where clinic_id = $1 and id = $2
        """,
        made.id,
        made.services[60],
        DEPOSIT,
        HOURS,
        LATE_FEE,
    )
    return made


@pytest.fixture
async def counter(
    office: Office, till: Till, hearing: Hearing, app: Edge, worker: Worker, owner: Connection
) -> AsyncIterator[Counter]:
    async with AsyncExitStack() as open_browsers:

        async def opened(role: str) -> httpx.AsyncClient:
            found = await open_browsers.enter_async_context(browser(app))
            account = await make.an_account(owner, office.id, role)
            cookie = await access_cookie(app, owner, office, role, account)
            found.cookies.set("topsmile_access", cookie)
            return found

        outsider = await open_browsers.enter_async_context(browser(app))
        outsider.headers.pop("origin")
        patient, admin = await opened("patient"), await opened("admin")
        yield Counter(office, till, hearing, worker, owner, patient, admin, outsider)


async def test_a_fee_on_a_kept_card_is_paid_in_our_books(counter: Counter) -> None:
    visit = await counter.paid_visit()

    await counter.give_up(visit)

    fee = await counter.fee(visit)
    assert (fee["status"], fee["last_error"]) == ("succeeded", None)
    assert await counter.journal(fee["id"]) == {"stripe_balance": FEE, "patient_payments": -FEE}
    assert counter.taken() == [FEE, DEPOSIT]
    again = await counter.reconcile()
    assert (again["payments"], again["changed"], again["differences"]) == (0, 0, [])


async def test_a_fee_that_was_not_believed_is_found_again(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was for a while: the till's answer and its event were both refused."""
    visit = await counter.paid_visit()
    with monkeypatch.context() as then:
        then.setattr(story, "check_ours", lambda *_: "nothing ties it to this payment")
        await counter.give_up(visit)
    assert (await counter.fee(visit))["status"] == "cancelled"

    found = await counter.reconcile()

    fee = await counter.fee(visit)
    assert (fee["status"], fee["last_error"], fee["refunded"]) == ("succeeded", None, 0)
    assert await counter.journal(fee["id"]) == {"stripe_balance": FEE, "patient_payments": -FEE}
    assert counter.taken() == [FEE, DEPOSIT]
    assert found["changed"] >= 1
    assert found["differences"] == []
