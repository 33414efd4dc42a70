"""What Stripe's objects say, whichever version of its API they are written in. Pure.

Newer versions name an intent's charge by its id where older ones nest it, and leave a charge's
refunds out; any id may be expanded to the object. All of that ends in the same facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from topsmile.payments.story_facts import Fact, Heard

Object: TypeAlias = Mapping[str, Any]
LONGEST_ERROR = 200


class Unreadable(Exception):
    """This is not how Stripe writes such an object."""


def facts_of(obj: Object, heard: Heard) -> list[Fact]:
    """The facts of an intent, charge, refund, dispute or movement, and of what is nested in it."""
    reads = READERS.get(str(obj.get("object")))
    try:
        return list(reads(obj, heard)) if reads else []
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f"not a {obj.get('object')} as Stripe writes one") from error


def id_of(value: Any) -> str:
    """Of an object that may be expanded or only named."""
    return str(value.get("id") or "") if isinstance(value, Mapping) else str(value or "")


def _intent(intent: Object, heard: Heard) -> Iterator[Fact]:
    status = str(intent["status"])
    failure = intent.get("last_payment_error") or {}
    yield Fact(
        "intent",
        str(intent["id"]),
        status,
        _received(intent, status),
        _currency(intent),
        heard.at,
        error=_error(failure) if status != "succeeded" else "",
    )
    if failed := id_of(failure.get("charge")):
        yield _attempt(intent, failed, "failed", _error(failure))
    newest = intent.get("latest_charge")
    for charge in [*_nested(intent.get("charges")), newest]:
        yield from _expanded(charge, heard)
    if status == "succeeded" and isinstance(newest, str):
        yield _attempt(intent, newest, "succeeded")


def _attempt(intent: Object, charge: str, state: str, error: str = "") -> Fact:
    """What an intent says of a charge that it only names."""
    amount = _received(intent, state) if state == "succeeded" else 0
    about = str(intent["id"])
    return Fact("charge", charge, state, amount, _currency(intent), 0, error=error, about=about)


def _charge(charge: Object, heard: Heard) -> Iterator[Fact]:
    whole, state = int(charge["amount"]), str(charge["status"])
    taken = int(charge.get("amount_captured") or (whole if charge.get("captured", True) else 0))
    if state != "succeeded":
        taken = 0
    name, details = str(charge["id"]), charge.get("payment_method_details") or {}
    error = str(charge.get("failure_code") or charge.get("failure_message") or "")
    yield Fact(
        "charge",
        name,
        state,
        taken,
        _currency(charge),
        int(charge.get("created") or 0),
        error=error[:LONGEST_ERROR] if state == "failed" else "",
        about=id_of(charge.get("payment_intent")),
        method=str(details.get("type") or ""),
    )
    # What was never captured is given back in the same sum by some versions.
    back = int(charge.get("amount_refunded") or 0) - (whole - taken)
    if back > 0:
        yield Fact("refunded", name, "", back, _currency(charge), about=name)
    for nested in [*_nested(charge.get("refunds")), charge.get("dispute")]:
        yield from _expanded(nested, heard)
    yield from _expanded(charge.get("balance_transaction"), heard)


def _refund(refund: Object, heard: Heard) -> Iterator[Fact]:
    yield Fact(
        "refund",
        str(refund["id"]),
        str(refund.get("status") or "succeeded"),
        int(refund["amount"]),
        _currency(refund),
        int(refund.get("created") or 0),
        error=str(refund.get("failure_reason") or "")[:LONGEST_ERROR],
        about=id_of(refund.get("charge")) or id_of(refund.get("payment_intent")),
        ours=str((refund.get("metadata") or {}).get("refund_id") or ""),
        moved=bool(refund.get("balance_transaction")),
    )
    yield from _expanded(refund.get("balance_transaction"), heard)


def _dispute(dispute: Object, heard: Heard) -> Iterator[Fact]:
    name, about = str(dispute["id"]), id_of(dispute.get("charge"))
    amount, currency = int(dispute["amount"]), _currency(dispute)
    status = str(dispute["status"])
    yield Fact("dispute", name, status, amount, currency, heard.at, about=about)
    moves = [each for each in dispute.get("balance_transactions") or [] if isinstance(each, dict)]
    if moves:
        # The list only grows: the longer one is the later.
        yield Fact(
            "funds",
            name,
            f"{len(moves):03d}",
            -sum(int(each["amount"]) for each in moves),
            currency,
            fee=sum(int(each.get("fee") or 0) for each in moves),
            about=about,
        )


def _movement(movement: Object, _: Heard) -> Iterator[Fact]:
    """What Stripe keeps of a charge or a refund. A dispute's stands in the dispute."""
    kind, fee = str(movement["type"]), int(movement.get("fee") or 0)
    if fee and kind in ("charge", "payment", "refund", "payment_refund"):
        source, currency = id_of(movement.get("source")), _currency(movement)
        yield Fact("fee", str(movement["id"]), "", fee, currency, about=source)


def _expanded(value: Any, heard: Heard) -> Iterator[Fact]:
    if isinstance(value, Mapping):
        yield from facts_of(value, heard)


def _nested(listed: Any) -> list[Any]:
    return list(listed.get("data") or []) if isinstance(listed, Mapping) else []


def _received(intent: Object, status: str) -> int:
    if status != "succeeded":
        return 0
    received = intent.get("amount_received")
    return int(intent["amount"] if received is None else received)


def _currency(obj: Object) -> str:
    return str(obj["currency"]).upper()


def _error(failure: Object) -> str:
    """Stripe's code for why, which the web app has words for."""
    said = failure.get("decline_code") or failure.get("code") or failure.get("message") or ""
    return str(said)[:LONGEST_ERROR]


READERS: dict[str, Callable[[Object, Heard], Iterator[Fact]]] = {
    "payment_intent": _intent,
    "charge": _charge,
    "refund": _refund,
    "dispute": _dispute,
    "balance_transaction": _movement,
}
