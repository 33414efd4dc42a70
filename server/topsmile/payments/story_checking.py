"""Whether an object of Stripe's is about this payment of ours, before anything it says counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

import msgspec

from topsmile.payments.story_facts import Heard
from topsmile.payments.story_reading import Object, id_of

ANSWERS = ("amount", "amount_refunded", "amount_captured", "amount_received")


class Ours(Protocol):
    """What is stored of a payment."""

    @property
    def clinic_id(self) -> UUID: ...
    @property
    def id(self) -> UUID: ...
    @property
    def amount(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def livemode(self) -> bool: ...
    @property
    def intent(self) -> str | None: ...
    @property
    def charge(self) -> str | None: ...


class Ties(msgspec.Struct, frozen=True):
    """By what an object is known to hang on the payment: its intent, and charges of it."""

    intent: str | None
    charges: frozenset[str | None]


def check_ours(payment: Ours, obj: Object, heard: Heard) -> str | None:
    """Why the object is not believed; None when it is about this payment and agrees with it."""
    return _check(payment, obj, heard, Ties(payment.intent, frozenset({payment.charge})))


def _check(payment: Ours, obj: Object, heard: Heard, ties: Ties) -> str | None:
    return (
        _elsewhere(payment, obj, heard)
        or _someone_elses(payment, obj)
        or _another(payment, obj, ties)
        or _other_money(payment, obj)
        or _nested(payment, obj, heard, ties)
    )


def _elsewhere(payment: Ours, obj: Object, heard: Heard) -> str | None:
    if heard.account != payment.account:
        return "another account"
    if heard.livemode != payment.livemode or obj.get("livemode", heard.livemode) != heard.livemode:
        return "test money and real money"
    return None


def _someone_elses(payment: Ours, obj: Object) -> str | None:
    metadata = obj.get("metadata") or {}
    for name, own in (("clinic_id", payment.clinic_id), ("payment_id", payment.id)):
        if name in metadata and metadata[name] != str(own):
            return f"another {name.removesuffix('_id')}"
    return None


def _another(payment: Ours, obj: Object, ties: Ties) -> str | None:
    """It names the payment in its metadata, or hangs on what is known to be the payment's."""
    intent, charge = _intent_of(obj), _charge_of(obj)
    if ties.intent and intent and intent != ties.intent:
        return "another intent"
    if intent and intent == ties.intent:
        return None
    if charge and charge in ties.charges:
        return None
    named = (obj.get("metadata") or {}).get("payment_id") == str(payment.id)
    return None if named else "nothing ties it to this payment"


def _intent_of(obj: Object) -> str:
    return id_of(obj) if obj.get("object") == "payment_intent" else id_of(obj.get("payment_intent"))


def _charge_of(obj: Object) -> str:
    return id_of(obj) if obj.get("object") == "charge" else id_of(obj.get("charge"))


def _other_money(payment: Ours, obj: Object) -> str | None:
    if str(obj.get("currency", "")).upper() != payment.currency:
        return "another currency"
    amount = obj.get("amount")
    if not isinstance(amount, int) or amount <= 0:
        return "no amount"
    whole = obj.get("object") in ("payment_intent", "charge")
    if (whole and amount != payment.amount) or (
        obj.get("object") == "refund" and amount > payment.amount
    ):
        return "another amount"
    parts = (obj.get(name) or 0 for name in ANSWERS)
    if obj.get("object") != "dispute" and any(part > payment.amount for part in parts):
        return "more than was asked for"
    return None


def _nested(payment: Ours, obj: Object, heard: Heard, ties: Ties) -> str | None:
    """What hangs on it must agree too. It may name no more than the object that it hangs on."""
    within = Ties(ties.intent or _intent_of(obj) or None, ties.charges | {_charge_of(obj)})
    listed = [*_listed(obj.get("charges")), *_listed(obj.get("refunds"))]
    for each in [*listed, *(obj.get(name) for name in ("latest_charge", "dispute"))]:
        if isinstance(each, Mapping) and (why := _check(payment, each, heard, within)):
            return why
    return None


def _listed(value: Any) -> list[Any]:
    return list(value.get("data") or []) if isinstance(value, Mapping) else []
