from __future__ import annotations

from uuid import UUID

from litestar import Response, Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from topsmile.identity.permissions import needs
from topsmile.kernel.bodies import Archive
from topsmile.kernel.db import Tx
from topsmile.kernel.idempotency import Once
from topsmile.kernel.pages import Limit, Page
from topsmile.providers import service
from topsmile.providers.models import (
    AddException,
    ChangeProvider,
    CreateProvider,
    Provider,
    ProviderException,
)


@get("/", opt=needs("providers.read"), operation_id="listProviders")
async def listed(
    tx: NamedDependency[Tx],
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    archived: FromQuery[bool] = False,
) -> Page[Provider]:
    """Who treats patients here, or with `archived` who no longer does."""
    return await service.listed(tx, cursor, limit, archived=archived)


@post("/", opt=needs("providers.manage"), operation_id="createProvider")
async def create(
    tx: NamedDependency[Tx], once: NamedDependency[Once], data: JSONBody[CreateProvider]
) -> Response[Provider]:
    """Someone new who treats patients."""
    return await once(lambda: service.create(tx, data))


@get("/{provider_id:str}", opt=needs("providers.read"), operation_id="showProvider")
async def show(tx: NamedDependency[Tx], provider_id: FromPath[UUID]) -> Provider:
    """One provider, with the weekly hours."""
    return await service.get(tx, provider_id)


@patch("/{provider_id:str}", opt=needs("providers.manage"), operation_id="changeProvider")
async def change(
    tx: NamedDependency[Tx], provider_id: FromPath[UUID], data: JSONBody[ChangeProvider]
) -> Provider:
    """Change what is sent and keep the rest; `hours` replaces the whole week."""
    return await service.change(tx, provider_id, data)


@post(
    "/{provider_id:str}/archive",
    status_code=200,
    opt=needs("providers.manage"),
    operation_id="archiveProvider",
)
async def archive(
    tx: NamedDependency[Tx],
    provider_id: FromPath[UUID],
    data: JSONBody[Archive | None] = None,
) -> Provider:
    """They can no longer be booked. What was booked stays."""
    return await service.archive(tx, provider_id, data)


@get(
    "/{provider_id:str}/exceptions",
    opt=needs("providers.read"),
    operation_id="listProviderExceptions",
)
async def exceptions(
    tx: NamedDependency[Tx],
    provider_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ProviderException]:
    """Dates that differ from the week, by their first day."""
    return await service.exceptions(tx, provider_id, cursor, limit)


@post(
    "/{provider_id:str}/exceptions",
    opt=needs("providers.manage"),
    operation_id="addProviderException",
)
async def add_exception(
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    provider_id: FromPath[UUID],
    data: JSONBody[AddException],
) -> Response[ProviderException]:
    """Time off, or other hours, on some dates."""
    return await once(lambda: service.add_exception(tx, provider_id, data))


@delete(
    "/{provider_id:str}/exceptions/{exception_id:str}",
    opt=needs("providers.manage"),
    operation_id="removeProviderException",
)
async def remove_exception(
    tx: NamedDependency[Tx], provider_id: FromPath[UUID], exception_id: FromPath[UUID]
) -> None:
    """Back to the weekly hours."""
    await service.remove_exception(tx, provider_id, exception_id)


router = Router(
    "/api/providers",
    route_handlers=[
        listed,
        create,
        show,
        change,
        archive,
        exceptions,
        add_exception,
        remove_exception,
    ],
    tags=["Providers"],
)
