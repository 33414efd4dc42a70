"""A visit with a deposit, from booking to the end of its money."""

from __future__ import annotations

import httpx
import pytest
from doubles.stripe import Double
from doubles.stripe.postman import Bring
from make import Connection
from payments.conftest import DEPOSIT, PayingOffice
from payments.story.walking import (
    ask_to_pay,
    book,
    books,
    intent_of,
    settle,
    the_payment,
    the_visit,
)

from topsmile.adapters.mail import MemoryMail
from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio


async def test_a_paid_visit_is_confirmed_and_told_of(
    patient: httpx.AsyncClient,
    paying_office: PayingOffice,
    stripe: Double,
    deliver: Bring,
    paying_worker: Worker,
    mail: MemoryMail,
    owner: Connection,
) -> None:
    visit = await book(patient, paying_office)
    assert visit["status"] == "pending_payment"
    await paying_worker.drain()
    assert not mail.outbox
    asked = await ask_to_pay(patient, visit)
    assert (asked["amount"], asked["currency"], asked["purpose"]) == (DEPOSIT, "BRL", "deposit")
    assert asked["account"] == paying_office.account
    stripe.pay(intent_of(asked))
    assert (await the_visit(patient, visit))["status"] == "pending_payment"  # not by hearsay
    await settle(stripe, deliver, paying_worker)
    assert (await the_visit(patient, visit))["status"] == "confirmed"
    assert (await the_payment(patient, asked))["status"] == "succeeded"
    held = await books(owner, paying_office)
    assert held["patient_payments"] == -DEPOSIT
    assert held["stripe_balance"] == stripe_balance(stripe, paying_office)
    assert mail.outbox


def stripe_balance(stripe: Double, office: PayingOffice) -> int:
    return sum(each["net"] for each in stripe.all("balance_transaction", office.account))
