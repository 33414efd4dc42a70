"""A clinic that is paid, its patient, and Stripe's double behind both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
from domain import TravelClock
from doubles.stripe import Double
from doubles.stripe.postman import Bring
from make import MONDAY, Connection, Office

from topsmile.kernel.worker import Worker

INTENT = "/api/payments/create-intent"
APPOINTMENTS = "/api/scheduling/appointments"


@dataclass
class Practice:
    owner: Connection
    office: Office
    double: Double
    worker: Worker
    clock: TravelClock
    post: Bring
    account: str = ""

    async def open(self, currency: str = "BRL") -> None:
        """Deposit of 5,000 of 15,000; late within a day costs 4,000, not coming 20,000."""
        self.account = self.double.connected(country={"JPY": "JP"}.get(currency, "BR"))
        await self.owner.execute(
            "update clinic set stripe_account = $2, currency = $3 where id = $1",
            self.office.id,
            self.account,
            currency,
        )
        await self.owner.execute(
            """
            insert into payment_account (clinic_id, stripe_account, livemode, charges_enabled,
              methods, created_at, heard_at)
            values ($1, $2, false, true, '{card,pix,boleto}', $3, $3)
            on conflict (clinic_id) do update set stripe_account = excluded.stripe_account
            """,
            self.office.id,
            self.account,
            MONDAY,
        )
        await self.owner.execute(
            """
            update clinic_settings set payments_ready = true, currency = $2,
              deposit_kind = 'amount', deposit_amount = 5000, cancellation_hours = 24,
              late_cancel_fee = 4000, no_show_fee = 20000
            where clinic_id = $1
            """,
            self.office.id,
            currency,
        )
        await self.owner.execute(
            "update service set price_currency = $2 where clinic_id = $1", self.office.id, currency
        )

    async def booked(self, patient: httpx.AsyncClient, at: str = "2030-01-10T09:00:00Z") -> str:
        """By a patient for themself: unpaid as yet."""
        wanted = self.office.booking(patient_id=None, starts_at=at)
        answer = await patient.post(APPOINTMENTS, json=wanted)
        assert answer.status_code == 201, answer.text
        assert answer.json()["status"] == "pending_payment"
        return str(answer.json()["id"])

    async def asked(self, who: httpx.AsyncClient, visit: str, **more: Any) -> dict[str, Any]:
        answer = await who.post(INTENT, json={"appointment_id": visit, **more})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def deliver(self) -> None:
        """Stripe's webhooks, and all that follows from them here."""
        await self.worker.drain()
        for _ in range(3):
            await self.double.postman.bring_all(self.post)
            await self.worker.drain()

    async def pay(self, who: httpx.AsyncClient, visit: str, **more: Any) -> dict[str, Any]:
        """All of it, in a browser; the payment as it is then."""
        intent = await self.asked(who, visit, **more)
        self.double.pay(intent_of(intent))
        await self.deliver()
        return await self.payment(intent["payment_id"])

    async def payment(self, payment_id: str) -> dict[str, Any]:
        (found,) = await self.owner.fetch("select * from payment where id = $1", UUID(payment_id))
        return dict(found)

    async def payments(self, visit: str) -> list[dict[str, Any]]:
        found = await self.owner.fetch(
            "select * from payment where appointment_id = $1 order by id", UUID(visit)
        )
        return [dict(each) for each in found]

    async def refunds(self, visit: str) -> list[tuple[int, str, str]]:
        found = await self.owner.fetch(
            """
            select r.amount, r.reason, r.status from refund r join payment p on p.id = r.payment_id
            where p.appointment_id = $1 order by r.id
            """,
            UUID(visit),
        )
        return [tuple(each) for each in found]

    async def status(self, visit: str) -> str:
        found = await self.owner.fetchval(
            "select status from appointment where id = $1", UUID(visit)
        )
        return str(found)

    def charged(self) -> list[int]:
        """What Stripe took, of every charge that succeeded in the clinic's account."""
        charges = self.double.all("charge", self.account)
        return [each["amount"] for each in charges if each["status"] == "succeeded"]

    def sent_back(self) -> list[int]:
        return [each["amount"] for each in self.double.all("refund", self.account)]

    async def keep_a_card(self, patient: httpx.AsyncClient, card: str = "pm_card_visa") -> str:
        setup = await patient.post("/api/payments/cards/setup", json={})
        assert setup.status_code == 201, setup.text
        name = intent_of(setup.json())
        self.double.keep_card(name, card)
        if self.double.thing(name)["status"] == "requires_action":
            self.double.authenticate(name)
        kept = await patient.post("/api/payments/cards", json={"setup_intent": name})
        assert kept.status_code == 201, kept.text
        return str(kept.json()["id"])


def intent_of(answer: dict[str, Any]) -> str:
    return str(answer["client_secret"]).partition("_secret_")[0]


def a_name() -> str:
    return uuid4().hex
