from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from topsmile.identity import confirming, cookies, recovering, service, staff
from topsmile.identity.desk import Desk
from topsmile.identity.guards import once_for
from topsmile.identity.models import (
    Confirmation,
    Devices,
    Forgotten,
    NewPassword,
    Principal,
    Signed,
    SignIn,
)
from topsmile.identity.permissions import needs
from topsmile.identity.staff_models import ChangeMember, InviteMember, Member
from topsmile.kernel.bodies import Archive
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.kernel.pages import Limit, Page

AnyRequest = Request[Any, Any, Any]


@post("/login", status_code=200, opt=needs("public"), operation_id="login")
async def login(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    data: JSONBody[SignIn],
) -> Response[Signed]:
    """Sign in with an e-mail address and a password. Sets the cookies of a new session."""
    mark = request.cookies.get(desk.device_cookie)
    agent = request.headers.get("user-agent", "")
    grant = await service.sign_in(desk, cause, data, agent, mark)
    return cookies.signed_in(desk, grant, mark=True)


# A valid refresh is never limited: whom it is from and whether it counts only the service can tell.
@post(
    "/refresh",
    status_code=200,
    opt={**needs("public"), "counts_itself": True},
    operation_id="refresh",
)
async def refresh(
    request: AnyRequest, desk: NamedDependency[Desk], cause: NamedDependency[Cause]
) -> Response[Signed]:
    """Exchange the refresh cookie for new cookies."""
    grant = await service.refresh(desk, cause, request.cookies.get(desk.refresh_cookie))
    return cookies.signed_in(desk, grant)


@post("/logout", status_code=204, opt=needs("public"), operation_id="logout")
async def logout(
    request: AnyRequest, desk: NamedDependency[Desk], cause: NamedDependency[Cause]
) -> Response[None]:
    """End this session for the very next request, everywhere."""
    token = request.cookies.get(desk.refresh_cookie)
    await service.sign_out(desk, cause, request.scope.get("principal"), token)  # type: ignore[arg-type]
    return cookies.signed_out(desk)


@get("/me", opt=needs("signed_in"), operation_id="me")
async def me(
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    principal: NamedDependency[Principal],
) -> Response[Signed]:
    """Who I am, as the database knows it now."""
    user = await service.me(desk, cause, principal)
    return Response(Signed(user), headers=cookies.NO_STORE)


@get("/sessions", opt=needs("signed_in"), operation_id="listSessions")
async def devices(
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    principal: NamedDependency[Principal],
) -> Devices:
    """Where I am signed in."""
    return Devices(await service.devices(desk, cause, principal))


@delete("/sessions/{session_id:str}", opt=needs("signed_in"), operation_id="endSession")
async def revoke(
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    principal: NamedDependency[Principal],
    session_id: FromPath[UUID],
) -> None:
    """Sign out one of my devices."""
    await service.revoke(desk, cause, principal, session_id)


@post("/forgot", status_code=202, opt=needs("public"), operation_id="forgotPassword")
async def forgot(
    desk: NamedDependency[Desk], cause: NamedDependency[Cause], data: JSONBody[Forgotten]
) -> None:
    """Ask for a mail with a link to a new password. The answer does not tell who is known."""
    await recovering.forgot(desk, cause, data)


@post("/reset", status_code=204, opt=needs("public"), operation_id="resetPassword")
async def reset(
    desk: NamedDependency[Desk], cause: NamedDependency[Cause], data: JSONBody[NewPassword]
) -> None:
    """Choose a new password with the link's token. Ends every session there was."""
    await recovering.reset(desk, cause, data)


@post("/confirm", status_code=200, opt=needs("public"), operation_id="confirmAddress")
async def confirm(
    desk: NamedDependency[Desk], cause: NamedDependency[Cause], data: JSONBody[Confirmation]
) -> Response[Signed]:
    """This address is mine. Signs nobody in."""
    user = await confirming.confirm(desk, cause, data)
    return Response(Signed(user), headers=cookies.NO_STORE)


@post(
    "/confirm/send", status_code=202, opt=needs("signed_in"), operation_id="sendConfirmationAgain"
)
async def confirm_again(
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    principal: NamedDependency[Principal],
) -> None:
    """Send the mail that confirms my address once more."""
    await confirming.send_again(desk, cause, principal)


@get("/", opt=needs("staff.manage"), operation_id="listStaff")
async def listed(
    tx: NamedDependency[Tx],
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    archived: FromQuery[bool] = False,
) -> Page[Member]:
    """Who works here by name, or with `archived` who no longer does."""
    return await staff.listed(tx, cursor, limit, archived=archived)


@post("/", opt=needs("staff.manage"), operation_id="inviteStaff")
async def invite(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    principal: NamedDependency[Principal],
    data: JSONBody[InviteMember],
) -> Response[Member]:
    """Someone works here from now on. They get a mail with which they choose a password."""
    once_in = await once_for(request, principal)
    return await staff.invite(desk, cause, principal, data, once_in)


@get("/{member_id:str}", opt=needs("staff.manage"), operation_id="showStaff")
async def show(tx: NamedDependency[Tx], member_id: FromPath[UUID]) -> Member:
    """One of the staff."""
    return await staff.get(tx, member_id)


@patch("/{member_id:str}", opt=needs("staff.manage"), operation_id="changeStaff")
async def change(
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    principal: NamedDependency[Principal],
    member_id: FromPath[UUID],
    data: JSONBody[ChangeMember],
) -> Member:
    """Change what is sent and keep the rest. Another role signs them out everywhere here."""
    return await staff.change(desk, cause, principal, member_id, data)


@post(
    "/{member_id:str}/archive",
    status_code=200,
    opt=needs("staff.manage"),
    operation_id="archiveStaff",
)
async def archive(
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    principal: NamedDependency[Principal],
    member_id: FromPath[UUID],
    data: JSONBody[Archive | None] = None,
) -> Member:
    """They work here no more and are signed out at once."""
    return await staff.archive(desk, cause, principal, member_id, data)


administration = Router(
    "/api/staff", route_handlers=[listed, invite, show, change, archive], tags=["Staff"]
)
router = Router(
    "/api/auth",
    route_handlers=[
        login,
        refresh,
        logout,
        me,
        devices,
        revoke,
        forgot,
        reset,
        confirm,
        confirm_again,
    ],
    tags=["Sign-in"],
)
