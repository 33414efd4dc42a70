from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec.structs import astuple

from topsmile.catalog.models import CreateService, Service
from topsmile.clinics import policies
from topsmile.clinics.models import Policy
from topsmile.kernel.db import Tx
from topsmile.kernel.money import Money

# Who performs it: those who still work here. With the clinic's policy beside its own.
COLUMNS = """
s.id, s.name, s.description, s.duration_minutes, s.buffer_before_minutes, s.buffer_after_minutes,
s.price_amount, s.price_currency, s.position, s.version, s.archived_at,
array(
  select p.id from service_provider sp
  join provider p on p.clinic_id = $1 and p.id = sp.provider_id and p.archived_at is null
  where sp.clinic_id = $1 and sp.service_id = s.id
  order by p.id
) as provider_ids,
row(s.deposit_kind, s.deposit_amount, s.cancellation_hours, s.late_cancel_fee, s.no_show_fee)
  as own_policy,
row(c.deposit_kind, c.deposit_amount, c.cancellation_hours, c.late_cancel_fee, c.no_show_fee)
  as clinic_policy,
c.payments_ready
"""
FROM = "service s join clinic_settings c on c.clinic_id = $1"


async def lock(tx: Tx, service_id: UUID) -> None:
    """Read it in a later statement: this one may not see everything that it waited for."""
    await tx.run(
        "select id from service where clinic_id = $1 and id = $2 for no key update", service_id
    )


async def find(tx: Tx, service_id: UUID) -> Service:
    return await tx.one(
        _service,
        f"select {COLUMNS} from {FROM} where s.clinic_id = $1 and s.id = $2",
        service_id,
    )


async def listed(
    tx: Tx, after: tuple[int, str, UUID] | None, limit: int, *, archived: bool
) -> list[Service]:
    """By `position, name, id`, one more than `limit`."""
    return await tx.all(
        _service,
        f"""
        select {COLUMNS} from {FROM}
        where s.clinic_id = $1 and (s.archived_at is not null) = $2
          and ($3::smallint is null or (s.position, s.name, s.id) > ($3, $4::text, $5::uuid))
        order by s.position, s.name, s.id limit $6
        """,
        archived,
        *(after or (None, None, None)),
        limit + 1,
    )


async def insert(tx: Tx, service: CreateService) -> UUID:
    service_id: UUID = await tx.value(
        """
        insert into service (clinic_id, name, description, duration_minutes,
          buffer_before_minutes, buffer_after_minutes, price_amount, price_currency, position,
          created_at, deposit_kind, deposit_amount, cancellation_hours, late_cancel_fee,
          no_show_fee)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning id
        """,
        service.name,
        service.description,
        service.duration_minutes,
        service.buffer_before_minutes,
        service.buffer_after_minutes,
        service.price.amount,
        service.price.currency,
        service.position,
        tx.now,
        *_columns(service.policy),
    )
    return service_id


async def update(tx: Tx, service: Service) -> Service:
    """Write everything but its providers; see `set_providers`."""
    return await tx.one(
        _service,
        f"""
        update service s
        set name = $3, description = $4, duration_minutes = $5, buffer_before_minutes = $6,
          buffer_after_minutes = $7, price_amount = $8, price_currency = $9, position = $10,
          deposit_kind = $11, deposit_amount = $12, cancellation_hours = $13,
          late_cancel_fee = $14, no_show_fee = $15, version = s.version + 1
        from clinic_settings c
        where s.clinic_id = $1 and s.id = $2 and c.clinic_id = $1 returning {COLUMNS}
        """,
        service.id,
        service.name,
        service.description,
        service.duration_minutes,
        service.buffer_before_minutes,
        service.buffer_after_minutes,
        service.price.amount,
        service.price.currency,
        service.position,
        *_columns(service.policy),
    )


async def archive(tx: Tx, service_id: UUID) -> Service:
    return await tx.one(
        _service,
        f"""
        update service s set archived_at = $3, version = s.version + 1
        from clinic_settings c
        where s.clinic_id = $1 and s.id = $2 and c.clinic_id = $1 returning {COLUMNS}
        """,
        service_id,
        tx.now,
    )


async def set_providers(tx: Tx, service_id: UUID, provider_ids: Sequence[UUID]) -> None:
    await tx.run(
        """
        with gone as (
          delete from service_provider
          where clinic_id = $1 and service_id = $2 and provider_id <> all($3::uuid[])
        )
        insert into service_provider (clinic_id, service_id, provider_id)
        select $1, $2, chosen from unnest($3::uuid[]) chosen
        on conflict on constraint service_provider_pkey do nothing
        """,
        service_id,
        list(provider_ids),
    )


async def working(tx: Tx, provider_ids: Sequence[UUID]) -> set[UUID]:
    """Which of them work at this clinic."""
    found = await tx.values(
        """
        select id from provider
        where clinic_id = $1 and id = any($2::uuid[]) and archived_at is null
        """,
        list(provider_ids),
    )
    return set(found)


def _columns(policy: Policy | None) -> tuple[Any, ...]:
    """As they stand in the table: all null where the clinic's policy holds."""
    if policy is None:
        return (None,) * len(Policy.__struct_fields__)
    return astuple(policy)


def _service(
    *,
    price_amount: int,
    price_currency: str,
    own_policy: Sequence[Any],
    clinic_policy: Sequence[Any],
    payments_ready: bool,
    **own: Any,
) -> Service:
    price = Money(price_amount, price_currency)
    policy = policies.of_columns(own_policy)
    terms = policies.asked(payments_ready, policy, Policy(*clinic_policy), price)
    return Service(price=price, policy=policy, terms=terms, **own)
