"""For sockets: who opens one, and whether those who did may still have it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TypeAlias
from uuid import UUID

from topsmile.adapters.cache import CacheGone
from topsmile.clinics.models import Clinic
from topsmile.identity import queries
from topsmile.identity.desk import Desk
from topsmile.identity.models import Principal
from topsmile.kernel.cause import Cause
from topsmile.kernel.ground import ground
from topsmile.kernel.limits import REQUESTS

CAUSE = Cause("session-watch")
Watched: TypeAlias = tuple[UUID, str]  # a session, and the role it was opened with


async def recognised(desk: Desk, headers: Iterable[tuple[bytes, bytes]]) -> Principal:
    """Whom the access token of a handshake is of, counted as a request of theirs.

    Raises NotSignedIn, SessionExpired or TooManyRequests.
    """
    principal = desk.tokens.read_access(_token(desk, headers), desk.clock.now())
    await desk.sessions.check(principal)
    return principal


def _token(desk: Desk, headers: Iterable[tuple[bytes, bytes]]) -> str:
    """From `Authorization: Bearer`, else from the cookie, which HTTP/2 may bring in many lines."""
    cookies = ""
    for name, value in headers:
        text = value.decode("latin-1")
        if name == b"authorization" and text[:7].lower() == "bearer ":
            return text[7:].strip()
        if name == b"cookie":
            cookies += f";{text}"
    named = (part.strip().partition("=") for part in cookies.split(";"))
    return next((value for name, _, value in named if name == desk.access_cookie), "")


async def somewhere(desk: Desk, slug: str, address: str) -> Clinic:
    """The clinic that anyone may look at, counted as a request from that address."""
    with suppress(CacheGone):  # then it was counted in this process instead
        await desk.limiter.admit(REQUESTS, address, None)
    remembered = desk.directory.remembered(slug)
    if remembered:
        return remembered
    async with ground(desk.database, CAUSE) as transaction:
        return await desk.directory.by_slug(transaction, slug)


async def over(desk: Desk, watched: list[Watched]) -> list[Watched]:
    """Which of these sessions have ended, or are no longer of a member with that role."""
    async with ground(desk.database, CAUSE) as transaction:
        return await queries.over(transaction, watched)
