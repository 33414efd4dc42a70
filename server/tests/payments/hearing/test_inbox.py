"""What Stripe tells: believed only when signed just now, stored before it is answered."""

from __future__ import annotations

import httpx
import pytest
from make import Connection, Office
from payments.hearing.paying import a_payment, events, inbox, outcome, tell

from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio


async def test_a_payment_that_succeeds(
    client: httpx.AsyncClient, worker: Worker, owner: Connection, office: Office
) -> None:
    said = await a_payment(owner, office)

    answer = await tell(client, said.event("payment_intent.succeeded", said.intent("succeeded")))
    assert (answer.status_code, answer.json()) == (200, {"received": True})
    assert await inbox(owner, said) == [("payment_intent.succeeded", "stored", None)]
    await worker.drain()

    found = await outcome(owner, said)
    assert (found["status"], found["intent"]) == ("succeeded", f"pi_{said.tag}")
    assert found["books"] == {
        (f"charge:ch_{said.tag}_2", "patient_payments"): -15000,
        (f"charge:ch_{said.tag}_2", "stripe_balance"): 15000,
    }
    assert await events(owner, said) == ["payment.succeeded"]
    assert await inbox(owner, said) == [("payment_intent.succeeded", "applied", None)]
