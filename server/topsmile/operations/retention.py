"""What is over is forgotten after a while, in each clinic once a day.

Held deliveries wait for a person, due ones for their time: both stay, and so do their events. The
audit trail is never shortened.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from topsmile.kernel import schedules
from topsmile.kernel.db import Tx
from topsmile.operations import queries

BATCH = 2000
# A clinic's first time may find years: the rest is for the days after, not for one transaction.
MOST_BATCHES = 25


class Retention(msgspec.Struct, frozen=True):
    """How long an installation keeps what is done."""

    deliveries: timedelta = timedelta(days=30)
    events: timedelta = timedelta(days=400)


class Outside(Protocol):
    @property
    def retention(self) -> Retention: ...


class ForgetWhatIsOver:
    """An errand only because an installation's choices stand outside the database."""

    async def prepare(self, tx: Tx, _: object) -> datetime:
        return tx.now

    async def ask(self, outside: Outside, task: datetime) -> Retention:  # noqa: ARG002
        return outside.retention

    async def record(self, tx: Tx, task: datetime, outcome: Retention) -> None:
        left = MOST_BATCHES
        while left and await queries.forget_deliveries(tx, task - outcome.deliveries, BATCH):
            left -= 1
        while left and await queries.forget_events(tx, task - outcome.events, BATCH):
            left -= 1

    async def give_up(self, tx: Tx, event: object) -> None:
        """Nothing to say: the schedule comes again by itself."""


schedules.errand("23 3 * * *", "forget_what_is_over", ForgetWhatIsOver())
