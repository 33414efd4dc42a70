"""The cookies of a session, and the device that signed in before."""

from __future__ import annotations

import base64
import hmac
import os
from typing import Any

from litestar import Response
from litestar.datastructures import Cookie

from topsmile.identity.desk import Desk
from topsmile.identity.models import Grant, Signed
from topsmile.identity.tokens import ACCESS_LIFE, SESSION_LIFE

AUTH = "/api/auth"
YEAR_SECONDS = 365 * 24 * 3600


def signed_in(desk: Desk, grant: Grant, status: int = 200, email: str = "") -> Response[Signed]:
    """The user, and the cookies of their session. `email` marks this device as known to it."""
    cookies = [
        _cookie(desk, desk.access_cookie, grant.access, "/", "lax", ACCESS_LIFE.total_seconds()),
        _cookie(
            desk, desk.refresh_cookie, grant.refresh, AUTH, "strict", SESSION_LIFE.total_seconds()
        ),
    ]
    if email:
        mark = device_mark(desk, email, os.urandom(12))
        cookies.append(_cookie(desk, desk.device_cookie, mark, AUTH, "strict", YEAR_SECONDS))
    return Response(Signed(grant.user), status_code=status, cookies=cookies, headers=NO_STORE)


NO_STORE = {"cache-control": "no-store"}


def signed_out(desk: Desk) -> Response[None]:
    cookies = [
        _cookie(desk, desk.access_cookie, "", "/", "lax", 0),
        _cookie(desk, desk.refresh_cookie, "", AUTH, "strict", 0),
    ]
    return Response(None, status_code=204, cookies=cookies, headers=NO_STORE)


def device_mark(desk: Desk, email: str, nonce: bytes) -> str:
    """`nonce` and the proof that we gave it to someone who signed in with this address."""
    proof = hmac.digest(desk.tokens.device_key, nonce + email.lower().encode(), "sha256")[:16]
    return base64.urlsafe_b64encode(nonce + proof).decode()


def known_device(desk: Desk, mark: str | None, email: str) -> str:
    """The device's own counter for this address; empty if it never signed in with it."""
    try:
        nonce = base64.urlsafe_b64decode((mark or "").encode())[:12]
    except ValueError:
        return ""
    expected = device_mark(desk, email, nonce)
    return nonce.hex() if mark and hmac.compare_digest(expected.encode(), mark.encode()) else ""


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
