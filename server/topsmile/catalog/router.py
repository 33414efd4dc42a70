from __future__ import annotations

from uuid import UUID

from litestar import Response, Router, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from topsmile.catalog import service
from topsmile.catalog.models import ChangeService, CreateService, Service
from topsmile.identity.permissions import needs
from topsmile.kernel.bodies import Archive
from topsmile.kernel.db import Tx
from topsmile.kernel.idempotency import Once
from topsmile.kernel.pages import Limit, Page


@get("/", opt=needs("services.read"), operation_id="listServices")
async def listed(
    tx: NamedDependency[Tx],
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    archived: FromQuery[bool] = False,
) -> Page[Service]:
    """The services offered, or with `archived` those that no longer are."""
    return await service.listed(tx, cursor, limit, archived=archived)


@post("/", opt=needs("services.manage"), operation_id="createService")
async def create(
    tx: NamedDependency[Tx], once: NamedDependency[Once], data: JSONBody[CreateService]
) -> Response[Service]:
    """Offer a new service."""
    return await once(lambda: service.create(tx, data))


@get("/{service_id:str}", opt=needs("services.read"), operation_id="showService")
async def show(tx: NamedDependency[Tx], service_id: FromPath[UUID]) -> Service:
    """One service."""
    return await service.get(tx, service_id)


@patch("/{service_id:str}", opt=needs("services.manage"), operation_id="changeService")
async def change(
    tx: NamedDependency[Tx], service_id: FromPath[UUID], data: JSONBody[ChangeService]
) -> Service:
    """Change what is sent and keep the rest."""
    return await service.change(tx, service_id, data)


@post(
    "/{service_id:str}/archive",
    status_code=200,
    opt=needs("services.manage"),
    operation_id="archiveService",
)
async def archive(
    tx: NamedDependency[Tx],
    service_id: FromPath[UUID],
    data: JSONBody[Archive | None] = None,
) -> Service:
    """Offer it no longer. Its appointments stay."""
    return await service.archive(tx, service_id, data)


router = Router(
    "/api/services", route_handlers=[listed, create, show, change, archive], tags=["Services"]
)
