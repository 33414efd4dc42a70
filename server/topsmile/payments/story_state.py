"""What a payment is, and what belongs in its ledger, given all that is known of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

import msgspec

from topsmile.payments.models import RefundStatus, Status
from topsmile.payments.story_facts import Fact, Key

Facts: TypeAlias = Mapping[Key, Fact]
Account: TypeAlias = Literal[
    "stripe_balance", "patient_payments", "refunds", "fees", "disputes", "bank"
]
REFUND_STATES: dict[str, RefundStatus] = {
    "succeeded": "succeeded",
    "failed": "failed",
    "canceled": "cancelled",
}
# A question of the cardholder's bank takes no money yet, and one that was won gives it back.
TAKEN = frozenset({"needs_response", "under_review", "lost"})
CLOSED = frozenset({"won", "lost", "warning_closed", "prevented"})


class State(msgspec.Struct, frozen=True):
    """What the columns of a stored payment say. `received` may be less than was asked for."""

    status: Status
    received: int
    refunded: int
    disputed: bool
    intent: str | None
    charge: str | None
    method: str | None
    last_error: str | None


class Entry(msgspec.Struct, frozen=True):
    """What a ledger should hold under a key: `amounts` sum to zero, debits are positive."""

    key: str
    currency: str
    amounts: dict[Account, int]


def of_kind(facts: Facts, kind: str) -> list[Fact]:
    return sorted((each for each in facts.values() if each.kind == kind), key=lambda f: f.id)


def state_of(facts: Facts, asked: int) -> State:
    """The same facts always mean the same, in whatever order they were heard."""
    intents, charges = of_kind(facts, "intent"), of_kind(facts, "charge")
    paid = [each for each in charges if each.state == "succeeded" and each.amount]
    received = sum(each.amount for each in paid)
    status = _status(intents, charges, received, asked)
    newest = max(charges, key=lambda f: (f.state == "succeeded", f.at, f.id), default=None)
    refunded = sum(each.amount for each in _succeeded_refunds(facts)) + sum(unnamed(facts).values())
    return State(
        status,
        received,
        min(refunded, asked),
        any(each.state in TAKEN for each in of_kind(facts, "dispute")),
        intents[0].id if intents else (newest.about or None if newest else None),
        newest.id if newest else None,
        (newest.method or None) if newest else None,
        _last_error(intents, charges) if status in ("pending", "cancelled") else None,
    )


def _status(intents: list[Fact], charges: list[Fact], received: int, asked: int) -> Status:
    if received >= asked:
        return "succeeded"
    states = {each.state for each in intents}
    if received or "succeeded" in states:
        return "processing"  # there is money, but not (yet) all that was asked for
    if "canceled" in states:
        return "cancelled"
    waiting = not intents and any(each.state == "pending" for each in charges)
    return "processing" if "processing" in states or waiting else "pending"


def _last_error(intents: list[Fact], charges: list[Fact]) -> str | None:
    said = [each.error for each in intents if each.error]
    failed = [each for each in charges if each.state == "failed" and each.error]
    if said or not failed:
        return said[0] if said else None
    return max(failed, key=lambda f: (f.at, f.id)).error


def refund_status(fact: Fact) -> RefundStatus:
    return REFUND_STATES.get(fact.state, "pending")


def _succeeded_refunds(facts: Facts) -> list[Fact]:
    return [each for each in of_kind(facts, "refund") if each.state == "succeeded"]


def unnamed(facts: Facts) -> dict[str, int]:
    """By charge, what its sum of refunds has beyond the refunds that were heard of one by one.

    Also those that failed count as heard of: the sum may be from before they did.
    """
    intent_of = {each.id: each.about for each in of_kind(facts, "charge")}
    beyond = {}
    for total in of_kind(facts, "refunded"):
        names = (total.id, intent_of.get(total.id) or total.id)
        heard = sum(each.amount for each in of_kind(facts, "refund") if each.about in names)
        if total.amount > heard:
            beyond[total.id] = total.amount - heard
    return beyond


def is_closed(facts: Facts) -> bool:
    """Whether there was a dispute about it and none is open."""
    disputes = of_kind(facts, "dispute")
    return bool(disputes) and all(each.state in CLOSED for each in disputes)


def entries_of(facts: Facts) -> list[Entry]:
    """What the ledger is to hold of it. An entry that no longer holds is there with nothing."""
    return [*_moves(facts)]


def _moves(facts: Facts) -> Iterator[Entry]:
    for charge in of_kind(facts, "charge"):
        if charge.state == "succeeded" and charge.amount:
            yield _entry("charge", charge, {"patient_payments": -charge.amount})
    for refund in of_kind(facts, "refund"):
        gone = refund.state == "succeeded" or (refund.moved and refund_status(refund) == "pending")
        yield _entry("refund", refund, {"refunds": refund.amount if gone else 0})
    for total in of_kind(facts, "refunded"):
        yield _entry("refunded", total, {"refunds": unnamed(facts).get(total.id, 0)})
    for fee in of_kind(facts, "fee"):
        yield _entry("fee", fee, {"fees": fee.amount})
    funds = {each.id: each for each in of_kind(facts, "funds")}
    for dispute in of_kind(facts, "dispute"):
        known = funds.get(dispute.id)
        taken = dispute.amount if dispute.state in TAKEN else 0
        yield _entry("dispute", dispute, {"disputes": taken, "fees": known.fee if known else 0})


def _entry(kind: str, fact: Fact, amounts: dict[Account, int]) -> Entry:
    """The other side is always what Stripe holds for the clinic."""
    whole: dict[Account, int] = {**amounts, "stripe_balance": -sum(amounts.values())}
    return Entry(f"{kind}:{fact.id}", fact.currency, {a: n for a, n in whole.items() if n})
