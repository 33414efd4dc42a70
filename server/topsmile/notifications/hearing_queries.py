from __future__ import annotations

from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.notifications.models import Channel


class Answered(msgspec.Struct, frozen=True):
    """The message that an answer is taken to be about."""

    id: UUID


class Told(msgspec.Struct, frozen=True):
    id: UUID
    patient_id: UUID


async def last_to(tx: Tx, channel: Channel, address: str) -> Answered | None:
    return await tx.maybe(
        Answered,
        """
        select id from message
        where clinic_id = $1 and channel = $2 and to_address = $3
          and state in ('sending', 'sent', 'delivered', 'unknown')
        order by created_at desc, id desc limit 1
        """,
        channel,
        address,
    )


async def next_told(tx: Tx, channel: Channel, address: str) -> Told | None:
    """The next visit that waits to be confirmed, of those the number was told of."""
    return await tx.maybe(
        Told,
        """
        select a.id, a.patient_id from appointment a
        where a.clinic_id = $1 and a.status = 'scheduled' and a.starts_at > $4 and a.id in (
          select told.appointment_id from announced told
          join message m on m.clinic_id = $1 and m.id = told.message_id
          where told.clinic_id = $1 and m.channel = $2 and m.to_address = $3
            and m.state in ('sending', 'sent', 'delivered', 'unknown')
        )
        order by a.starts_at, a.id limit 1 for no key update
        """,
        channel,
        address,
        tx.now,
    )
