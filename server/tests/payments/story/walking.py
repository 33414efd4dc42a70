"""The steps of the stories, through HTTP, as browsers and Stripe take them."""

from __future__ import annotations

from typing import Any, TypeAlias

import httpx
from doubles.stripe import Double
from doubles.stripe.postman import Bring
from make import Connection
from payments.conftest import PayingOffice

from topsmile.kernel.worker import Worker

Json: TypeAlias = dict[str, Any]


async def book(patient: httpx.AsyncClient, office: PayingOffice, **changes: Any) -> Json:
    answer = await patient.post("/api/scheduling/appointments", json=office.paid_booking(**changes))
    assert answer.status_code == 201, answer.text
    visit: Json = answer.json()
    return visit


async def ask_to_pay(patient: httpx.AsyncClient, visit: Json, **more: Any) -> Json:
    answer = await patient.post(
        "/api/payments/create-intent", json={"appointment_id": visit["id"], **more}
    )
    assert answer.status_code == 201, answer.text
    intent: Json = answer.json()
    return intent


def intent_of(asked: Json) -> str:
    """The intent's name, as the browser's library reads it from the secret."""
    name: str = asked["client_secret"].split("_secret_")[0]
    return name


async def settle(stripe: Double, deliver: Bring, worker: Worker, rounds: int = 4) -> None:
    """Until neither Stripe nor we have anything more to say."""
    for _ in range(rounds):
        await stripe.postman.bring_all(deliver)
        await worker.drain()


async def shown(browser: httpx.AsyncClient, path: str) -> Json:
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def the_visit(browser: httpx.AsyncClient, visit: Json) -> Json:
    return await shown(browser, f"/api/scheduling/appointments/{visit['id']}")


async def the_payment(browser: httpx.AsyncClient, asked: Json) -> Json:
    return await shown(browser, f"/api/payments/{asked['payment_id']}")


async def payments_of(browser: httpx.AsyncClient, visit: Json) -> list[Json]:
    found = await shown(browser, f"/api/payments?appointment_id={visit['id']}")
    items: list[Json] = found["items"]
    return items


async def books(owner: Connection, office: PayingOffice) -> dict[str, int]:
    """What each account of the clinic's ledger holds."""
    rows = await owner.fetch(
        """
        select account, sum(amount)::bigint as amount from ledger_line
        where clinic_id = $1 group by account having sum(amount) <> 0
        """,
        office.id,
    )
    return {row["account"]: row["amount"] for row in rows}
