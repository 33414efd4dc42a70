from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from topsmile.kernel.db import Tx
from topsmile.providers.models import (
    AddException,
    CreateProvider,
    Hours,
    Provider,
    ProviderException,
)
from topsmile.providers.walltime import minutes, wall

COLUMNS = """
p.id, p.name, p.specialty, p.version, p.archived_at,
array(
  select array[h.weekday, h.opens, h.closes] from provider_hours h
  where h.clinic_id = $1 and h.provider_id = p.id
  order by h.weekday, h.opens
) as hours,
array(
  select s.id from service_provider sp
  join service s on s.clinic_id = $1 and s.id = sp.service_id and s.archived_at is null
  where sp.clinic_id = $1 and sp.provider_id = p.id
  order by s.id
) as service_ids
"""
EXCEPTION = "id, kind, first_day, last_day, opens, closes, note, created_at"


async def lock(tx: Tx, provider_id: UUID) -> bool:
    """Bookings lock the same row, so what is decided after this is decided on what they left."""
    return bool(
        await tx.value(
            "select true from provider where clinic_id = $1 and id = $2 for no key update",
            provider_id,
        )
    )


async def find(tx: Tx, provider_id: UUID) -> Provider:
    return await tx.one(
        _provider,
        f"select {COLUMNS} from provider p where p.clinic_id = $1 and p.id = $2",
        provider_id,
    )


async def listed(
    tx: Tx, after: tuple[str, UUID] | None, limit: int, *, archived: bool
) -> list[Provider]:
    """By `name, id`, one more than `limit`."""
    return await tx.all(
        _provider,
        f"""
        select {COLUMNS} from provider p
        where p.clinic_id = $1 and (p.archived_at is not null) = $2
          and ($3::text is null or (p.name, p.id) > ($3, $4::uuid))
        order by p.name, p.id limit $5
        """,
        archived,
        *(after or (None, None)),
        limit + 1,
    )


async def insert(tx: Tx, provider: CreateProvider) -> UUID:
    provider_id: UUID = await tx.value(
        """
        insert into provider (clinic_id, name, specialty, created_at)
        values ($1, $2, $3, $4) returning id
        """,
        provider.name,
        provider.specialty,
        tx.now,
    )
    return provider_id


async def set_hours(tx: Tx, provider_id: UUID, week: Sequence[Hours]) -> None:
    """Replace the week; whoever calls this also raises the schedule's version."""
    await tx.run(
        """
        with gone as (
          delete from provider_hours where clinic_id = $1 and provider_id = $2
        )
        insert into provider_hours (clinic_id, provider_id, weekday, opens, closes)
        select $1, $2, weekday, opens, closes
        from unnest($3::smallint[], $4::smallint[], $5::smallint[]) week (weekday, opens, closes)
        """,
        provider_id,
        [each.weekday for each in week],
        [minutes(each.opens) for each in week],
        [minutes(each.closes) for each in week],
    )


async def update(tx: Tx, provider: Provider, *, rescheduled: bool) -> Provider:
    """`rescheduled`: the hours changed, so free times that were answered are out of date."""
    return await tx.one(
        _provider,
        f"""
        update provider p
        set name = $3, specialty = $4, version = version + 1,
          schedule_version = schedule_version + case when $5 then 1 else 0 end
        where p.clinic_id = $1 and p.id = $2 returning {COLUMNS}
        """,
        provider.id,
        provider.name,
        provider.specialty,
        rescheduled,
    )


async def archive(tx: Tx, provider_id: UUID) -> Provider:
    return await tx.one(
        _provider,
        f"""
        update provider p
        set archived_at = $3, version = version + 1, schedule_version = schedule_version + 1
        where p.clinic_id = $1 and p.id = $2 returning {COLUMNS}
        """,
        provider_id,
        tx.now,
    )


async def exceptions(
    tx: Tx, provider_id: UUID, after: tuple[date, UUID] | None, limit: int
) -> list[ProviderException]:
    """By `first_day, id`, one more than `limit`."""
    return await tx.all(
        _exception,
        f"""
        select {EXCEPTION} from provider_exception
        where clinic_id = $1 and provider_id = $2
          and ($3::date is null or (first_day, id) > ($3, $4::uuid))
        order by first_day, id limit $5
        """,
        provider_id,
        *(after or (None, None)),
        limit + 1,
    )


async def insert_exception(tx: Tx, provider_id: UUID, added: AddException) -> ProviderException:
    return await tx.one(
        _exception,
        f"""
        with rescheduled as (
          update provider set schedule_version = schedule_version + 1
          where clinic_id = $1 and id = $2
        )
        insert into provider_exception (clinic_id, provider_id, kind, first_day, last_day, opens,
          closes, note, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning {EXCEPTION}
        """,
        provider_id,
        added.kind,
        added.first_day,
        added.last_day,
        None if added.opens is None else minutes(added.opens),
        None if added.closes is None else minutes(added.closes),
        added.note,
        tx.now,
    )


async def delete_exception(tx: Tx, provider_id: UUID, exception_id: UUID) -> ProviderException:
    return await tx.one(
        _exception,
        f"""
        with rescheduled as (
          update provider set schedule_version = schedule_version + 1
          where clinic_id = $1 and id = $2
        )
        delete from provider_exception
        where clinic_id = $1 and provider_id = $2 and id = $3 returning {EXCEPTION}
        """,
        provider_id,
        exception_id,
    )


def _provider(*, hours: list[list[int]], **own: Any) -> Provider:
    week = [Hours(weekday, wall(opens), wall(closes)) for weekday, opens, closes in hours]
    return Provider(hours=week, **own)


def _exception(*, opens: int | None, closes: int | None, **own: Any) -> ProviderException:
    return ProviderException(
        opens=None if opens is None else wall(opens),
        closes=None if closes is None else wall(closes),
        **own,
    )
