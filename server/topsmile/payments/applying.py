"""The one door through which a word of Stripe's changes a payment."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from topsmile.kernel.db import Tx
from topsmile.payments.story import Fact, Heard
from topsmile.payments.story_reading import Object


async def learn(tx: Tx, payment_id: UUID, facts: Sequence[Fact]) -> None:
    """Join the facts into what is known of the payment, and let all that follows from them follow.

    Its row is locked. NotFound for a payment that the clinic does not have.
    """
    raise NotImplementedError


async def believe(tx: Tx, payment_id: UUID, obj: Object, heard: Heard) -> str | None:
    """As `learn` for an object as Stripe gave it, where it agrees with what is stored.

    Why it was not believed; None when it was.
    """
    raise NotImplementedError
