from __future__ import annotations

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from topsmile.clinics import service as clinics
from topsmile.kernel.bodies import Archive, check_version
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import NotFound
from topsmile.kernel.events import emit
from topsmile.kernel.pages import Page, page, read_cursor
from topsmile.kernel.trail import trail
from topsmile.providers import queries
from topsmile.providers.events import ProviderChanged
from topsmile.providers.models import (
    AddException,
    ChangeProvider,
    CreateProvider,
    Provider,
    ProviderException,
    in_order,
)


async def get(tx: Tx, provider_id: UUID) -> Provider:
    return await queries.find(tx, provider_id)


async def listed(tx: Tx, cursor: str | None, limit: int, *, archived: bool) -> Page[Provider]:
    after = read_cursor(cursor, tuple[str, UUID])
    found = await queries.listed(tx, after, limit, archived=archived)
    return page(found, limit, lambda provider: (provider.name, provider.id))


async def create(tx: Tx, data: CreateProvider) -> Provider:
    week = in_order(data.hours)
    provider_id = await queries.insert(tx, data)
    await queries.set_hours(tx, provider_id, week)
    provider = await queries.find(tx, provider_id)
    await trail(tx, "provider.created", "provider", provider.id, after=provider)
    await clinics.availability_changed(tx)
    await emit(tx, ProviderChanged(provider.id))
    return provider


async def change(tx: Tx, provider_id: UUID, data: ChangeProvider) -> Provider:
    before = await _locked(tx, provider_id, data.expected_version)
    changes = data.changes()
    if isinstance(data.hours, list):
        changes["hours"] = in_order(data.hours)
    wanted = replace(before, **changes)
    if wanted == before:
        return before
    rescheduled = wanted.hours != before.hours
    if rescheduled:
        await queries.set_hours(tx, provider_id, wanted.hours)
    after = await queries.update(tx, wanted, rescheduled=rescheduled)
    await trail(tx, "provider.changed", "provider", provider_id, before=before, after=after)
    await emit(tx, ProviderChanged(provider_id))
    return after


async def archive(tx: Tx, provider_id: UUID, data: Archive | None) -> Provider:
    """They can no longer be booked; what was booked stays."""
    before = await _locked(tx, provider_id, data.expected_version if data else None)
    if before.archived_at:
        return before
    after = await queries.archive(tx, provider_id)
    await trail(tx, "provider.archived", "provider", provider_id, before=before, after=after)
    await clinics.availability_changed(tx)
    await emit(tx, ProviderChanged(provider_id))
    return after


async def exceptions(
    tx: Tx, provider_id: UUID, cursor: str | None, limit: int
) -> Page[ProviderException]:
    await queries.find(tx, provider_id)
    after = read_cursor(cursor, tuple[date, UUID])
    found = await queries.exceptions(tx, provider_id, after, limit)
    return page(found, limit, lambda each: (each.first_day, each.id))


async def add_exception(tx: Tx, provider_id: UUID, data: AddException) -> ProviderException:
    data.check()
    await _lock(tx, provider_id)
    added = await queries.insert_exception(tx, provider_id, data)
    await trail(tx, "provider.exception_added", "provider", provider_id, after=added)
    await emit(tx, ProviderChanged(provider_id))
    return added


async def remove_exception(tx: Tx, provider_id: UUID, exception_id: UUID) -> None:
    await _lock(tx, provider_id)
    removed = await queries.delete_exception(tx, provider_id, exception_id)
    await trail(tx, "provider.exception_removed", "provider", provider_id, before=removed)
    await emit(tx, ProviderChanged(provider_id))


async def _locked(tx: Tx, provider_id: UUID, expected_version: int | None) -> Provider:
    await _lock(tx, provider_id)
    provider = await queries.find(tx, provider_id)
    check_version(provider, expected_version)
    return provider


async def _lock(tx: Tx, provider_id: UUID) -> None:
    if not await queries.lock(tx, provider_id):
        raise NotFound
