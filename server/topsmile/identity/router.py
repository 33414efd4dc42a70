from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from topsmile.identity import confirming, cookies, recovering, service
from topsmile.identity.desk import Desk
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
from topsmile.kernel.cause import Cause

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
