from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec


class Difference(msgspec.Struct, frozen=True):
    """What Stripe moved on account of one of its objects, and what our books say of that."""

    source: str
    currency: str
    stripe: int
    ledger: int


class Reconciliation(msgspec.Struct, frozen=True):
    """One round of asking Stripe. `payments` and `refunds` were asked for one by one, `objects` are
    what its lists had besides; of all these `changed` told us something new.
    """

    id: UUID
    status: Literal["running", "done", "failed"]
    asked_since: datetime
    started_at: datetime
    finished_at: datetime | None
    payments: int
    refunds: int
    objects: int
    changed: int
    differences: list[Difference]
    last_error: str | None
    by_hand: bool


class Reconciliations(msgspec.Struct, frozen=True):
    """The last rounds, newest first."""

    items: list[Reconciliation]
