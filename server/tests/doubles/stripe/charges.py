"""Charges and what goes back of them: refunds and disputes."""

from __future__ import annotations

from typing import Literal

from doubles.stripe.asking import Call, route
from doubles.stripe.balance import move
from doubles.stripe.faults import Refusal, bad_param, missing_param
from doubles.stripe.listing import PAGES, page
from doubles.stripe.methods import card_of
from doubles.stripe.money import DISPUTE_FEE, in_words
from doubles.stripe.shelf import Shelf, Thing


@route("GET", "/v1/charges/{id}")
def retrieve_charge(call: Call, name: str) -> Thing:
    return call.shelf.find("charge", name, "charge")


@route("GET", "/v1/charges", f"{PAGES} customer payment_intent")
def list_charges(call: Call) -> Thing:
    return page(call, call.shelf.all("charge"), "customer", "payment_intent")


@route("POST", "/v1/refunds", "charge payment_intent amount reason metadata currency")
def create_refund(call: Call) -> Thing:
    charge = charge_to_refund(call)
    left = charge["amount"] - charge["amount_refunded"]
    amount = call.number("amount")
    reason = call.text("reason")
    if reason not in (None, "duplicate", "fraudulent", "requested_by_customer"):
        raise bad_param("reason", f"Invalid reason: {reason}")
    if amount is not None and amount < 1:
        raise bad_param("amount", "Invalid positive integer", "parameter_invalid_integer")
    if charge["disputed"]:
        words = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise Refusal(400, "charge_disputed", words)
    if left == 0:
        words = f"Charge {charge['id']} has already been refunded."
        raise Refusal(400, "charge_already_refunded", words)
    if amount is not None and amount > left:
        words = (
            f"Refund amount ({in_words(amount, charge['currency'])}) is greater than unrefunded "
            f"amount on charge ({in_words(left, charge['currency'])})"
        )
        raise Refusal(400, None, words, param="amount")
    return refund(call.shelf, charge, amount or left, reason, call.metadata())


def charge_to_refund(call: Call) -> Thing:
    shelf, name, intent_name = call.shelf, call.text("charge"), call.text("payment_intent")
    if name:
        charge = shelf.find("charge", name, "charge")
    elif intent_name:
        intent = shelf.find("payment_intent", intent_name, "payment_intent")
        if intent["status"] != "succeeded":
            words = (
                f"This PaymentIntent ({intent_name}) does not have a successful charge to refund."
            )
            raise Refusal(400, "payment_intent_unexpected_state", words)
        charge = shelf.find("charge", intent["latest_charge"], "charge")
    else:
        raise missing_param("payment_intent")
    if charge["status"] != "succeeded":
        raise Refusal(400, "charge_not_refundable", "This charge did not succeed.")
    if charge["payment_method_details"]["type"] == "boleto":
        words = "Charges made with boleto cannot be refunded."
        raise Refusal(400, "charge_not_refundable", words)
    return charge


def refund(shelf: Shelf, charge: Thing, amount: int, reason: str | None, metadata: Thing) -> Thing:
    kind = charge["payment_method_details"]["type"]
    pends = kind == "pix" or outcome_of(shelf, charge) == "refund pends"
    made = shelf.put(
        "refund",
        "re" if kind == "card" else "pyr",
        amount=amount,
        balance_transaction=None,
        charge=charge["id"],
        currency=charge["currency"],
        description=None,
        destination_details={"type": kind, kind: {}},
        failure_balance_transaction=None,
        failure_reason=None,
        metadata=metadata,
        payment_intent=charge["payment_intent"],
        reason=reason,
        receipt_number=None,
        source_transfer_reversal=None,
        status="pending" if pends else "succeeded",
        transfer_reversal=None,
    )
    del made["livemode"]  # as with Stripe
    moved = move(shelf, "refund" if kind == "card" else "payment_refund", made, -amount)
    made["balance_transaction"] = moved["id"]
    given_back(charge, amount)
    shelf.emit("refund.created", made)
    shelf.emit("charge.refunded", charge)
    if outcome_of(shelf, charge) == "refund fails":
        shelf.world.afterwards.append(lambda: fail_refund(shelf, made))
    return made


def outcome_of(shelf: Shelf, charge: Thing) -> str:
    return card_of(shelf, shelf.find("payment_method", charge["payment_method"])).outcome


def given_back(charge: Thing, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]


def settle_refund(shelf: Shelf, made: Thing) -> None:
    made["status"] = "succeeded"
    announce(shelf, made, "refund.updated", "pending")


def fail_refund(shelf: Shelf, made: Thing) -> None:
    """The bank sends it back, perhaps days after it was said to have succeeded."""
    before = made["status"]
    back = move(shelf, "refund_failure", made, made["amount"])
    made.update(
        status="failed",
        failure_reason="lost_or_stolen_card",
        failure_balance_transaction=back["id"],
    )
    given_back(shelf.find("charge", made["charge"]), -made["amount"])
    announce(shelf, made, "refund.updated", before)
    shelf.emit("refund.failed", made)


def announce(shelf: Shelf, made: Thing, kind: str, before: str) -> None:
    shelf.emit(kind, made, status=before)
    shelf.emit("charge.refund.updated", made, status=before)


@route("GET", "/v1/refunds/{id}")
def retrieve_refund(call: Call, name: str) -> Thing:
    return call.shelf.find("refund", name, "refund")


@route("POST", "/v1/refunds/{id}", "metadata")
def update_refund(call: Call, name: str) -> Thing:
    made = call.shelf.find("refund", name, "refund")
    made["metadata"] = call.metadata(made["metadata"])
    call.shelf.emit("refund.updated", made)
    return made


@route("GET", "/v1/refunds", f"{PAGES} charge payment_intent")
def list_refunds(call: Call) -> Thing:
    return page(call, call.shelf.all("refund"), "charge", "payment_intent")


def dispute(shelf: Shelf, charge: Thing, reason: str = "fraudulent") -> Thing:
    """The cardholder's bank takes back all that has not been given back."""
    amount = charge["amount"] - charge["amount_refunded"]
    made = shelf.put(
        "dispute",
        "du",
        amount=amount,
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence={},
        evidence_details={"due_by": shelf.world.seconds() + 7 * 24 * 3600, "has_evidence": False},
        is_charge_refundable=False,
        metadata={},
        network_reason_code="83",
        payment_intent=charge["payment_intent"],
        reason=reason,
        status="needs_response",
    )
    charge["disputed"] = True
    shelf.emit("charge.dispute.created", made)
    taken = move(shelf, "adjustment", made, -amount, DISPUTE_FEE)
    made["balance_transactions"].append(dict(taken))
    shelf.emit("charge.dispute.funds_withdrawn", made)
    return made


def close_dispute(shelf: Shelf, made: Thing, status: Literal["won", "lost"]) -> None:
    made["status"] = status
    if status == "won":
        back = move(shelf, "adjustment", made, made["amount"], -DISPUTE_FEE, "dispute_reversal")
        made["balance_transactions"].append(dict(back))
        shelf.emit("charge.dispute.funds_reinstated", made)
    shelf.emit("charge.dispute.closed", made, status="needs_response")


@route("GET", "/v1/disputes/{id}")
def retrieve_dispute(call: Call, name: str) -> Thing:
    return call.shelf.find("dispute", name, "dispute")


@route("GET", "/v1/disputes", f"{PAGES} charge payment_intent")
def list_disputes(call: Call) -> Thing:
    return page(call, call.shelf.all("dispute"), "charge", "payment_intent")
