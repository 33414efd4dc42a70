from __future__ import annotations

from typing import Any, cast

from litestar import MediaType, Request, Response, Router, post
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency, Provide
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromQuery

from topsmile.identity import guards
from topsmile.identity.desk import Desk
from topsmile.identity.permissions import needs
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.notifications import hearing
from topsmile.notifications.callbacks import Callbacks, form

AnyRequest = Request[Any, Any, Any]
AnyConnection = ASGIConnection[Any, Any, Any, Any]
SILENCE = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


async def from_twilio(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Before anything else is read or looked up."""
    request = cast("AnyRequest", connection)
    query = connection.scope["query_string"].decode("latin-1")
    place = f"{connection.scope['path']}?{query}"
    callbacks: Callbacks = connection.app.state.callbacks
    signature = connection.headers.get("x-twilio-signature", "")
    callbacks.check(place, await request.body(), signature)


@post(
    "/status",
    status_code=204,
    opt=needs("public"),
    guards=[from_twilio],
    operation_id="messageStatus",
)
async def status(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    callbacks: NamedDependency[Callbacks],
    about: FromQuery[str],
) -> None:
    """Twilio tells what became of a message. Signed by Twilio; `about` is signed by us."""
    await hearing.status(desk.database, cause, callbacks, about, form(await request.body()))


@post(
    "/incoming",
    status_code=200,
    opt=needs("public"),
    guards=[from_twilio],
    operation_id="messageReply",
    media_type=MediaType.XML,
    dependencies={
        "viewer": Provide(guards.public_viewer),
        "tx": Provide(guards.public_transaction),
    },
)
async def incoming(request: AnyRequest, tx: NamedDependency[Tx]) -> Response[str]:
    """Twilio brings an answer to a message of `?clinic=<slug>`. Nothing is said in return."""
    await hearing.reply(tx, form(await request.body()))
    return Response(SILENCE, media_type=MediaType.XML)


router = Router(
    "/api/messages/callbacks/twilio", route_handlers=[status, incoming], tags=["Messages"]
)
