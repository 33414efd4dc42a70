"""What becomes of the money when a visit does not take place. Pure.

Nobody is charged more than was agreed at booking, nobody is refunded more than was paid; what was
paid counts towards a fee.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from topsmile.kernel.money import Money

FeePurpose = Literal["late_cancel_fee", "no_show_fee"]
How = Literal["cancelled", "no_show"]


class Ending(msgspec.Struct, frozen=True):
    """How a visit ended, and what was agreed for that.

    At the very moment of `free_until` a cancellation is still in time.
    """

    how: How
    by_role: str
    at: datetime
    free_until: datetime
    late_cancel_fee: Money | None
    no_show_fee: Money | None


class Settlement(msgspec.Struct, frozen=True):
    """`fee` is all that is owed, `charge` what of it is still to be paid."""

    fee: int
    refund: int
    charge: int
    purpose: FeePurpose | None


def due(ending: Ending, paid: int) -> Settlement:
    """`paid` is what came and has not gone back."""
    fee, purpose = _agreed(ending)
    return Settlement(fee, max(0, paid - fee), max(0, fee - paid), purpose if fee else None)


def _agreed(ending: Ending) -> tuple[int, FeePurpose | None]:
    if ending.how == "no_show":
        return _amount(ending.no_show_fee), "no_show_fee"
    # The clinic's own doing, or a visit that was never certain, costs the patient nothing.
    if ending.by_role == "patient" and ending.at > ending.free_until:
        return _amount(ending.late_cancel_fee), "late_cancel_fee"
    return 0, None


def _amount(fee: Money | None) -> int:
    return max(0, fee.amount) if fee else 0


def spread(amount: int, refundable: list[int]) -> list[int]:
    """How much of each payment goes back, the newest first; `refundable` is oldest first."""
    parts = [0] * len(refundable)
    for index in reversed(range(len(refundable))):
        parts[index] = min(amount, refundable[index])
        amount -= parts[index]
    return parts
