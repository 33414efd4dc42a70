"""The steps of a story, through HTTP, as browsers and Stripe take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

import httpx
from domain import SignIn, TravelClock
from doubles.stripe import Double
from doubles.stripe.postman import Bring
from make import Account, Connection
from payments.conftest import PayingOffice

from topsmile.adapters.mail import MemoryMail
from topsmile.kernel.worker import Worker

Json: TypeAlias = dict[str, Any]
VISITS = "/api/scheduling/appointments"


@dataclass
class Scene:
    office: PayingOffice
    patient: httpx.AsyncClient
    stripe: Double
    deliver: Bring
    worker: Worker
    mail: MemoryMail
    owner: Connection
    clock: TravelClock
    enter: SignIn

    async def travel(self, **ahead: float) -> None:
        """To another day; the patient signs in again, as sessions are short."""
        self.clock.travel(**ahead)
        account: Account = self.patient.account  # type: ignore[attr-defined]
        self.patient = await self.enter(self.office, "patient", account)

    async def staff(self, role: str = "receptionist") -> httpx.AsyncClient:
        return await self.enter(self.office, role)

    async def book(self, **changes: Any) -> Json:
        booked = await self.patient.post(VISITS, json=self.office.paid_booking(**changes))
        visit: Json = said(booked, 201)
        return visit

    async def ask_to_pay(self, visit: Json, **more: Any) -> Json:
        asking = {"appointment_id": visit["id"], **more}
        answer = await self.patient.post("/api/payments/create-intent", json=asking)
        asked: Json = said(answer, 201)
        return asked

    async def paid_visit(self, card: str = "pm_card_visa", **more: Any) -> tuple[Json, Json]:
        """A visit whose deposit is paid, and what was asked for it."""
        visit = await self.book()
        asked = await self.ask_to_pay(visit, **more)
        self.stripe.pay(intent_of(asked), card)
        await self.settle()
        assert (await self.visit(visit))["status"] == "confirmed"
        return visit, asked

    async def end(self, visit: Json, how: str, by: httpx.AsyncClient | None = None) -> None:
        said(await (by or self.patient).post(f"{VISITS}/{visit['id']}/{how}", json={}), 200)
        await self.settle()

    async def settle(self, rounds: int = 3) -> None:
        """Until neither Stripe nor we have anything more to say."""
        for _ in range(rounds):
            await self.stripe.postman.bring_all(self.deliver)
            await self.worker.drain()

    async def reconcile(self) -> Json:
        """A round by hand, and what came of it."""
        admin = await self.staff("admin")
        said(await admin.post("/api/payments/reconcile"), 202)
        await self.worker.drain()
        rounds = said(await admin.get("/api/payments/reconcile"), 200)["items"]
        newest: Json = rounds[0]
        assert newest["status"] == "done", newest
        return newest

    async def visit(self, visit: Json) -> Json:
        found: Json = said(await self.patient.get(f"{VISITS}/{visit['id']}"), 200)
        return found

    async def payment(self, asked: Json) -> Json:
        path = f"/api/payments/{asked['payment_id']}"
        found: Json = said(await self.patient.get(path), 200)
        return found

    async def payments(self, visit: Json) -> list[Json]:
        """Newest first."""
        path = f"/api/payments?appointment_id={visit['id']}"
        items: list[Json] = said(await self.patient.get(path), 200)["items"]
        return items

    async def books(self) -> dict[str, int]:
        return await books(self.owner, self.office.id)

    def balance(self) -> int:
        """What Stripe says that it holds for the clinic."""
        return balance(self.stripe, self.office.account)

    async def messages(self, kind: str) -> int:
        """Those of this clinic."""
        return int(
            await self.owner.fetchval(
                "select count(*) from message where clinic_id = $1 and kind = $2",
                self.office.id,
                kind,
            )
        )


def said(answer: httpx.Response, status: int) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def intent_of(asked: Json) -> str:
    """The intent's name, as the browser's library reads it from the secret."""
    name: str = asked["client_secret"].split("_secret_")[0]
    return name


def balance(stripe: Double, account: str) -> int:
    return sum(each["net"] for each in stripe.all("balance_transaction", account))


async def books(owner: Connection, clinic: UUID) -> dict[str, int]:
    """What each account of the clinic's ledger holds."""
    rows = await owner.fetch(
        """
        select account, sum(amount)::bigint as amount from ledger_line
        where clinic_id = $1 group by account having sum(amount) <> 0
        """,
        clinic,
    )
    return {row["account"]: row["amount"] for row in rows}
