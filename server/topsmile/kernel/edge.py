"""Where a request enters and leaves: its id, size, deadline, origin, and its line in the log."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any, TypeAlias

import msgspec
import structlog

from topsmile.kernel import cause
from topsmile.kernel.attempts import account_of
from topsmile.kernel.errors import (
    ForeignOrigin,
    Malformed,
    TooLarge,
    TooSlow,
    TopSmileError,
    Unavailable,
)
from topsmile.kernel.pacing import Allowance, Pace
from topsmile.kernel.problems import MEDIA_TYPE, as_problem, understood

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

log = structlog.get_logger("http")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FOREIGN = 4403  # what a socket is refused with


class Rules(msgspec.Struct, frozen=True):
    """`origins` are ours, `cookies` the names whose presence makes a request ambient."""

    origins: frozenset[str]
    cookies: frozenset[str]
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    body_limit: int = 1024 * 1024
    deadline: float = 15.0
    secure: bool = False
    allowances: tuple[Allowance, ...] = ()


class Edge:
    """Wraps the whole application; nothing below it sees a request without an id."""

    def __init__(self, app: App, rules: Rules) -> None:
        self.app = app
        self.rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] != "http":
            await self.app(scope, receive, send)
        else:
            await _Passage(self.app, self.rules, scope, receive, send).run()

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A handshake from a page that is not ours is refused before there is a socket."""
        # Nothing of the passage is kept: a socket may stay for days.
        if not _Passage(self.app, self.rules, scope, receive, send).greet():
            log.info("socket refused", request_id=cause.request_id.get())
            await send({"type": "websocket.close", "code": FOREIGN})
            return
        try:
            await self.app(scope, receive, send)
        except Exception as error:  # noqa: BLE001 -- nobody is above
            kind = type(error).__name__
            log.error("unexpected error", error=kind, account=account_of(error))  # noqa: TRY400


class _Passage:
    """One request on its way through."""

    def __init__(self, app: App, rules: Rules, scope: Scope, receive: Receive, send: Send) -> None:
        self.app, self.rules, self.scope = app, rules, scope
        self._receive, self._send = receive, send
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.status = 0

    async def run(self) -> None:
        began = time.perf_counter()
        self._introduce()
        self.pace = self._pace()
        try:
            self._check()
            async with asyncio.timeout(self.rules.deadline) as self.limit:
                self._renew()
                await self.app(self.scope, self.receive, self.send)
        except TopSmileError as error:
            await self._refuse(error)
        except TimeoutError:
            await self._refuse(self._overdue())
        except Exception as error:  # noqa: BLE001 -- nobody is above to tell the client
            kind = type(error).__name__
            log.error("unexpected error", error=kind, account=account_of(error))  # noqa: TRY400
            await self._refuse(understood(error))
        finally:
            log.info(
                "request",
                method=self.scope["method"],
                # The path may be a secret, such as a hold's id; its template never is.
                route=self.scope.get("path_template", "-"),
                status=self.status,
                ms=round((time.perf_counter() - began) * 1000, 1),
                request_id=self.request_id,
            )

    def greet(self) -> bool:
        """For a socket: browsers always say from where, and their cookies come along."""
        self._introduce()
        origin = self.headers.get(b"origin")
        if origin is None:
            return not self._has_cookies()
        return origin.decode("latin-1") in self.rules.origins

    def _introduce(self) -> None:
        offered = self.headers.get(b"x-request-id")
        self.request_id = cause.accepted(offered.decode("latin-1") if offered else None)
        cause.request_id.set(self.request_id)
        self.scope["topsmile_address"] = self._address()

    def _check(self) -> None:
        if "\x00" in self.scope["path"] or b"%00" in self.scope["query_string"]:
            raise Malformed("The address contains a NUL character.")
        length = self.headers.get(b"content-length", b"0")
        # A number of thousands of digits is none to Python.
        if not length[:20].isdigit() or int(length[:20]) > self.pace.body_limit:
            raise TooLarge(most=self.pace.body_limit)
        if self.scope["method"] not in SAFE:
            self._check_origin()

    def _check_origin(self) -> None:
        site = self.headers.get(b"sec-fetch-site")
        origin = self.headers.get(b"origin")
        if site is not None and site not in (b"same-origin", b"none"):
            raise ForeignOrigin
        if origin is not None and origin.decode("latin-1") not in self.rules.origins:
            raise ForeignOrigin
        if site is None and origin is None and self._has_cookies():
            raise ForeignOrigin

    def _has_cookies(self) -> bool:
        # HTTP/2 may bring each cookie in a header of its own.
        lines = [value for name, value in self.scope["headers"] if name == b"cookie"]
        carried = b";".join(lines).decode("latin-1").split(";")
        return any(part.split("=")[0].strip() in self.rules.cookies for part in carried)

    def _address(self) -> str:
        """The client's address; a proxy's word counts only if the proxy is one of ours."""
        client = self.scope.get("client")
        address = client[0] if client else "unknown"
        forwarded = self.headers.get(b"x-forwarded-for")
        if forwarded is None or not self.rules.trusted_proxies:
            return address
        hops = [*_hops(forwarded), address]
        while self._trusted(address := hops.pop()) and hops:
            pass
        return address

    def _trusted(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        # A socket for both kinds shows 10.0.0.1 as ::ffff:10.0.0.1.
        plain = getattr(parsed, "ipv4_mapped", None) or parsed
        return any(plain in network for network in self.rules.trusted_proxies)

    def _pace(self) -> Pace:
        method, path = self.scope["method"], self.scope["path"]
        known = (each for each in self.rules.allowances if each.covers(method, path))
        length = self.headers.get(b"content-length", b"0")
        expected = length != b"0" or b"transfer-encoding" in self.headers
        return Pace(
            next(known, None), self.rules.body_limit, self.rules.deadline, expected=expected
        )

    def _renew(self) -> None:
        until = self.pace.until()
        if until is not None:
            self.limit.reschedule(until)

    def _overdue(self) -> TopSmileError:
        if self.pace.refusing_early:
            return TooSlow()
        return Unavailable(detail="This took too long. Please try again.")

    async def receive(self) -> Message:
        message = await self._receive()
        self.pace.count(message)
        self._renew()
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message["headers"], *self._own_headers()]
        elif self.pace.refusing_early and not message.get("more_body"):
            await self._send({**message, "more_body": True})
            await self.pace.linger(self._receive)
            message = {"type": "http.response.body", "body": b""}
        await self._send(message)
        if message.get("more_body"):
            # A long answer in pieces has the time anew for each.
            self.limit.reschedule(asyncio.get_running_loop().time() + self.rules.deadline)

    def _own_headers(self) -> list[tuple[bytes, bytes]]:
        own = [
            (b"x-request-id", self.request_id.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
        ]
        if self.pace.refusing_early:
            own.append((b"connection", b"close"))
        if self.rules.secure:
            own.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
        return own

    async def _refuse(self, error: TopSmileError) -> None:
        if self.status:
            return  # the answer had begun; its length will not match and the client will notice
        status, headers, body = as_problem(error)
        await self.send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [
                    (b"content-type", MEDIA_TYPE.encode()),
                    (b"content-length", str(len(body)).encode()),
                    *((name.encode(), value.encode()) for name, value in headers.items()),
                ],
            }
        )
        await self.send({"type": "http.response.body", "body": body})


def _hops(forwarded: bytes) -> list[str]:
    return [hop.strip() for hop in forwarded.decode("latin-1").split(",")]
