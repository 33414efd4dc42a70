"""Money that goes back by hand: in whole, in parts, never more than came."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from contracts.problems import problem
from domain import SignIn
from make import Office
from payments.asking.paying import Practice

pytestmark = pytest.mark.anyio


@pytest.fixture
async def manager(sign_in: SignIn, office: Office) -> httpx.AsyncClient:
    return await sign_in(office, "manager")


@pytest.fixture
async def paid(practice: Practice, sign_in: SignIn, office: Office) -> str:
    """15,000, of which nothing has gone back."""
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    return str((await practice.pay(patient, visit, purpose="full"))["id"])


def back(payment: str) -> str:
    return f"/api/payments/{payment}/refund"


async def test_in_parts_until_nothing_is_left(
    practice: Practice, manager: httpx.AsyncClient, paid: str
) -> None:
    first = await manager.post(back(paid), json={"amount": 4000, "reason": "Too long a wait"})
    assert first.status_code == 200, first.text
    assert (first.json()["refundable"], first.json()["refunds"][0]["status"]) == (11000, "pending")
    await practice.deliver()
    problem(await manager.post(back(paid), json={"amount": 11001}), 422, "invalid")
    rest = await manager.post(back(paid), json={})
    await practice.deliver()

    assert rest.json()["refundable"] == 0
    shown = (await manager.get(f"/api/payments/{paid}")).json()
    assert [(each["amount"]["amount"], each["status"]) for each in shown["refunds"]] == [
        (4000, "succeeded"),
        (11000, "succeeded"),
    ]
    assert shown["refunded"] == 15000
    assert practice.sent_back() == [11000, 4000] or practice.sent_back() == [4000, 11000]
    problem(await manager.post(back(paid), json={}), 422, "invalid")


async def test_many_at_once_give_back_no_more_than_came(
    practice: Practice, manager: httpx.AsyncClient, paid: str
) -> None:
    answers = await asyncio.gather(
        *(manager.post(back(paid), json={"amount": 4000}) for _ in range(8))
    )
    await practice.deliver()

    assert sorted(each.status_code for each in answers) == [200] * 3 + [422] * 5
    assert sum(practice.sent_back()) == 12000


async def test_the_same_click_twice(
    practice: Practice, manager: httpx.AsyncClient, paid: str
) -> None:
    key = {"idempotency-key": "one click"}
    first = await manager.post(back(paid), json={"amount": 1000}, headers=key)
    again = await manager.post(back(paid), json={"amount": 1000}, headers=key)
    await practice.deliver()

    assert first.content == again.content
    assert practice.sent_back() == [1000]


@pytest.mark.parametrize(
    "fault", ["hang before", "hang after", "drop after", "500 after", "500 for good", "429"]
)
async def test_asked_once_whatever_is_heard(
    practice: Practice, manager: httpx.AsyncClient, paid: str, fault: str
) -> None:
    practice.double.plan["POST /v1/refunds"].append(fault)  # type: ignore[arg-type]
    await manager.post(back(paid), json={"amount": 4000})
    for _ in range(3):
        await practice.worker.drain()
        practice.clock.travel(minutes=2)

    assert practice.sent_back() == [4000]
    refunded = await practice.payment(paid)
    assert refunded["refunded"] == 4000


async def test_what_stripe_will_not_do_is_said(
    practice: Practice, manager: httpx.AsyncClient, paid: str
) -> None:
    """All was given back in Stripe's own pages, and we have not heard of it yet."""
    intent = (await practice.payment(paid))["intent"]
    practice.double.refund_in_dashboard(intent)
    await manager.post(back(paid), json={"amount": 4000})
    await practice.worker.drain()
    (failed,) = (await manager.get(f"/api/payments/{paid}")).json()["refunds"]
    assert failed["status"] == "failed"
    assert failed["last_error"]

    await practice.deliver()
    shown = (await manager.get(f"/api/payments/{paid}")).json()
    assert (shown["refunded"], shown["refundable"]) == (15000, 0)


async def test_what_was_not_paid_is_not_refunded(
    practice: Practice, manager: httpx.AsyncClient, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    intent = await practice.asked(patient, visit)

    problem(await manager.post(back(intent["payment_id"]), json={}), 422, "invalid")


async def test_disputed_money_is_the_banks(
    practice: Practice, manager: httpx.AsyncClient, paid: str
) -> None:
    practice.double.dispute((await practice.payment(paid))["intent"])
    await practice.deliver()

    problem(await manager.post(back(paid), json={}), 422, "invalid")


async def test_the_audit_knows_who(
    practice: Practice, manager: httpx.AsyncClient, paid: str
) -> None:
    await manager.post(back(paid), json={"amount": 4000, "reason": "Too long a wait"})

    (entry,) = await practice.owner.fetch(
        """
        select actor_role, after ->> 'note' as note from audit_entry
        where clinic_id = $1 and action = 'refund.requested'
        """,
        practice.office.id,
    )
    assert tuple(entry) == ("manager", "Too long a wait")
