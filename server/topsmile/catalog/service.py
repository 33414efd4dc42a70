from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace

from topsmile.catalog import queries
from topsmile.catalog.events import ServiceChanged
from topsmile.catalog.models import ChangeService, CreateService, Price, Service
from topsmile.clinics import policies
from topsmile.clinics import service as clinics
from topsmile.clinics.models import Policy
from topsmile.kernel.bodies import Archive, check_version
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Invalid
from topsmile.kernel.events import emit
from topsmile.kernel.money import Money
from topsmile.kernel.pages import Page, page, read_cursor
from topsmile.kernel.trail import trail


async def get(tx: Tx, service_id: UUID) -> Service:
    return await queries.find(tx, service_id)


async def listed(tx: Tx, cursor: str | None, limit: int, *, archived: bool) -> Page[Service]:
    after = read_cursor(cursor, tuple[int, str, UUID])
    found = await queries.listed(tx, after, limit, archived=archived)
    return page(found, limit, lambda service: (service.position, service.name, service.id))


async def create(tx: Tx, data: CreateService) -> Service:
    await _check_currency(tx, data.price)
    _check_policy(data.policy)
    await _check_providers(tx, data.provider_ids)
    service_id = await queries.insert(tx, data)
    await queries.set_providers(tx, service_id, data.provider_ids)
    service = await queries.find(tx, service_id)
    await trail(tx, "service.created", "service", service.id, after=service)
    await clinics.availability_changed(tx)
    await emit(tx, ServiceChanged(service.id))
    return service


async def change(tx: Tx, service_id: UUID, data: ChangeService) -> Service:
    before = await _locked(tx, service_id, data.expected_version)
    changes = data.changes()
    if isinstance(data.price, Price):
        await _check_currency(tx, data.price)
        changes["price"] = Money(data.price.amount, data.price.currency)
    if isinstance(data.policy, Policy):
        _check_policy(data.policy)
    if isinstance(data.provider_ids, list):
        await _check_providers(tx, data.provider_ids)
        changes["provider_ids"] = sorted(set(data.provider_ids))
    wanted = replace(before, **changes)
    if wanted == before:
        return before
    await queries.set_providers(tx, service_id, wanted.provider_ids)
    after = await queries.update(tx, wanted)
    await trail(tx, "service.changed", "service", service_id, before=before, after=after)
    await clinics.availability_changed(tx)
    await emit(tx, ServiceChanged(service_id))
    return after


async def archive(tx: Tx, service_id: UUID, data: Archive | None) -> Service:
    """It is no longer offered; its appointments stay."""
    before = await _locked(tx, service_id, data.expected_version if data else None)
    if before.archived_at:
        return before
    after = await queries.archive(tx, service_id)
    await trail(tx, "service.archived", "service", service_id, before=before, after=after)
    await clinics.availability_changed(tx)
    await emit(tx, ServiceChanged(service_id))
    return after


async def _locked(tx: Tx, service_id: UUID, expected_version: int | None) -> Service:
    await queries.lock(tx, service_id)
    service = await queries.find(tx, service_id)
    check_version(service, expected_version)
    return service


async def _check_currency(tx: Tx, price: Price) -> None:
    settings = await clinics.settings(tx)
    if price.currency != settings.currency:
        raise Invalid.on("price.currency", f"This clinic's currency is {settings.currency}.")


def _check_policy(policy: Policy | None) -> None:
    if policy is not None:
        policies.check(policy, "policy.")


async def _check_providers(tx: Tx, provider_ids: Sequence[UUID]) -> None:
    if set(provider_ids) - await queries.working(tx, provider_ids):
        raise Invalid.on("provider_ids", "Not everyone in this list is a provider of this clinic.")
