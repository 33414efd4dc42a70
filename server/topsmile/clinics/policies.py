"""What a clinic asks of whoever books a service, as arithmetic. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from topsmile.clinics.models import Policy, Terms
from topsmile.kernel.errors import Invalid
from topsmile.kernel.money import Money

AMOUNT_MISSING = "Say how much the deposit is."
AMOUNT_UNWANTED = "Only a deposit of a certain amount has one."


def check(policy: Policy, where: str = "") -> None:
    """Raises Invalid on the field, whose name begins with `where`."""
    if policy.deposit_kind == "amount" and policy.deposit_amount is None:
        raise Invalid.on(f"{where}deposit_amount", AMOUNT_MISSING, "missing")
    if policy.deposit_kind != "amount" and policy.deposit_amount is not None:
        raise Invalid.on(f"{where}deposit_amount", AMOUNT_UNWANTED)


def of_columns(columns: Sequence[Any]) -> Policy | None:
    """A service's own, from its columns: without a kind of deposit it has none."""
    return None if columns[0] is None else Policy(*columns)


def asked(ready: bool, own: Policy | None, clinics: Policy, price: Money) -> Terms | None:
    """What whoever books now agrees to; nothing while the clinic takes no payments.

    A service's own policy stands instead of the clinic's, never beside it.
    """
    return terms(own or clinics, price) if ready else None


def terms(policy: Policy, price: Money) -> Terms:
    """What the policy means for a visit at this price."""
    return Terms(
        deposit=_some(_deposit(policy, price.amount), price.currency),
        cancellation_hours=policy.cancellation_hours,
        late_cancel_fee=_some(policy.late_cancel_fee or 0, price.currency),
        no_show_fee=_some(policy.no_show_fee or 0, price.currency),
    )


def _deposit(policy: Policy, price: int) -> int:
    """Never more than the visit costs."""
    asked = {"none": 0, "amount": policy.deposit_amount or 0, "full": price}
    return min(asked[policy.deposit_kind], price)


def _some(amount: int, currency: str) -> Money | None:
    return Money(amount, currency) if amount else None
