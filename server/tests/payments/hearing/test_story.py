# ruff: noqa: E501  (a case of a table of cases stands on one line)
"""Facts are joined: neither order nor repetition makes a difference, and each case means one thing."""

from __future__ import annotations

import itertools
import random
from typing import Any
from uuid import UUID

import pytest
from payments.hearing.words import NOW, Said

from topsmile.payments import ledger, story
from topsmile.payments.ledger_queries import Posted
from topsmile.payments.story import Entry, Heard

CLINIC, PAYMENT = UUID(int=1), UUID(int=2)
said = Said(CLINIC, PAYMENT, tag="x")
HEARD = Heard(NOW, "", livemode=False)


def told(*objects: dict[str, Any], at: int = NOW) -> story.Facts:
    known: story.Facts = {}
    for number, obj in enumerate(objects):
        known = story.join(known, story.facts_of(obj, Heard(at + number, "", livemode=False)))
    return known


def state(*objects: dict[str, Any]) -> story.State:
    return story.state_of(told(*objects), 15000)


waiting = said.intent("requires_payment_method")
paid = said.intent("succeeded")
half = said.refund("succeeded", 7500)
rest = said.refund("succeeded", 7500, id="re_x_2")
back = said.charge(amount_refunded=7500)
action = said.intent("requires_action", next_action={"type": "pix_display_qr_code"})

CASES: list[tuple[str, tuple[dict[str, Any], ...], dict[str, Any]]] = [
    ("nothing yet", (waiting,), {"status": "pending", "last_error": None}),
    ("declined", (said.failed(),), {"status": "pending", "last_error": "insufficient_funds"}),
    ("a code is shown (Pix)", (action,), {"status": "pending"}),
    ("boleto or Pix on its way", (said.intent("processing"),), {"status": "processing"}),
    ("paid", (paid,), {"status": "succeeded", "received": 15000, "charge": "ch_x_2"}),
    ("only its charge was heard", (said.charge(),), {"status": "succeeded", "intent": "pi_x"}),
    ("a charge that waits", (said.charge("pending"),), {"status": "processing"}),
    ("a late failure of the first attempt", (paid, said.failed()), {"status": "succeeded", "last_error": None}),
    ("its failed charge, late", (paid, said.charge("failed", 1)), {"status": "succeeded", "charge": "ch_x_2"}),
    ("an old processing, late", (paid, said.intent("processing")), {"status": "succeeded"}),
    ("processing fails in the end", (said.intent("processing"), said.failed()), {"status": "pending", "last_error": "insufficient_funds"}),
    ("another try after a failure", (said.failed(), said.intent("processing")), {"status": "processing", "last_error": None}),
    ("cancelled", (waiting, said.intent("canceled")), {"status": "cancelled"}),
    ("paid beats cancelled", (paid, said.intent("canceled")), {"status": "succeeded"}),
    ("captured in part", (said.intent("succeeded", amount_received=9000), said.charge(amount_captured=9000)), {"status": "processing", "received": 9000}),
    ("authorised only", (said.intent("requires_capture"), said.charge(captured=False, amount_captured=0)), {"status": "pending", "received": 0}),
    ("what was not captured is no refund", (said.charge(amount_captured=9000, amount_refunded=6000),), {"refunded": 0}),
    ("refund waits", (paid, said.refund("pending")), {"refunded": 0}),
    ("refunded in part", (paid, half), {"refunded": 7500}),
    ("refunded whole", (paid, half, rest), {"refunded": 15000}),
    ("refund failed", (paid, said.refund("failed")), {"refunded": 0}),
    ("refund failed after it succeeded", (paid, said.refund("failed"), said.refund("succeeded")), {"refunded": 0}),
    ("refund cancelled", (paid, said.refund("canceled")), {"refunded": 0}),
    ("only the sum is known", (paid, back), {"refunded": 7500}),
    ("the sum and its refund", (paid, back, half), {"refunded": 7500}),
    ("the sum is of before the refund failed", (paid, back, said.refund("failed", 7500)), {"refunded": 0}),
    ("the sum knows of one more", (paid, said.charge(amount_refunded=15000), half), {"refunded": 15000}),
    ("disputed", (paid, said.dispute("needs_response")), {"disputed": True}),
    ("a question before a dispute", (paid, said.dispute("warning_needs_response")), {"disputed": False}),
    ("dispute won", (paid, said.dispute("won"), said.dispute("needs_response")), {"disputed": False}),
    ("dispute lost", (paid, said.dispute("lost")), {"disputed": True}),
    ("how it was paid", (paid, said.charge(payment_method_details={"type": "pix"})), {"method": "pix"}),
]  # fmt: skip


@pytest.mark.parametrize(("objects", "wanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_it_means(objects: tuple[dict[str, Any], ...], wanted: dict[str, Any]) -> None:
    found = state(*objects)
    assert {name: getattr(found, name) for name in wanted} == wanted
    # Asking at the same moment in another order, so that no state hangs on who came first.
    if not any(
        each["object"] == "payment_intent" and each["status"] not in ("succeeded", "canceled")
        for each in objects
    ):
        for order in itertools.permutations(objects):
            assert state(*order) == found


def lines(*objects: dict[str, Any]) -> dict[str, dict[Any, int]]:
    return {
        each.key: dict(each.amounts) for each in story.entries_of(told(*objects)) if each.amounts
    }


def test_the_books_of_a_payment_a_refund_and_a_dispute() -> None:
    moved = {"id": "txn_1", "object": "balance_transaction", "type": "charge", "fee": 628}
    charge = said.charge(balance_transaction={**moved, "source": "ch_x_2", "currency": "brl"})
    assert lines(paid, charge, half) == {
        "charge:ch_x_2": {"patient_payments": -15000, "stripe_balance": 15000},
        "fee:txn_1": {"fees": 628, "stripe_balance": -628},
        "refund:re_x_1": {"refunds": 7500, "stripe_balance": -7500},
    }
    taken = [{"amount": -15000, "fee": 5500}]
    lost = said.dispute("lost", balance_transactions=taken)
    assert lines(paid, lost)["dispute:dp_x"] == {
        "disputes": 15000,
        "fees": 5500,
        "stripe_balance": -20500,
    }
    won = said.dispute("won", balance_transactions=[*taken, {"amount": 15000, "fee": -5500}])
    assert "dispute:dp_x" not in lines(paid, lost, won)
    # A refund that waits has left the balance already where Stripe says so.
    assert lines(paid, said.refund("pending", balance_transaction="txn_2")).keys() == {
        "charge:ch_x_2",
        "refund:re_x_1",
    }
    assert lines(paid, said.refund("pending")).keys() == {"charge:ch_x_2"}


def test_a_sum_of_refunds_is_set_right_when_they_are_named() -> None:
    assert lines(paid, back)["refunded:ch_x_2"] == {"refunds": 7500, "stripe_balance": -7500}
    assert lines(paid, back, half).keys() == {"charge:ch_x_2", "refund:re_x_1"}


def test_every_version_of_the_interface_says_the_same() -> None:
    charge, refund = said.charge(), said.refund("succeeded")
    named = told(paid, charge, refund)
    nested = {**charge, "refunds": {"object": "list", "data": [refund]}}
    old = {**paid, "latest_charge": None, "charges": {"object": "list", "data": [nested]}}
    older = {name: value for name, value in nested.items() if name != "amount_captured"}
    oldest = {**paid, "charges": {"data": [older]}}
    del oldest["latest_charge"], oldest["amount_received"]
    expanded = {**paid, "latest_charge": {**nested, "payment_intent": waiting | {"id": "pi_x"}}}
    by_object = {**refund, "charge": charge, "payment_intent": paid}

    for each in (old, oldest, expanded):
        assert story.state_of(told(each), 15000) == story.state_of(named, 15000)
        assert story.entries_of(told(each)) == story.entries_of(named)
    assert told(by_object)[("refund", "re_x_1")] == named[("refund", "re_x_1")]


@pytest.mark.parametrize(
    "obj",
    [
        {"object": "payment_intent"},
        {"object": "charge", "id": "ch_1", "status": "succeeded", "amount": "much", "currency": "brl"},
        {"object": "refund", "id": "re_1", "amount": None, "currency": "brl"},
        {"object": "dispute", "id": "dp_1", "status": "lost", "amount": 1, "currency": "brl", "balance_transactions": 7},
    ],
)  # fmt: skip
def test_what_stripe_would_not_write_is_not_read(obj: dict[str, Any]) -> None:
    with pytest.raises(story.Unreadable):
        story.facts_of(obj, HEARD)


def test_other_objects_say_nothing() -> None:
    assert story.facts_of({"object": "product", "id": "prod_1"}, HEARD) == []
    assert story.facts_of({}, HEARD) == []


# Five events in all orders ----------------------------------------------------------------------

FIVE = [
    (said.failed(), NOW),
    (paid, NOW + 20),
    (said.charge(), NOW + 21),
    (half, NOW + 60),
    (back, NOW + 61),
]


def test_all_orders_and_repetitions_of_five_events_end_in_the_same() -> None:
    """Every order of the five, each told one to three times."""
    ends: set[Any] = set()
    for number, order in enumerate(itertools.permutations(FIVE)):
        chance = random.Random(number)
        words = [each for each in order for _ in range(chance.randint(1, 3))]
        chance.shuffle(words)
        for told_so in (order, words):
            known: story.Facts = {}
            for obj, at in told_so:
                known = story.join(known, story.facts_of(obj, Heard(at, "", livemode=False)))
            books = [(e.key, tuple(sorted(e.amounts.items()))) for e in story.entries_of(known)]
            ends.add((story.state_of(known, 15000), tuple(books)))

    ((end, books),) = ends
    assert (end.status, end.refunded, end.last_error) == ("succeeded", 7500, None)
    assert (
        sum(amount for _, lines in books for name, amount in lines if name == "stripe_balance")
        == 7500
    )


def test_an_entry_that_holds_no_more_is_taken_back() -> None:
    entry = Entry("refund:re_1", "BRL", {})
    had = [Posted("refund:re_1", "refunds", 50, 2), Posted("refund:re_1", "stripe_balance", -50, 2)]
    (posting,) = ledger.corrections([entry], had, livemode=True)
    assert posting.amounts == {"refunds": -50, "stripe_balance": 50}
    assert (posting.revision, posting.livemode) == (3, True)
