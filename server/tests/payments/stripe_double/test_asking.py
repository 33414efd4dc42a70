"""The API as such: keys, forms, lists, what is expanded, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from doubles.stripe import Double
from stripe import AuthenticationError, InvalidRequestError

pytestmark = pytest.mark.anyio
ASKED = {"amount": 1000, "currency": "brl", "payment_method_types": ["card", "pix"]}


async def test_a_key_is_needed(clients: Any) -> None:
    with pytest.raises(AuthenticationError):
        await clients("sk_test_stranger").payment_intents.list_async()


async def test_forms_come_with_brackets(client: Any) -> None:
    asked = {**ASKED, "metadata": {"clinic_id": "é ] [ & =", "empty": ""}}
    made = await client.payment_intents.create_async(asked)
    assert made.metadata.to_dict() == {"clinic_id": "é ] [ & ="}
    assert made.payment_method_types == ["card", "pix"]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"amount": 1000}, "parameter_missing"),
        ({"currency": "brl"}, "parameter_missing"),
        ({**ASKED, "amont": 5}, "parameter_unknown"),
        ({**ASKED, "amount": "ten"}, "parameter_invalid_integer"),
        ({**ASKED, "payment_method_types": ["cash"]}, None),
        ({**ASKED, "metadata": {"x" * 41: "y"}}, None),
        ({**ASKED, "off_session": True}, None),
        ({**ASKED, "customer": "cus_unknown"}, "resource_missing"),
        ({**ASKED, "expand": ["colour"]}, None),
    ],
)
async def test_what_is_wrong_is_refused(client: Any, params: Any, code: str | None) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        await client.payment_intents.create_async(params)
    assert refused.value.code == code


async def test_an_unknown_address(client: Any) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        await client.coupons.list_async()
    assert refused.value.http_status == 404


async def test_a_list_comes_newest_first_in_pages(client: Any) -> None:
    made = [(await client.payment_intents.create_async(ASKED)).id for _ in range(5)]
    page = await client.payment_intents.list_async({"limit": 2})
    assert [each.id for each in page.data] == made[:2:-1]
    assert page.has_more
    assert [each.id async for each in page.auto_paging_iter()] == made[::-1]
    back = await client.payment_intents.list_async({"ending_before": made[2], "limit": 1})
    assert [each.id for each in back.data] == [made[3]]


async def test_a_list_since(client: Any, watch: Any) -> None:
    await client.payment_intents.create_async(ASKED)
    watch.at += 60
    new = await client.payment_intents.create_async(ASKED)
    page = await client.payment_intents.list_async({"created": {"gte": int(watch.at)}})
    assert [each.id for each in page.data] == [new.id]


async def test_what_is_named_can_be_expanded(client: Any, double: Double) -> None:
    made = await client.payment_intents.create_async(ASKED)
    double.pay(made.id)
    plain = await client.payment_intents.retrieve_async(made.id)
    assert plain.latest_charge.startswith("ch_")
    whole = await client.payment_intents.retrieve_async(
        made.id, {"expand": ["latest_charge.balance_transaction", "payment_method"]}
    )
    assert whole.latest_charge.balance_transaction.amount == 1000
    assert whole.payment_method.card.last4 == "4242"
    listed = await client.charges.list_async({"expand": ["data.payment_intent"]})
    assert listed.data[0].payment_intent.id == made.id


async def test_an_answer_is_a_copy(client: Any, double: Double) -> None:
    made = await client.payment_intents.create_async(ASKED)
    double.pay(made.id)
    assert made.status == "requires_payment_method"


async def test_events_are_listed(client: Any, double: Double) -> None:
    made = await client.payment_intents.create_async(ASKED)
    double.pay(made.id)
    found = await client.events.list_async({"types": ["payment_intent.succeeded"]})
    assert [each.data.object["id"] for each in found.data] == [made.id]
    assert found.data[0].type == "payment_intent.succeeded"
    again = await client.events.retrieve_async(found.data[0].id)
    assert again.id == found.data[0].id
