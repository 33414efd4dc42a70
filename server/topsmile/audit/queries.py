from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from topsmile.audit.models import (
    ActorRef,
    AuditEntry,
    ChainState,
    Entry,
    Head,
    Link,
    LinkedEntry,
    Wanted,
)
from topsmile.kernel.db import Tx

CONTENT = (
    "e.at, e.action, e.subject, e.subject_id, e.actor_id, e.actor_role, e.address,"
    " e.request_id, e.before, e.after"
)
COLUMNS = f"e.id, {CONTENT}"


async def begin(tx: Tx) -> None:
    """The head of a chain that has not begun yet."""
    await tx.run(
        "insert into audit_chain (clinic_id) values ($1)"
        " on conflict on constraint audit_chain_pkey do nothing"
    )


async def head(tx: Tx) -> Head | None:
    return await tx.maybe(
        Head,
        "select number, mac, newest, anchored_number from audit_chain where clinic_id = $1",
    )


async def head_locked(tx: Tx) -> Head:
    return await tx.one(
        Head,
        """
        select number, mac, newest, anchored_number from audit_chain
        where clinic_id = $1 for no key update
        """,
    )


async def unchained(tx: Tx, after: UUID, limit: int) -> list[Entry]:
    """Entries with greater ids that are in no link yet, the oldest first."""
    return await tx.all(
        Entry,
        f"""
        select {COLUMNS} from audit_entry e
        where e.clinic_id = $1 and e.id > $2 and not exists (
          select from audit_link l where l.clinic_id = $1 and l.entry_id = e.id
        )
        order by e.id limit $3
        """,
        after,
        limit,
    )


async def insert_links(
    tx: Tx, numbers: Sequence[int], entries: Sequence[UUID], macs: Sequence[bytes], key_id: str
) -> None:
    await tx.run(
        """
        insert into audit_link (clinic_id, number, entry_id, mac, key_id)
        select $1, made.number, made.entry_id, made.mac, $5
        from unnest($2::bigint[], $3::uuid[], $4::bytea[]) made (number, entry_id, mac)
        """,
        numbers,
        entries,
        macs,
        key_id,
    )


async def move_head(tx: Tx, old: Head, number: int, mac: bytes, newest: UUID | None) -> bool:
    """True if the head still was where it was read."""
    return bool(
        await tx.value(
            """
            update audit_chain
            set number = $4, mac = $5, newest = greatest(newest, $6),
              chained_at = case when $4 > $2 then $7 else chained_at end
            where clinic_id = $1 and number = $2 and mac = $3 returning true
            """,
            old.number,
            old.mac,
            number,
            mac,
            newest,
            tx.now,
        )
    )


async def mark_anchored(tx: Tx, number: int, at: datetime) -> None:
    await tx.run(
        """
        update audit_chain set anchored_number = $2, anchored_at = $3
        where clinic_id = $1 and anchored_number < $2
        """,
        number,
        at,
    )


# For whoever verifies ----------------------------------------------------------------------------


async def links(tx: Tx, after: int, limit: int) -> list[LinkedEntry]:
    return await tx.all(
        _linked,
        f"""
        select l.number, l.entry_id, l.mac, l.key_id, e.id as found_id, {CONTENT}
        from audit_link l left join audit_entry e on e.clinic_id = $1 and e.id = l.entry_id
        where l.clinic_id = $1 and l.number > $2
        order by l.number limit $3
        """,
        after,
        limit,
    )


def _linked(
    *, number: int, entry_id: UUID, mac: bytes, key_id: str, found_id: UUID | None, **content: Any
) -> LinkedEntry:
    link = Link(number, entry_id, mac, key_id)
    return LinkedEntry(link, None if found_id is None else Entry(found_id, **content))


async def macs_of(tx: Tx, numbers: list[int]) -> dict[int, bytes]:
    rows = await tx.all(
        _pair,
        "select number, mac from audit_link where clinic_id = $1 and number = any($2::bigint[])",
        numbers,
    )
    return dict(rows)


def _pair(number: int, mac: bytes) -> tuple[int, bytes]:
    return number, mac


class Chained(msgspec.Struct, frozen=True):
    id: UUID
    at: datetime
    chained: bool


async def whether_chained(tx: Tx, after: UUID, limit: int) -> list[Chained]:
    """Every entry in the order of their ids, and whether it has a link."""
    return await tx.all(
        Chained,
        """
        select e.id, e.at, exists (
          select from audit_link l where l.clinic_id = $1 and l.entry_id = e.id
        ) as chained
        from audit_entry e where e.clinic_id = $1 and e.id > $2
        order by e.id limit $3
        """,
        after,
        limit,
    )


# For whoever reads -------------------------------------------------------------------------------


async def plan_each_time(tx: Tx) -> None:
    """A question names some of its filters; a plan for all of them at once reads everything."""
    await tx.run(
        "select set_config('plan_cache_mode', 'force_custom_plan', true) where $1::uuid is not null"
    )


async def found(
    tx: Tx, wanted: Wanted, before: tuple[datetime, UUID] | None, limit: int
) -> list[AuditEntry]:
    """Newest first, older than `before`."""
    return await tx.all(
        shown,
        f"""
        select l.number, {COLUMNS} from audit_entry e
        left join audit_link l on l.clinic_id = $1 and l.entry_id = e.id
        where e.clinic_id = $1
          and ($2::timestamptz is null or e.at >= $2)
          and ($3::timestamptz is null or e.at < $3)
          and ($4::uuid is null or e.actor_id = $4)
          and ($5::text is null or e.action = $5)
          and ($6::text is null or e.subject = $6)
          and ($7::uuid is null or e.subject_id = $7)
          and ($8::text is null or e.request_id = $8)
          and ($9::timestamptz is null or (e.at, e.id) < ($9, $10::uuid))
        order by e.at desc, e.id desc limit $11
        """,
        wanted.since,
        wanted.until,
        wanted.actor_id,
        wanted.action,
        wanted.subject,
        wanted.subject_id,
        wanted.request_id,
        *(before or (None, None)),
        limit,
    )


async def find(tx: Tx, entry_id: UUID) -> AuditEntry:
    return await tx.one(
        shown,
        f"""
        select l.number, {COLUMNS} from audit_entry e
        left join audit_link l on l.clinic_id = $1 and l.entry_id = e.id
        where e.clinic_id = $1 and e.id = $2
        """,
        entry_id,
    )


def shown(
    *,
    actor_id: UUID | None,
    actor_role: str,
    before: str | None,
    after: str | None,
    **entry: Any,
) -> AuditEntry:
    """Its actor's name is added by whoever knows people."""
    actor = ActorRef(actor_id, None, actor_role)
    return AuditEntry(actor=actor, before=_read(before), after=_read(after), **entry)


def _read(said: str | None) -> Any:
    return None if said is None else msgspec.json.decode(said)


async def state(tx: Tx, after: UUID) -> ChainState | None:
    return await tx.maybe(
        ChainState,
        """
        select c.number, c.chained_at, c.anchored_number, c.anchored_at, (
          select count(*) from audit_entry e
          where e.clinic_id = $1 and e.id > $2 and not exists (
            select from audit_link l where l.clinic_id = $1 and l.entry_id = e.id
          )
        ) as unchained
        from audit_chain c where c.clinic_id = $1
        """,
        after,
    )
