from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from topsmile.kernel.db import Tx
from topsmile.realtime.models import MOST_REPLAYED, Numbered, Resumed, resumed, text_of

LAST = 2**62  # no frame has a greater number


class Concerned(NamedTuple):
    """Whom and what a change is about."""

    patient_id: UUID | None
    provider_id: UUID | None


class Said(NamedTuple):
    """A frame that has no number yet. `ids` is JSON."""

    channel: str
    event: str
    ids: str


def _numbered(channel: str, seq: int, event: str, ids: str) -> Numbered:
    return Numbered(channel, seq, text_of(seq, event, ids))


async def concerned(tx: Tx, appointment_id: UUID | None, message_id: UUID | None) -> Concerned:
    found = await tx.maybe(
        Concerned,
        """
        select patient_id, provider_id from appointment where clinic_id = $1 and id = $2
        union all
        select patient_id, null from message where clinic_id = $1 and id = $3
        """,
        appointment_id,
        message_id,
    )
    return found or Concerned(None, None)


async def written(tx: Tx, event_id: UUID) -> list[Numbered]:
    return await tx.all(
        _numbered,
        """
        select channel, seq, event, ids from realtime_frame
        where clinic_id = $1 and event_id = $2
        """,
        event_id,
    )


async def write(tx: Tx, event_id: UUID, said: list[Said]) -> list[Numbered]:
    """Each gets its channel's next number, under the lock of the channel's row.

    Channels are locked in the order of their names, whatever else the event is about.
    """
    ordered = sorted(said)
    return await tx.all(
        _numbered,
        """
        with next as (
          insert into realtime_channel (clinic_id, channel, seq)
          select $1, named.channel, 1
          from unnest($3::text[]) with ordinality named (channel, place) order by place
          on conflict on constraint realtime_channel_pkey
          do update set seq = realtime_channel.seq + 1
          returning channel, seq
        )
        insert into realtime_frame (clinic_id, channel, seq, event_id, event, ids, at)
        select $1, next.channel, next.seq, $2, said.event, said.ids, $6
        from next join unnest($3::text[], $4::text[], $5::jsonb[]) said (channel, event, ids)
          on said.channel = next.channel
        returning channel, seq, event, ids
        """,
        event_id,
        [each.channel for each in ordered],
        [each.event for each in ordered],
        [each.ids for each in ordered],
        tx.now,
    )


async def resume(tx: Tx, channel: str, since: int | None) -> Resumed:
    """One statement, so that number and frames are of one moment."""
    rows = await tx.all(
        lambda **row: row,
        """
        select c.seq as current, f.seq, f.event, f.ids
        from realtime_channel c
        left join realtime_frame f
          on f.clinic_id = $1 and f.channel = c.channel and f.seq > $3
        where c.clinic_id = $1 and c.channel = $2
        order by f.seq limit $4
        """,
        channel,
        LAST if since is None else since,
        MOST_REPLAYED + 1,
    )
    found = [
        _numbered(channel, row["seq"], row["event"], row["ids"])
        for row in rows[:MOST_REPLAYED]
        if row["seq"] is not None
    ]
    return resumed(rows[0]["current"] if rows else 0, since, found)


async def missed(tx: Tx, last: dict[str, int], most: int) -> list[Numbered]:
    """What these channels have after those numbers, in order."""
    return await tx.all(
        _numbered,
        """
        select f.channel, f.seq, f.event, f.ids
        from unnest($2::text[], $3::bigint[]) known (channel, seq)
        join realtime_frame f
          on f.clinic_id = $1 and f.channel = known.channel and f.seq > known.seq
        order by f.channel, f.seq limit $4
        """,
        list(last),
        list(last.values()),
        most,
    )


async def forget(tx: Tx, before: datetime) -> None:
    """Each channel keeps its last frame."""
    await tx.run(
        """
        delete from realtime_frame f using realtime_channel c
        where f.clinic_id = $1 and c.clinic_id = $1 and c.channel = f.channel
          and f.seq < c.seq and f.at < $2
        """,
        before,
    )
