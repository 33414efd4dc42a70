from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from topsmile.payments.story import Account


class LedgerLine(msgspec.Struct, frozen=True):
    """Debits are positive, credits negative."""

    account: Account
    amount: int


class LedgerTransaction(msgspec.Struct, frozen=True):
    """`entry` is what it is about; a `revision` above 1 sets an earlier one right."""

    id: UUID
    entry: str
    revision: int
    payment_id: UUID | None
    payout_id: UUID | None
    currency: str
    test: bool
    posted_at: datetime
    lines: list[LedgerLine]


class Balance(msgspec.Struct, frozen=True):
    account: Account
    currency: str
    test: bool
    amount: int


class Ledger(msgspec.Struct, frozen=True):
    """`balances` are of all transactions, not of the page; per currency they sum to zero."""

    balances: list[Balance]
    items: list[LedgerTransaction]
    next_cursor: str | None
