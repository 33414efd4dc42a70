from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from topsmile.adapters.cache import Cache
from topsmile.identity.permissions import needs
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.held import HeldDelivery, QueueSummary, State
from topsmile.kernel.pages import Page
from topsmile.operations import service
from topsmile.operations.models import Health


@get("/api/deliveries", opt=needs("deliveries.manage"), operation_id="listDeliveries")
async def deliveries(
    tx: NamedDependency[Tx],
    state_: Annotated[State, QueryParameter(name="state")] = "held",
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> Page[HeldDelivery]:
    """Consequences that have stopped being tried, and why."""
    return await service.listed(tx, state_, cursor, limit)


@get("/api/deliveries/summary", opt=needs("deliveries.manage"), operation_id="summariseDeliveries")
async def summary(tx: NamedDependency[Tx]) -> QueueSummary:
    """How many wait, for how long, and whose have trouble."""
    return await service.summary(tx)


@post(
    "/api/deliveries/{delivery_id:str}/replay",
    status_code=200,
    opt=needs("deliveries.manage"),
    operation_id="replayDelivery",
)
async def replay(tx: NamedDependency[Tx], delivery_id: FromPath[UUID]) -> HeldDelivery:
    """Try a held delivery again from the start."""
    return await service.replay(tx, delivery_id)


@post(
    "/api/deliveries/{delivery_id:str}/discard",
    status_code=200,
    opt=needs("deliveries.manage"),
    operation_id="discardDelivery",
)
async def discard(tx: NamedDependency[Tx], delivery_id: FromPath[UUID]) -> HeldDelivery:
    """Never try a held delivery again."""
    return await service.discard(tx, delivery_id)


@get("/api/health/live", opt=needs("public"), operation_id="live")
async def live() -> Health:
    """This process answers."""
    return Health("ok", {})


@get("/api/health/ready", opt=needs("public"), operation_id="ready")
async def ready(
    database: NamedDependency[Database], cache: NamedDependency[Cache]
) -> Response[Health]:
    """This process and what it cannot do without answer."""
    health = await service.health(database, cache)
    return Response(health, status_code=200 if health.status == "ok" else 503)


router = Router(
    "/", route_handlers=[deliveries, summary, replay, discard, live, ready], tags=["Operations"]
)
