"""What hangs on an object that is believed: by that object it is known, and it may not differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias
from uuid import uuid4

import msgspec
import pytest
from payments.hearing.words import NOW, Said

from topsmile.payments.story import Heard, check_ours

HEARD = Heard(NOW, "", False)
SAID = Said(uuid4(), uuid4())
Json: TypeAlias = dict[str, Any]
Hung: TypeAlias = Callable[[Json], Json]


class Payment(msgspec.Struct):
    """As it is stored when Stripe first answers: no intent of it is known."""

    clinic_id: Any = SAID.clinic
    id: Any = SAID.payment
    amount: int = SAID.amount
    currency: str = "BRL"
    account: str = ""
    livemode: bool = False
    intent: str | None = None
    charge: str | None = None


def charge(**changes: Any) -> Json:
    """A charge that does not say of itself whose it is."""
    return SAID.charge(**{"metadata": {}, **changes})


def unnamed(**changes: Any) -> Json:
    """A refund that says no more than which charge it is of."""
    return SAID.refund("succeeded", **{"payment_intent": None, **changes})


PLACES: dict[str, Hung] = {
    "the newest": lambda hung: SAID.intent("succeeded", latest_charge=hung),
    "all of them": lambda hung: SAID.intent("succeeded", charges={"data": [hung]}),
}
TRUE: dict[str, Json] = {
    "a charge": charge(),
    "a charge with our names": SAID.charge(),
    "a charge that failed": charge(status="failed"),
    "a charge and its refund": charge(refunds={"data": [unnamed()]}),
    "a charge and its dispute": charge(dispute=SAID.dispute("lost", payment_intent=None)),
}
LIES: dict[str, tuple[Json, str]] = {
    "another intent": (charge(payment_intent="pi_other"), "another intent"),
    "another intent with our names": (SAID.charge(payment_intent="pi_other"), "another intent"),
    "no intent": (charge(payment_intent=None), "nothing ties it to this payment"),
    "another clinic": (charge(metadata={"clinic_id": str(uuid4())}), "another clinic"),
    "another payment": (charge(metadata={"payment_id": str(uuid4())}), "another payment"),
    "another amount": (charge(amount=1), "another amount"),
    "more than was asked": (charge(amount_captured=15001), "more than was asked for"),
    "another currency": (charge(currency="usd"), "another currency"),
    "real money": (charge(livemode=True), "test money and real money"),
    "a refund of another charge": (
        charge(refunds={"data": [unnamed(charge="ch_other")]}),
        "nothing ties it to this payment",
    ),
    "a refund of another intent": (
        charge(refunds={"data": [unnamed(payment_intent="pi_other")]}),
        "another intent",
    ),
    "a refund of more": (charge(refunds={"data": [unnamed(amount=15001)]}), "another amount"),
    "a dispute of another charge": (
        charge(dispute=SAID.dispute("lost", payment_intent=None, charge="ch_other")),
        "nothing ties it to this payment",
    ),
}
known = pytest.mark.parametrize("intent", [None, f"pi_{SAID.tag}"], ids=["unknown", "known"])
placed = pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())


@known
@placed
@pytest.mark.parametrize("hung", TRUE.values(), ids=TRUE.keys())
def test_it_is_of_the_payment_that_its_intent_is_of(
    hung: Json, place: Hung, intent: str | None
) -> None:
    assert check_ours(Payment(intent=intent), place(hung), HEARD) is None


@known
@placed
@pytest.mark.parametrize(("lie", "why"), LIES.values(), ids=LIES.keys())
def test_a_lie_inside_is_no_truth(lie: Json, why: str, place: Hung, intent: str | None) -> None:
    assert check_ours(Payment(intent=intent), place(lie), HEARD) == why


@pytest.mark.parametrize("alone", [charge(), unnamed(), SAID.dispute("lost")])
def test_alone_it_is_nobodys(alone: Json) -> None:
    assert check_ours(Payment(), alone, HEARD) == "nothing ties it to this payment"


@placed
def test_in_somebody_elses_intent_it_is_not_reached(place: Hung) -> None:
    """Neither without names nor with another payment's does the intent lend anything."""
    for metadata, why in (({}, "nothing ties"), ({"payment_id": str(uuid4())}, "another payment")):
        said = {**place(SAID.charge()), "metadata": metadata}
        assert str(check_ours(Payment(), said, HEARD)).startswith(why)
