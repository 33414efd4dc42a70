"""The cookies of a session, and the device that signed in before."""

from __future__ import annotations

import os
from typing import Any

from litestar import Response
from litestar.datastructures import Cookie

from topsmile.identity import devices
from topsmile.identity.desk import Desk
from topsmile.identity.models import Grant, Signed
from topsmile.identity.tokens import ACCESS_LIFE, SESSION_LIFE

AUTH = "/api/auth"
YEAR_SECONDS = 365 * 24 * 3600


def signed_in(
    desk: Desk, grant: Grant, status: int = 200, *, mark: bool = False
) -> Response[Signed]:
    """The user, and the cookies of their session. `mark`: this device is known as theirs."""
    cookies = [
        _cookie(desk, desk.access_cookie, grant.access, "/", "lax", ACCESS_LIFE.total_seconds()),
        _cookie(
            desk, desk.refresh_cookie, grant.refresh, AUTH, "strict", SESSION_LIFE.total_seconds()
        ),
    ]
    if mark:
        theirs = devices.mark(
            desk.tokens.device_key, grant.user.id, os.urandom(devices.NONCE_BYTES)
        )
        cookies.append(_cookie(desk, desk.device_cookie, theirs, AUTH, "strict", YEAR_SECONDS))
    return Response(Signed(grant.user), status_code=status, cookies=cookies, headers=NO_STORE)


NO_STORE = {"cache-control": "no-store"}


def signed_out(desk: Desk) -> Response[None]:
    cookies = [
        _cookie(desk, desk.access_cookie, "", "/", "lax", 0),
        _cookie(desk, desk.refresh_cookie, "", AUTH, "strict", 0),
    ]
    return Response(None, status_code=204, cookies=cookies, headers=NO_STORE)


def _cookie(desk: Desk, key: str, value: str, path: str, same_site: Any, age: float) -> Cookie:
    return Cookie(
        key,
        path,
        value,
        max_age=int(age),
        httponly=True,
        secure=desk.secure,
        samesite=same_site,
    )
