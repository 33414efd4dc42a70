"""Who is asking, whether they may, and the transaction they ask in. Runs before every operation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any, cast

from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromQuery

from topsmile.adapters.cache import CacheGone
from topsmile.clinics.models import Clinic
from topsmile.identity.desk import Desk
from topsmile.identity.models import Principal, Viewer
from topsmile.identity.permissions import Permission, may
from topsmile.kernel import cause as causes
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import (
    FieldError,
    Invalid,
    NotAllowed,
    NotSignedIn,
    SessionExpired,
)
from topsmile.kernel.ground import ground
from topsmile.kernel.idempotency import Once
from topsmile.kernel.limits import REQUESTS

AnyRequest = Request[Any, Any, Any]
AnyConnection = ASGIConnection[Any, Any, Any, Any]


async def admit(connection: AnyConnection, handler: BaseRouteHandler) -> None:
    """Recognise who asks, count the request, and refuse what their role does not allow."""
    permission: Permission | None = handler.opt.get("permission")
    if permission is None:
        return  # pages and the health of the process; a contract test lists them
    if handler.opt.get("counts_itself"):
        connection.scope["principal"] = None  # type: ignore[typeddict-unknown-key]
        _check_query(connection, handler)
        return
    desk: Desk = connection.app.state.desk
    principal = await _recognised(connection, desk, required=permission != "public")
    connection.scope["principal"] = principal  # type: ignore[typeddict-unknown-key]
    if principal is None:
        await _count(connection, desk)
    elif permission != "public" and not may(principal.role, permission):
        raise NotAllowed
    _check_query(connection, handler)


async def _recognised(connection: AnyConnection, desk: Desk, *, required: bool) -> Principal | None:
    try:
        principal = desk.tokens.read_access(_token(connection, desk), desk.clock.now())
        await desk.sessions.check(principal)
    except (NotSignedIn, SessionExpired):
        if required:
            raise
        return None  # what everybody may see, nobody is asked to sign in for
    else:
        return principal


def _token(connection: AnyConnection, desk: Desk) -> str:
    authorization = connection.headers.get("authorization", "")
    if authorization[:7].lower() == "bearer ":
        return authorization[7:].strip()
    return str(connection.cookies.get(desk.access_cookie, ""))


async def _count(connection: AnyConnection, desk: Desk) -> None:
    with suppress(CacheGone):  # then it was counted in this process instead
        await desk.limiter.admit(REQUESTS, address_of(connection), None)


def _check_query(connection: AnyConnection, handler: BaseRouteHandler) -> None:
    """A query parameter that nobody reads is a mistake, not something to ignore."""
    if not connection.scope["query_string"]:
        return
    known = connection.app.state.query_names.get(handler.fn, frozenset())
    if unknown := sorted(set(connection.query_params) - known):
        raise Invalid(errors=[FieldError(name, "There is no such parameter.") for name in unknown])


def address_of(connection: AnyConnection) -> str:
    return str(connection.scope.get("topsmile_address", "unknown"))


# Dependencies ---------------------------------------------------------------------------------


def provide_desk(request: AnyRequest) -> Desk:
    return cast("Desk", request.app.state.desk)


def provide_principal(request: AnyRequest) -> Principal:
    return cast("Principal", request.scope["principal"])  # type: ignore[typeddict-item]


def cause_of(request: AnyRequest, principal: Principal | None) -> Cause:
    return Cause(
        request_id=causes.request_id.get(),
        actor_id=principal.person_id if principal else None,
        actor_role=principal.role if principal else "anonymous",
        address=address_of(request),
    )


def provide_cause(request: AnyRequest) -> Cause:
    return cause_of(request, request.scope.get("principal"))  # type: ignore[arg-type]


async def member_transaction(request: AnyRequest) -> AsyncIterator[Tx]:
    """In the clinic of the access token; committed before the response is sent."""
    desk = provide_desk(request)
    principal = provide_principal(request)
    cause = cause_of(request, principal)
    async with desk.database.transaction(principal.clinic_id, cause) as tx:
        yield tx


def member_viewer(request: AnyRequest) -> Viewer:
    principal = provide_principal(request)
    return Viewer(principal.clinic_id, principal, address_of(request))


async def public_viewer(request: AnyRequest, clinic: FromQuery[str | None] = None) -> Viewer:
    """For `?clinic=<slug>` when it is given, else the token's clinic."""
    desk = provide_desk(request)
    principal: Principal | None = request.scope.get("principal")  # type: ignore[assignment]
    if clinic is None:
        if principal is None:
            raise Invalid.on("clinic", "Say which clinic: ?clinic=<slug>, or sign in.")
        return Viewer(principal.clinic_id, principal, address_of(request))
    asked = await _clinic(desk, request, clinic)
    member = principal if principal and principal.clinic_id == asked.id else None
    return Viewer(asked.id, member, address_of(request))


async def _clinic(desk: Desk, request: AnyRequest, slug: str) -> Clinic:
    remembered = desk.directory.remembered(slug)
    if remembered:
        return remembered
    async with ground(desk.database, cause_of(request, None)) as transaction:
        return await desk.directory.by_slug(transaction, slug)


async def public_transaction(
    request: AnyRequest, viewer: NamedDependency[Viewer]
) -> AsyncIterator[Tx]:
    desk = provide_desk(request)
    cause = cause_of(request, viewer.member)
    async with desk.database.transaction(viewer.clinic_id, cause) as tx:
        yield tx


async def provide_once(request: AnyRequest, tx: NamedDependency[Tx]) -> Once:
    """Keys live per person and operation; for anyone, per clinic."""
    principal: Principal | None = request.scope.get("principal")  # type: ignore[assignment]
    once_in = await once_for(request, principal)
    return once_in(tx)


async def once_for(request: AnyRequest, principal: Principal | None) -> Callable[[Tx], Once]:
    """For an operation that finds its clinic by itself."""
    return _once(request, principal, await request.body())


def once_of(request: AnyRequest, digest: bytes) -> Callable[[Tx], Once]:
    """For a member's body that is too large to be held: `digest` stands for it."""
    return _once(request, provide_principal(request), digest)


def _once(request: AnyRequest, principal: Principal | None, body: bytes) -> Callable[[Tx], Once]:
    desk = provide_desk(request)

    def once_in(tx: Tx) -> Once:
        return Once(
            tx,
            desk.tokens.seal_key,
            request.headers.get("idempotency-key"),
            str(principal.person_id) if principal else "anyone",
            f"{request.method} {request.url.path}",
            body,
        )

    return once_in


def query_names(api: Litestar) -> dict[Any, frozenset[str]]:
    """Which query parameters each operation reads, its dependencies' included, by its function."""
    return {
        handler.fn: frozenset(each.field_alias for each in model.expected_query_params)
        for route in api.routes
        for handler, model in getattr(route, "route_handler_map", {}).values()
    }
