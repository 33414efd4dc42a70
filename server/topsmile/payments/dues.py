"""What may be paid for a visit now, and how much. Pure: the server's own judgement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from topsmile.payments.models import Purpose, Stored

VISIT: frozenset[Purpose] = frozenset({"deposit", "full", "balance"})
FEES: frozenset[Purpose] = frozenset({"late_cancel_fee", "no_show_fee"})
PLANNED = frozenset({"scheduled", "confirmed", "checked_in", "in_progress", "completed"})
VisitStatus = Literal[
    "pending_payment",
    "scheduled",
    "confirmed",
    "checked_in",
    "in_progress",
    "completed",
    "cancelled",
    "no_show",
]


class Visit(msgspec.Struct, frozen=True):
    """As much of an appointment as paying for it depends on."""

    status: VisitStatus
    price: int
    deposit: int
    starts_at: datetime
    pay_by: datetime | None


def kept(payments: Iterable[Stored]) -> int:
    """What has come for the visit and stays."""
    return sum(each.kept for each in payments)


def payable(visit: Visit, payments: list[Stored]) -> dict[Purpose, int]:
    """What may be paid, in the order in which it is asked for; nothing when it is empty."""
    paid = kept(payments)
    rest, deposit = visit.price - paid, min(visit.deposit, visit.price) - paid
    if visit.status == "pending_payment":
        asked: list[tuple[Purpose, int]] = [
            ("deposit", deposit if deposit < rest else 0),
            ("balance" if paid else "full", rest),
        ]
    elif visit.status in PLANNED:
        asked = [
            ("balance" if paid else "full", rest),
            ("deposit", deposit if deposit < rest else 0),
        ]
    else:
        asked = [(each.purpose, each.amount) for each in open_fees(payments)]
    return {purpose: amount for purpose, amount in asked if amount > 0}


def open_fees(payments: list[Stored]) -> list[Stored]:
    return [
        each
        for each in payments
        if each.purpose in FEES and each.status == "pending" and each.is_open
    ]


def surplus(visit: Visit, payments: list[Stored], newest: Stored) -> int:
    """Of a payment that has just come, what is too much: it was paid before, or more than owed."""
    others = [each for each in payments if each.id != newest.id and each.status == "succeeded"]
    if any(each.purpose == newest.purpose and each.kept > 0 for each in others):
        return newest.refundable
    owed = visit.price if newest.purpose in VISIT else newest.amount
    before = kept(others) if newest.purpose in VISIT else 0
    return min(newest.refundable, max(0, before + newest.kept - max(owed, before)))
