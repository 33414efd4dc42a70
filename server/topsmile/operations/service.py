"""Held deliveries, which a person decides about, and the health of this process."""

from __future__ import annotations

from uuid import UUID

from topsmile.adapters.cache import Cache, CacheGone
from topsmile.kernel import held, schedules
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.errors import Unavailable
from topsmile.kernel.held import HeldDelivery, QueueSummary, State
from topsmile.kernel.pages import Page, page, read_cursor
from topsmile.kernel.trail import trail
from topsmile.operations.models import Health, Light


async def listed(tx: Tx, state: State, cursor: str | None, limit: int) -> Page[HeldDelivery]:
    found = await held.listed(tx, state, read_cursor(cursor, UUID), limit + 1)
    return page(found, limit, lambda each: each.id)


async def summary(tx: Tx) -> QueueSummary:
    return await held.summary(tx)


async def replay(tx: Tx, delivery_id: UUID) -> HeldDelivery:
    await held.replay(tx, delivery_id)
    await trail(tx, "delivery.replayed", "delivery", delivery_id)
    return await held.find(tx, delivery_id)


async def discard(tx: Tx, delivery_id: UUID) -> HeldDelivery:
    if not await schedules.skip(tx, delivery_id):
        await held.discard(tx, delivery_id)
    await trail(tx, "delivery.discarded", "delivery", delivery_id)
    return await held.find(tx, delivery_id)


async def health(database: Database, cache: Cache) -> Health:
    """Without Valkey everything works, more slowly; without PostgreSQL nothing does."""
    checks: dict[str, Light] = {
        "postgresql": await _database(database),
        "valkey": await _cache(cache),
    }
    return Health(checks["postgresql"], checks)


async def _database(database: Database) -> Light:
    try:
        async with database.unfenced() as connection:
            await connection.fetchval("select 1")
    except Unavailable:
        return "away"
    return "ok"


async def _cache(cache: Cache) -> Light:
    try:
        await cache.ping()
    except CacheGone:
        return "away"
    return "ok"
