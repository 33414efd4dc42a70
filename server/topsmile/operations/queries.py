from __future__ import annotations

from datetime import datetime

from topsmile.kernel.db import Tx


async def forget_deliveries(tx: Tx, before: datetime, limit: int) -> int:
    """Delete what was done or discarded before that; how many there were, up to `limit`."""
    return int(
        await tx.value(
            """
            with gone as (
              delete from delivery where clinic_id = $1 and id = any(array(
                select id from delivery
                where clinic_id = $1 and state in ('done', 'discarded') and done_at < $2
                order by id limit $3
              )) returning true
            )
            select count(*) from gone
            """,
            before,
            limit,
        )
    )


async def forget_events(tx: Tx, before: datetime, limit: int) -> int:
    """Delete events from before that which no delivery needs. Why it takes a function: 0012."""
    return int(await tx.value("select forget_events($1, $2, $3)", before, limit))
