"""`/api/realtime`: who may listen to what, and a socket for them.

An ASGI application of its own: through the framework every idle socket would keep a request, its
dependencies and a chain of coroutines in memory.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from typing import NamedTuple
from urllib.parse import parse_qsl
from uuid import UUID

import structlog

from topsmile.identity import watching
from topsmile.identity.desk import Desk
from topsmile.identity.models import Principal
from topsmile.kernel import cause
from topsmile.kernel.attempts import TROUBLE
from topsmile.kernel.edge import Receive, Scope, Send
from topsmile.kernel.errors import NotFound, NotSignedIn, SessionExpired, TooManyRequests
from topsmile.kernel.limits import client_of
from topsmile.realtime.hub import Hub
from topsmile.realtime.models import (
    PUBLIC,
    STAFF,
    Caps,
    Close,
    Place,
    Refused,
    of_patient,
    text_of,
)
from topsmile.realtime.rounds import Rounds
from topsmile.realtime.sockets import Socket, close

log = structlog.get_logger("live")
PATH = "/api/realtime"
GREETING_SECONDS = 10.0
NUMBER = re.compile(r"\d{1,18}\Z", re.ASCII)
SLUG = re.compile(r"[a-z0-9-]{1,63}\Z")


class Wish(NamedTuple):
    clinic: str | None
    since: int | None


class Guest(NamedTuple):
    """Who wants to listen, and to what. `client` is set for whom nobody has signed in."""

    place: Place
    session_id: UUID | None
    role: str
    client: str | None


class Live:
    def __init__(self, hub: Hub, desk: Desk, caps: Caps) -> None:
        self.hub, self.desk, self.caps = hub, desk, caps
        self.rounds = Rounds(hub, desk)
        self.count = 0
        self.anonymous: Counter[str] = Counter()

    def open(self) -> None:
        self.rounds.open()

    async def close(self) -> None:
        await self.hub.close()
        await self.rounds.close()
        await self.hub.broadcast.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != PATH:
            await send({"type": "websocket.close", "code": int(Close.FOREIGN)})
            return
        await receive()  # that they want to connect
        began, request_id = time.monotonic(), cause.request_id.get()
        code: Close | None = None
        channel = "-"
        try:
            async with asyncio.timeout(GREETING_SECONDS):
                wish = _wish(scope["query_string"])
                guest = await self._admitted(wish, scope)
                channel = guest.place.channel.partition(":")[0]
                await _accept(send, request_id)
            # A socket may live for days; the request it came with need not.
            scope.clear()
            code = await self._keep(guest, wish.since, receive, send)
        except Refused as refused:
            code = refused.code
            await _accept(send, request_id)
        except TROUBLE:
            code = Close.LATER
        if code is not None:
            await close(send, code)
        seconds = round(time.monotonic() - began, 1)
        log.info("socket", channel=channel, code=code, seconds=seconds, request_id=request_id)

    # Who -------------------------------------------------------------------------------------

    async def _admitted(self, wish: Wish, scope: Scope) -> Guest:
        address = client_of(str(scope["topsmile_address"]))
        try:
            if wish.clinic is not None:
                guest = await self._anyone(wish.clinic, address)
            else:
                guest = _member(await watching.recognised(self.desk, scope["headers"]))
        except (NotSignedIn, SessionExpired):
            raise Refused(Close.SESSION_OVER) from None
        except NotFound:
            raise Refused(Close.NO_CLINIC) from None
        except (TooManyRequests, *TROUBLE):
            raise Refused(Close.LATER) from None
        if self._is_full(guest.client):
            raise Refused(Close.LATER)
        return guest

    async def _anyone(self, slug: str, address: str) -> Guest:
        """What anyone may see, nobody needs to sign in for, and a session is not looked at."""
        if self._is_full(address):
            raise Refused(Close.LATER)
        if not SLUG.match(slug):
            raise Refused(Close.NO_CLINIC)
        clinic = await watching.somewhere(self.desk, slug, address)
        return Guest(Place(clinic.id, PUBLIC), None, "anonymous", address)

    def _is_full(self, client: str | None) -> bool:
        """`client` is set for whom nobody has signed in."""
        if self.count >= self.caps.sockets:
            return True
        return client is not None and (
            self.anonymous[client] >= self.caps.anonymous_per_client
            or self.anonymous.total() >= self.caps.anonymous
        )

    # How -------------------------------------------------------------------------------------

    async def _keep(
        self, guest: Guest, since: int | None, receive: Receive, send: Send
    ) -> Close | None:
        """Until the client leaves (None) or must."""
        if self._is_full(guest.client):
            return Close.LATER  # others came in while it was found out who this is
        socket = Socket(guest.place, guest.session_id, guest.role, send)
        self._enter(guest, socket)
        try:
            await self._greet(socket, since)
            await socket.attend(receive)
        except Refused as refused:
            return refused.code
        except asyncio.CancelledError:
            if (code := socket.excuse()) is None:
                raise
            return code
        finally:
            socket.gone()
            self._leave(guest, socket)
            await self.hub.leave(socket)
        return None

    async def _greet(self, socket: Socket, since: int | None) -> None:
        found = await self.hub.join(socket, since)
        replayed = [(each.seq, each.text) for each in found.frames or []]
        if found.frames is None:
            replayed = [(found.current, text_of(found.current, "reset"))]
        await socket.begin(found.current, since, replayed)

    def _enter(self, guest: Guest, socket: Socket) -> None:
        self.count += 1
        if guest.client is not None:
            self.anonymous[guest.client] += 1
        self.rounds.add(socket)

    def _leave(self, guest: Guest, socket: Socket) -> None:
        self.count -= 1
        if guest.client is not None:
            self.anonymous[guest.client] -= 1
            if not self.anonymous[guest.client]:
                del self.anonymous[guest.client]
        self.rounds.remove(socket)


def _member(principal: Principal) -> Guest:
    channel = STAFF if principal.is_staff else of_patient(principal.patient_id or UUID(int=0))
    return Guest(
        Place(principal.clinic_id, channel), principal.session_id, principal.role, client=None
    )


def _wish(query: bytes) -> Wish:
    """Each parameter at most once, and none that nobody reads."""
    given = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    asked = dict(given)
    since = asked.get("since")
    if len(asked) < len(given) or asked.keys() - {"clinic", "since"}:
        raise Refused(Close.MALFORMED)
    if since is not None and not NUMBER.match(since):
        raise Refused(Close.MALFORMED)
    return Wish(asked.get("clinic"), None if since is None else int(since))


async def _accept(send: Send, request_id: str) -> None:
    await send({"type": "websocket.accept", "headers": [(b"x-request-id", request_id.encode())]})
