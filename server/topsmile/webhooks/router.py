from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from topsmile.adapters.destinations import Destinations
from topsmile.identity.permissions import needs
from topsmile.kernel.bodies import Archive
from topsmile.kernel.db import Tx
from topsmile.kernel.idempotency import Once
from topsmile.kernel.pages import Limit, Page
from topsmile.webhooks import service
from topsmile.webhooks.models import (
    Call,
    CallState,
    ChangeEndpoint,
    CreateEndpoint,
    Endpoint,
    EndpointWithSecret,
)
from topsmile.webhooks.sealing import Seals

OPT = needs("webhooks.manage")


@get("/", opt=OPT, operation_id="listWebhooks")
async def listed(
    tx: NamedDependency[Tx],
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    archived: FromQuery[bool] = False,
) -> Page[Endpoint]:
    """Where the clinic's other systems listen."""
    return await service.listed(tx, cursor, limit, archived=archived)


@post("/", opt=OPT, operation_id="createWebhook")
async def create(
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    seals: NamedDependency[Seals],
    destinations: NamedDependency[Destinations],
    data: JSONBody[CreateEndpoint],
) -> Response[EndpointWithSecret]:
    """Tell another system. The answer has its secret, which is never shown again."""
    return await once(lambda: service.create(tx, seals, destinations, data))


@get("/{endpoint_id:str}", opt=OPT, operation_id="showWebhook")
async def show(tx: NamedDependency[Tx], endpoint_id: FromPath[UUID]) -> Endpoint:
    """One webhook."""
    return await service.get(tx, endpoint_id)


@patch("/{endpoint_id:str}", opt=OPT, operation_id="changeWebhook")
async def change(
    tx: NamedDependency[Tx],
    destinations: NamedDependency[Destinations],
    endpoint_id: FromPath[UUID],
    data: JSONBody[ChangeEndpoint],
) -> Endpoint:
    """Change what is sent and keep the rest; pause or resume."""
    return await service.change(tx, destinations, endpoint_id, data)


@post(
    "/{endpoint_id:str}/archive",
    status_code=200,
    opt=OPT,
    operation_id="archiveWebhook",
)
async def archive(
    tx: NamedDependency[Tx],
    endpoint_id: FromPath[UUID],
    data: JSONBody[Archive | None] = None,
) -> Endpoint:
    """It is told nothing any more. Its log stays for thirty days."""
    return await service.archive(tx, endpoint_id, data)


@post(
    "/{endpoint_id:str}/rotate-secret",
    status_code=200,
    opt=OPT,
    operation_id="rotateWebhookSecret",
)
async def rotate_secret(
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    seals: NamedDependency[Seals],
    endpoint_id: FromPath[UUID],
) -> Response[EndpointWithSecret]:
    """A new secret, shown this once. The old one signs along for 24 hours."""
    return await once(lambda: service.rotate_secret(tx, seals, endpoint_id), 200)


@post("/{endpoint_id:str}/test", opt=OPT, operation_id="testWebhook")
async def test(
    tx: NamedDependency[Tx], once: NamedDependency[Once], endpoint_id: FromPath[UUID]
) -> Response[Call]:
    """Send it a `webhook.test`, once."""
    return await once(lambda: service.test(tx, endpoint_id))


@get("/{endpoint_id:str}/calls", opt=OPT, operation_id="listWebhookCalls")
async def calls(
    tx: NamedDependency[Tx],
    endpoint_id: FromPath[UUID],
    state_: Annotated[CallState | None, QueryParameter(name="state")] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[Call]:
    """What it was told and what it said to that, newest first."""
    return await service.calls(tx, endpoint_id, state_, cursor, limit)


@post(
    "/{endpoint_id:str}/calls/{call_id:str}/replay",
    status_code=200,
    opt=OPT,
    operation_id="replayWebhookCall",
)
async def replay(
    tx: NamedDependency[Tx], endpoint_id: FromPath[UUID], call_id: FromPath[UUID]
) -> Call:
    """Tell it again, under the same webhook-id."""
    return await service.replay(tx, endpoint_id, call_id)


router = Router(
    "/api/webhooks",
    route_handlers=[
        listed,
        create,
        show,
        change,
        archive,
        rotate_secret,
        test,
        calls,
        replay,
    ],
    tags=["Webhooks"],
)
