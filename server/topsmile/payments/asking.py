"""What Stripe is asked, as calls that say the same each time. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from topsmile.adapters.stripe import Call
from topsmile.payments.card_queries import KeptCard
from topsmile.payments.models import Stored
from topsmile.payments.refund_queries import StoredRefund

# Stripe remembers a key for a day. After that the same words would make a second one.
KEY_LASTS = timedelta(hours=23)
# After that long without an answer whoever pays is given another intent.
LEFT_BEHIND = timedelta(minutes=2)
BOLETO_AHEAD = timedelta(days=5)
PIX_AT_LEAST, PIX_AT_MOST = timedelta(minutes=2), timedelta(hours=24)


class Wanted(msgspec.Struct, frozen=True):
    """What an intent is made of. `enabled`: the methods that the account can be paid with."""

    clinic_id: UUID
    payment_id: UUID
    appointment_id: UUID
    amount: int
    currency: str
    now: datetime
    starts_at: datetime
    pay_by: datetime | None
    enabled: list[str]
    customer: str | None


def methods(wanted: Wanted) -> list[str]:
    """Cards always. What takes longer only where the time to pay is long enough for it.

    Only a card can be kept: the others are not charged again without their holder.
    """
    chosen = ["card"]
    if wanted.currency == "BRL" and wanted.customer is None:
        if "pix" in wanted.enabled and _pix_seconds(wanted) is not None:
            chosen.append("pix")
        unhurried = wanted.pay_by is None and wanted.starts_at - wanted.now >= BOLETO_AHEAD
        if "boleto" in wanted.enabled and unhurried:
            chosen.append("boleto")
    return chosen


def _pix_seconds(wanted: Wanted) -> int | None:
    left = (wanted.pay_by - wanted.now) if wanted.pay_by else PIX_AT_MOST
    return int(min(left, PIX_AT_MOST).total_seconds()) if left >= PIX_AT_LEAST else None


def intent_params(wanted: Wanted) -> dict[str, Any]:
    chosen = methods(wanted)
    options: dict[str, Any] = {}
    if "pix" in chosen:
        options["pix"] = {"expires_after_seconds": _pix_seconds(wanted)}
    if "boleto" in chosen:
        options["boleto"] = {"expires_after_days": 3}
    params = _intent(wanted, chosen)
    if wanted.customer:
        params |= {"customer": wanted.customer, "setup_future_usage": "off_session"}
    if options:
        params["payment_method_options"] = options
    return params


def off_session_params(wanted: Wanted, card: KeptCard) -> dict[str, Any]:
    """Charged at once, without its holder; their bank may still want them."""
    return {
        **_intent(wanted, ["card"]),
        "customer": card.stripe_customer,
        "payment_method": card.stripe_method,
        "confirm": "true",
        "off_session": "true",
    }


def _intent(wanted: Wanted, chosen: list[str]) -> dict[str, Any]:
    return {
        "amount": wanted.amount,
        "currency": wanted.currency.lower(),
        "payment_method_types": chosen,
        "metadata": {
            "clinic_id": str(wanted.clinic_id),
            "payment_id": str(wanted.payment_id),
            "appointment_id": str(wanted.appointment_id),
        },
    }


def create(payment: Stored) -> Call:
    """The intent, in the words that were written down for it."""
    return Call(
        "post", "/v1/payment_intents", payment.params, key=payment.key, account=payment.account
    )


def show(payment: Stored) -> Call:
    return show_intent(payment, payment.intent or "")


def show_intent(payment: Stored, intent: str) -> Call:
    return Call("get", f"/v1/payment_intents/{intent}", account=payment.account)


def confirm(payment: Stored, card: KeptCard) -> Call:
    """Try a kept card on an intent that is there: each try anew, under the version it raised.

    Stripe takes the money of an intent once, however many tries there are.
    """
    return Call(
        "post",
        f"/v1/payment_intents/{payment.intent}/confirm",
        {"payment_method": card.stripe_method, "off_session": "true"},
        key=f"{payment.key}-confirm-{payment.version}",
        account=payment.account,
    )


def confirmed(payment: Stored, intent: dict[str, Any]) -> Call:
    """For a Stripe that makes the intent and leaves the confirming to us."""
    return Call(
        "post",
        f"/v1/payment_intents/{intent['id']}/confirm",
        {"off_session": "true"},
        key=f"{payment.key}-confirm",
        account=payment.account,
    )


def cancel(payment: Stored, intent: str) -> Call:
    return Call(
        "post",
        f"/v1/payment_intents/{intent}/cancel",
        {"cancellation_reason": "abandoned"},
        key=f"{payment.key}-cancel",
        account=payment.account,
    )


def refund(clinic_id: UUID, asked: StoredRefund) -> Call:
    return Call(
        "post",
        "/v1/refunds",
        {
            "payment_intent": asked.intent,
            "amount": asked.amount,
            "metadata": {
                "clinic_id": str(clinic_id),
                "payment_id": str(asked.payment_id),
                "appointment_id": str(asked.appointment_id),
                "refund_id": str(asked.id),
            },
        },
        key=asked.key,
        account=asked.account,
    )


def intents_of(payment: Stored) -> Call:
    """Where an intent is looked for that may have been made without our hearing of it."""
    params = {"customer": payment.params.get("customer")}
    return Call("get", "/v1/payment_intents", params, account=payment.account)


def refunds_of(asked: StoredRefund) -> Call:
    return Call("get", "/v1/refunds", {"payment_intent": asked.intent}, account=asked.account)


def customer(clinic_id: UUID, patient_id: UUID, account: str) -> Call:
    """Nothing of the patient but our own ids: Stripe needs no more to keep a card."""
    return Call(
        "post",
        "/v1/customers",
        {"metadata": {"clinic_id": str(clinic_id), "patient_id": str(patient_id)}},
        key=f"customer-{clinic_id}-{patient_id}",
        account=account,
    )
