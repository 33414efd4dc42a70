"""`/metrics` on a port of its own, in the format of Prometheus."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from http import HTTPStatus

import structlog
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from topsmile.kernel import measuring
from topsmile.kernel.attempts import TROUBLE
from topsmile.kernel.db import Database
from topsmile.kernel.measuring import Depth

log = structlog.get_logger("metrics")
REQUEST_LIMIT = 16 * 1024
PATIENCE = 10.0


class Metrics:
    """Answers whoever may reach the port: bind it where only the monitoring can."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._server: asyncio.Server | None = None

    async def listen(self, host: str, port: int) -> int:
        """The port it listens on; 0 when it cannot, which keeps no worker from its work."""
        try:
            self._server = await asyncio.start_server(self._answer, host, port, limit=REQUEST_LIMIT)
        except OSError as error:
            log.warning("no metrics", error=error.strerror, port=port)
            return 0
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        if self._server:
            self._server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                asked = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0].split()
                writer.write(await self._said(asked))
                await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            pass  # who asks like this gets no answer
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _said(self, asked: list[bytes]) -> bytes:
        if len(asked) != 3 or asked[0] != b"GET":
            return response(HTTPStatus.METHOD_NOT_ALLOWED, b"")
        if asked[1].split(b"?")[0] != b"/metrics":
            return response(HTTPStatus.NOT_FOUND, b"")
        return response(HTTPStatus.OK, await self.page())

    async def page(self) -> bytes:
        """The process's figures, and the queue's if the database answers."""
        try:
            depths: list[Depth] | None = await measuring.depths(self.database)
        except TROUBLE:
            depths = None
        gauges = CollectorRegistry()
        up = Gauge("topsmile_database_up", "Whether the database answered", registry=gauges)
        up.set(depths is not None)
        if depths is not None:
            self._fill(gauges, depths)
        return generate_latest(gauges) + generate_latest(measuring.registry)

    def _fill(self, gauges: CollectorRegistry, depths: Iterable[Depth]) -> None:
        count = Gauge(
            "topsmile_queue_deliveries",
            "Deliveries that are due, or held for a person, in all clinics",
            ["state", "handler"],
            registry=gauges,
        )
        age = Gauge(
            "topsmile_queue_oldest_due_seconds",
            "For how long the oldest due delivery has been waiting",
            registry=gauges,
        )
        now = self.database.clock.now()
        ages = [0.0]
        for each in depths:
            count.labels(each.state, each.handler).set(each.count)
            if each.state == "due":
                ages.append((now - each.oldest).total_seconds())
        age.set(max(ages))


def response(status: HTTPStatus, body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: {CONTENT_TYPE_LATEST}\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body
