from __future__ import annotations

from datetime import timedelta

from topsmile.kernel.db import Tx
from topsmile.kernel.events import emit, on
from topsmile.kernel.schedules import every
from topsmile.payments import inbox, inbox_hearing
from topsmile.payments import inbox_queries as queries
from topsmile.payments.events import StripeEventStored

GIVEN_UP = timedelta(days=3)


@on(StripeEventStored)
async def apply_stripe_event(tx: Tx, event: StripeEventStored) -> None:
    await inbox_hearing.hear(tx, event.inbox_id)


@every("23 * * * *")
async def look_again_at_stripe_events(tx: Tx) -> None:
    """What nobody knew when it was heard, and what is no longer needed."""
    for inbox_id in await queries.unsettled(tx, tx.now - GIVEN_UP, tx.now - timedelta(minutes=10)):
        await emit(tx, StripeEventStored(inbox_id))
    await queries.forget(tx, tx.now - inbox.FORGOTTEN)
