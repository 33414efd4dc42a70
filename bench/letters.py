"""What Stripe says of payments, in signed letters, each to be sent at its own moment."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import time
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from servers import PORT
from world import World, number_id

SECRET = "whsec_of_the_bench"
AMOUNT = 15000


class Letter(NamedTuple):
    """`at` is when it is to be sent, in seconds from the beginning."""

    at: float
    name: str
    body: bytes


def words(world: World, number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of one payment: a first card is declined, the second pays, a part goes back."""
    intent, charge = f"pi_{number}", f"ch_{number}"
    common = {
        "currency": "brl",
        "livemode": False,
        "metadata": {"clinic_id": str(world.clinic), "payment_id": str(payment_id(number))},
    }
    about = {**common, "id": intent, "object": "payment_intent", "amount": AMOUNT}
    failed = {"code": "card_declined", "charge": f"{charge}_1"}
    whole = {
        **common,
        "id": charge,
        "object": "charge",
        "status": "succeeded",
        "amount": AMOUNT,
        "amount_captured": AMOUNT,
        "captured": True,
        "created": int(time.time()),
        "payment_intent": intent,
        "payment_method_details": {"type": "card"},
    }
    yield (
        "payment_intent.payment_failed",
        {**about, "status": "requires_payment_method", "last_payment_error": failed},
    )
    yield (
        "payment_intent.succeeded",
        {**about, "status": "succeeded", "amount_received": AMOUNT, "latest_charge": charge},
    )
    yield "charge.succeeded", whole
    refund = {"id": f"re_{number}", "object": "refund", "status": "succeeded", "amount": 4000}
    yield (
        "refund.created",
        {
            **common,
            **refund,
            "created": int(time.time()),
            "charge": charge,
            "payment_intent": intent,
        },
    )
    yield "charge.refunded", {**whole, "amount_refunded": 4000}


WORDS = 5


def payment_id(number: int) -> UUID:
    return number_id(7, number)


def letters(world: World, rate: int, seconds: int) -> list[Letter]:
    count = rate * seconds
    told = itertools.chain.from_iterable(
        ((number, each) for each in words(world, number)) for number in itertools.count()
    )
    return [
        Letter(place / rate, f"evt_{place}", event(f"evt_{place}", kind, obj))
        for place, (_, (kind, obj)) in zip(range(count), told, strict=False)
    ]


def event(name: str, kind: str, obj: dict[str, Any]) -> bytes:
    told = {
        "id": name,
        "object": "event",
        "type": kind,
        "created": int(time.time()),
        "livemode": False,
        "data": {"object": obj},
    }
    return msgspec.json.encode(told)


def request(body: bytes) -> bytes:
    moment = int(time.time())
    said = hmac.new(SECRET.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    head = (
        f"POST /api/payments/webhook HTTP/1.1\r\nhost: localhost:{PORT}\r\n"
        f"content-type: application/json; charset=utf-8\r\ncontent-length: {len(body)}\r\n"
        f"stripe-signature: t={moment},v1={said}\r\nuser-agent: Stripe/1.0\r\n\r\n"
    )
    return head.encode() + body
