"""Telling another clinic's system something, at an address that somebody typed in.

The name is resolved here, every answer is judged, and the connection is made to exactly an address
that was judged: nothing resolves again in between, so an answer that changes changes nothing.
Certificates are still those of the name.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

import httpcore
import msgspec

from topsmile.adapters.destinations import Destinations, is_public

MOST_BYTES = 64 * 1024
EXCERPT = 500
MOST_ADDRESSES = 4


class Hook(msgspec.Struct, frozen=True):
    """A request to make: POST `body` to `url`."""

    url: str
    headers: dict[str, str]
    body: str


Reason = Literal[
    "bad_address",
    "no_such_name",
    "not_public",
    "no_answer",
    "nobody_there",
    "certificate",
    "broken",
    "redirected",
    "refused",
    "odd",
]
WORDS: dict[Reason, str] = {
    "bad_address": "We may not send anything to this address.",
    "no_such_name": "No server has this name.",
    "not_public": "This address is not on the public internet.",
    "no_answer": "No answer in time.",
    "nobody_there": "Nobody answers at this address.",
    "certificate": "Its certificate cannot be trusted.",
    "broken": "The connection broke, or what came back was no HTTP.",
    "redirected": "Answered with {status}, a redirection; these are not followed.",
    "refused": "Answered with {status}.",
    "odd": "It did not work.",
}


class Answer(msgspec.Struct, frozen=True):
    """What came of it. Without a `status` nobody answered. `reason`: what was not as it should."""

    ms: int
    status: int | None = None
    reason: Reason | None = None
    excerpt: str = ""
    retry_after: int | None = None

    @property
    def error(self) -> str | None:
        """The reason in words; None when all is well."""
        return self.reason and WORDS[self.reason].format(status=self.status)


class Refused(Exception):
    """The address leads somewhere we do not go."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Hooks(Protocol):
    async def post(self, hook: Hook) -> Answer:
        """Ask once. Whatever goes wrong outside is an answer, not an exception."""


class Resolver(Protocol):
    async def __call__(self, host: str, port: int) -> list[str]: ...


async def system_resolver(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class _Pinned(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were judged, whatever name is asked for."""

    def __init__(self, addresses: list[str]) -> None:
        self._addresses = addresses
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,  # noqa: ARG002 -- the name is for the certificate; it is not resolved again
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- as httpcore calls it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        refusal: Exception | None = None
        for address in self._addresses:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refusal = error
        raise refusal or httpcore.ConnectError("no address")


class PublicHooks:
    """`judge` says which addresses may be spoken to; only tests pass another one."""

    def __init__(
        self,
        destinations: Destinations,
        *,
        resolver: Resolver = system_resolver,
        judge: Callable[[str], bool] = is_public,
        trust: ssl.SSLContext | None = None,
        deadline: float = 15.0,
        patience: float = 5.0,
    ) -> None:
        self._destinations = destinations
        self._resolver = resolver
        self._judge = judge
        self._trust = trust
        self._deadline = deadline
        self._patience = patience

    async def post(self, hook: Hook) -> Answer:
        began = time.monotonic()

        def answer(**said: Any) -> Answer:
            return Answer(ms=round((time.monotonic() - began) * 1000), **said)

        try:
            async with asyncio.timeout(self._deadline):
                addresses = await self._addresses(hook.url)
                return answer(**await self._asked(hook, addresses, began))
        except Refused as refused:
            return answer(reason=refused.reason)
        except (TimeoutError, httpcore.TimeoutException):
            return answer(reason="no_answer")
        except Exception as error:  # noqa: BLE001 -- whatever a stranger's server does
            return answer(reason=reason_of(error))

    async def _addresses(self, url: str) -> list[str]:
        """Where the name leads at this moment, if every answer is a public place."""
        parts = urlsplit(url)
        if self._destinations.objection(url):
            raise Refused("bad_address")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            found = await self._resolver((parts.hostname or "").removesuffix("."), port)
        except OSError as unknown:
            raise Refused("no_such_name") from unknown
        if not found:
            raise Refused("no_such_name")
        if not all(self._judge(each) for each in found):
            raise Refused("not_public")
        return found[:MOST_ADDRESSES]

    async def _asked(self, hook: Hook, addresses: list[str], began: float) -> dict[str, Any]:
        url = httpcore.URL(hook.url)
        name = url.host.decode().removesuffix(".")
        async with httpcore.AsyncConnectionPool(
            ssl_context=self._trust,
            network_backend=_Pinned(addresses),
            max_keepalive_connections=0,
            retries=0,
        ) as pool:
            wait = dict.fromkeys(("connect", "write", "pool"), self._patience)
            request = httpcore.Request(
                "POST",
                url,
                headers=[(key.encode(), value.encode()) for key, value in hook.headers.items()]
                + [
                    (b"host", _host(url)),
                    (b"accept-encoding", b"identity"),
                    (b"connection", b"close"),
                    (b"content-length", str(len(hook.body.encode())).encode()),
                ],
                content=hook.body.encode(),
                extensions={"timeout": wait, "sni_hostname": name},
            )
            response = await pool.handle_async_request(request)
            left = self._deadline - (time.monotonic() - began)
            try:
                text = await beginning(response.aiter_stream(), left)
            finally:
                await response.aclose()
            return {
                "status": response.status,
                "excerpt": excerpt(text),
                "retry_after": retry_after(dict(response.headers).get(b"retry-after")),
                "reason": said_by(response.status),
            }


def _host(url: httpcore.URL) -> bytes:
    host = b"[%s]" % url.host if b":" in url.host else url.host.removesuffix(b".")
    return host if url.port is None else b"%s:%d" % (host, url.port)


async def beginning(stream: AsyncIterator[bytes], seconds: float) -> bytes:
    """Of a body, what came in time and fits. What its status says holds without the rest."""
    text = bytearray()
    try:
        async with asyncio.timeout(max(0.0, seconds - 0.05)):
            async for part in stream:
                text += part
                if len(text) >= MOST_BYTES:
                    break
    except (TimeoutError, httpcore.NetworkError, httpcore.ProtocolError):
        pass
    return bytes(text[:MOST_BYTES])


def excerpt(body: bytes) -> str:
    """The first characters that PostgreSQL can keep and a page can show."""
    text = body[: EXCERPT * 4].decode("utf-8", "replace")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text)[:EXCERPT]


def said_by(status: int) -> Reason | None:
    if 200 <= status < 300:
        return None
    return "redirected" if 300 <= status < 400 else "refused"


def retry_after(header: bytes | None) -> int | None:
    """Seconds, from either form of the header; None when there is none or it makes no sense."""
    if header is None:
        return None
    text = header.decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), 10**8)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(0, round((moment - datetime.now(UTC)).total_seconds()))


def reason_of(error: Exception) -> Reason:
    """Nothing of what the other side sent."""
    causes = [error, error.__cause__, error.__context__]
    if any(isinstance(each, ssl.SSLError) for each in causes):
        return "certificate"
    if isinstance(error, httpcore.ConnectError):
        return "nobody_there"
    if isinstance(error, httpcore.NetworkError | httpcore.ProtocolError):
        return "broken"
    return "odd"


class MemoryHooks:
    """The twin: keeps what it is given, and answers as it is told."""

    def __init__(self, status: int = 204) -> None:
        self.status = status
        self.sent: list[Hook] = []

    async def post(self, hook: Hook) -> Answer:
        self.sent.append(hook)
        return Answer(ms=1, status=self.status, reason=said_by(self.status))
