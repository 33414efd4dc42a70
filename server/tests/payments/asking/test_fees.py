"""What a visit that does not take place costs: by table, and whatever the numbers are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topsmile.kernel.money import Money
from topsmile.payments.fees import Ending, due, spread

STARTS = datetime(2030, 1, 10, 9, tzinfo=UTC)


def ending(
    how: str = "cancelled", by: str = "patient", hours: float = 12, **more: object
) -> Ending:
    return Ending(
        how=how,  # type: ignore[arg-type]
        by_role=by,
        at=STARTS - timedelta(hours=hours),
        free_until=STARTS - timedelta(hours=int(more.get("window", 24))),  # type: ignore[call-overload]
        late_cancel_fee=money(more.get("late", 4000)),
        no_show_fee=money(more.get("gone", 20000)),
    )


def money(amount: object) -> Money | None:
    return Money(amount, "BRL") if isinstance(amount, int) else None


# how it ended, what had been paid → owed, refunded, still to be paid, as what
TABLE = [
    (ending(hours=48), 5000, (0, 5000, 0, None)),
    (ending(hours=24), 5000, (0, 5000, 0, None)),  # at the very hour
    (ending(hours=23.99), 5000, (4000, 1000, 0, "late_cancel_fee")),
    (ending(hours=-1), 5000, (4000, 1000, 0, "late_cancel_fee")),
    (ending(), 0, (4000, 0, 4000, "late_cancel_fee")),
    (ending(), 4000, (4000, 0, 0, "late_cancel_fee")),
    (ending(), 1500, (4000, 0, 2500, "late_cancel_fee")),
    (ending(late=None), 5000, (0, 5000, 0, None)),
    (ending(window=0, hours=0.1), 5000, (0, 5000, 0, None)),
    (ending(by="receptionist", hours=1), 5000, (0, 5000, 0, None)),
    (ending(by="admin", hours=1), 0, (0, 0, 0, None)),
    (ending(by="system", hours=1), 5000, (0, 5000, 0, None)),
    (ending("no_show", by="receptionist", hours=-1), 5000, (20000, 0, 15000, "no_show_fee")),
    (ending("no_show", by="receptionist", gone=None), 5000, (0, 5000, 0, None)),
    (ending("no_show", by="receptionist", gone=3000), 15000, (3000, 12000, 0, "no_show_fee")),
]


@pytest.mark.parametrize(("how", "paid", "expected"), TABLE)
def test_by_table(how: Ending, paid: int, expected: tuple[int, int, int, str | None]) -> None:
    found = due(how, paid)
    assert (found.fee, found.refund, found.charge, found.purpose) == expected


amounts = st.integers(0, 10**9)
fees = st.none() | amounts.map(lambda amount: Money(amount, "BRL"))
endings = st.builds(
    Ending,
    how=st.sampled_from(["cancelled", "no_show"]),
    by_role=st.sampled_from(["patient", "receptionist", "manager", "admin", "system"]),
    at=st.floats(-100, 100).map(lambda hours: STARTS + timedelta(hours=hours)),
    free_until=st.floats(-100, 100).map(lambda hours: STARTS + timedelta(hours=hours)),
    late_cancel_fee=fees,
    no_show_fee=fees,
)


@given(endings, amounts)
def test_never_more_than_agreed_nor_than_paid(how: Ending, paid: int) -> None:
    found = due(how, paid)
    agreed = max((fee.amount for fee in (how.late_cancel_fee, how.no_show_fee) if fee), default=0)
    assert 0 <= found.refund <= paid
    assert 0 <= found.charge <= found.fee <= agreed
    assert found.charge == 0 or found.refund == 0
    assert paid - found.refund + found.charge == found.fee
    if how.how == "cancelled" and how.by_role != "patient":
        assert (found.fee, found.refund) == (0, paid)


@given(amounts, st.lists(amounts))
def test_what_goes_back_comes_from_what_is_there(amount: int, refundable: list[int]) -> None:
    parts = spread(amount, refundable)
    assert sum(parts) == min(amount, sum(refundable))
    assert all(0 <= part <= left for part, left in zip(parts, refundable, strict=True))


def test_the_newest_goes_back_first() -> None:
    assert spread(70, [50, 50]) == [20, 50]
