"""Money that goes back, and where all of it is: refunds, disputes, movements, payouts."""

from __future__ import annotations

from typing import Any

import pytest
from doubles.stripe import Double
from doubles.stripe.balance import totals
from doubles.stripe.money import DISPUTE_FEE, fee_of
from stripe import InvalidRequestError

pytestmark = pytest.mark.anyio
ASKED = {"amount": 10_000, "currency": "brl", "payment_method_types": ["card"]}
FEE = fee_of(10_000, "brl", "card")


async def paid(client: Any, double: Double, card: str = "pm_card_visa") -> str:
    made = await client.payment_intents.create_async(ASKED)
    double.pay(made.id, card)
    name: str = made.id
    return name


def charge(double: Double) -> Any:
    return double.all("charge")[-1]


async def test_in_parts_until_nothing_is_left(client: Any, double: Double) -> None:
    intent = await paid(client, double)
    part = await client.refunds.create_async(
        {"payment_intent": intent, "amount": 4000, "metadata": {"refund_id": "r1"}}
    )
    assert (part.status, part.metadata["refund_id"]) == ("succeeded", "r1")
    assert (charge(double)["amount_refunded"], charge(double)["refunded"]) == (4000, False)
    with pytest.raises(InvalidRequestError, match="greater than unrefunded"):
        await client.refunds.create_async({"payment_intent": intent, "amount": 6001})
    rest = await client.refunds.create_async({"payment_intent": intent})
    assert rest.amount == 6000
    assert charge(double)["refunded"]
    with pytest.raises(InvalidRequestError) as refused:
        await client.refunds.create_async({"payment_intent": intent})
    assert refused.value.code == "charge_already_refunded"
    listed = await client.refunds.list_async({"payment_intent": intent})
    assert [each.id for each in listed.data] == [rest.id, part.id]
    assert totals(double.world.shelf()) == {"brl": -FEE}  # Stripe keeps its fee
    kinds = {each.event["type"] for each in double.postman.of(intent)}
    assert {"refund.created", "charge.refunded"} <= kinds


async def test_nothing_goes_back_of_what_was_not_paid(client: Any) -> None:
    made = await client.payment_intents.create_async(ASKED)
    with pytest.raises(InvalidRequestError):
        await client.refunds.create_async({"payment_intent": made.id})
    with pytest.raises(InvalidRequestError) as refused:
        await client.refunds.create_async()
    assert refused.value.code == "parameter_missing"


async def test_a_refund_fails_after_it_succeeded(client: Any, double: Double) -> None:
    intent = await paid(client, double, "pm_card_refundFail")
    refund = await client.refunds.create_async({"payment_intent": intent})
    assert refund.status == "succeeded"  # it was, when it was asked for
    now = await client.refunds.retrieve_async(refund.id)
    assert (now.status, now.failure_reason) == ("failed", "lost_or_stolen_card")
    assert charge(double)["amount_refunded"] == 0
    assert totals(double.world.shelf()) == {"brl": 10_000 - FEE}
    kinds = [each.event["type"] for each in double.postman.of(refund.id)]
    assert kinds == ["refund.created", "refund.updated", "charge.refund.updated", "refund.failed"]


async def test_a_refund_that_takes_its_time(client: Any, double: Double) -> None:
    intent = await paid(client, double, "pm_card_pendingRefund")
    refund = await client.refunds.create_async({"payment_intent": intent})
    assert refund.status == "pending"
    double.fail_refund(refund.id)
    assert (await client.refunds.retrieve_async(refund.id)).status == "failed"


async def test_a_refund_in_the_dashboard(client: Any, double: Double) -> None:
    intent = await paid(client, double)
    made = double.refund_in_dashboard(intent, 2500)
    assert made["metadata"] == {}
    assert double.postman.of(intent, "charge.refunded")


@pytest.mark.parametrize(("end", "left"), [("won", 10_000 - FEE), ("lost", -FEE - DISPUTE_FEE)])
async def test_a_dispute(client: Any, double: Double, end: Any, left: int) -> None:
    intent = await paid(client, double)
    made = double.dispute(intent)
    found = await client.disputes.retrieve_async(made["id"])
    assert (found.status, found.amount) == ("needs_response", 10_000)
    assert totals(double.world.shelf()) == {"brl": -FEE - DISPUTE_FEE}
    with pytest.raises(InvalidRequestError) as refused:
        await client.refunds.create_async({"payment_intent": intent})
    assert refused.value.code == "charge_disputed"
    double.close_dispute(made["id"], end)
    assert totals(double.world.shelf()) == {"brl": left}
    kinds = [each.event["type"] for each in double.postman.of(made["id"])]
    assert kinds[:2] == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
    assert kinds[-1] == "charge.dispute.closed"
    assert ("charge.dispute.funds_reinstated" in kinds) == (end == "won")


async def test_a_payout_takes_all_that_is_there(client: Any, double: Double) -> None:
    first = await paid(client, double)
    await client.refunds.create_async({"payment_intent": first, "amount": 1000})
    payout = double.pay_out()
    assert payout["amount"] == 9000 - FEE
    movements = await client.balance_transactions.list_async({"payout": payout["id"]})
    assert [each.type for each in movements.data] == ["payout", "refund", "charge"]
    assert sum(each.net for each in movements.data) == 0
    assert (await client.payouts.retrieve_async(payout["id"])).status == "paid"
    await paid(client, double)
    assert double.pay_out()["amount"] == 10_000 - FEE
    assert len((await client.payouts.list_async({"status": "paid"})).data) == 2


async def test_a_payout_comes_back(client: Any, double: Double) -> None:
    await paid(client, double)
    payout = double.pay_out(fails=True)
    assert (await client.payouts.retrieve_async(payout["id"])).failure_code == "account_closed"
    assert double.postman.letters[-1].event["type"] == "payout.failed"
    assert totals(double.world.shelf()) == {"brl": 10_000 - FEE}
