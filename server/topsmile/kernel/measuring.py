"""Figures of this process and of the queue, for whoever watches over an installation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal

import msgspec
from prometheus_client import CollectorRegistry, Counter, Histogram

from topsmile.kernel.db import Database

registry = CollectorRegistry()
_attempts = Counter(
    "topsmile_deliveries",
    "Attempts of this process at deliveries, by how they ended",
    ["handler", "outcome"],
    registry=registry,
)
_seconds = Histogram(
    "topsmile_delivery_seconds",
    "How long attempts of this process at deliveries took",
    ["handler"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=registry,
)


def counted(handler: str, outcome: Literal["done", "failed", "held"]) -> None:
    _attempts.labels(handler, outcome).inc()


@contextmanager
def timed(handler: str) -> Iterator[None]:
    with _seconds.labels(handler).time():
        yield


class Depth(msgspec.Struct, frozen=True):
    """The deliveries of one handler that are due by now, or held, in all clinics."""

    state: Literal["due", "held"]
    handler: str
    count: int
    oldest: datetime


async def depths(database: Database) -> list[Depth]:
    """In one statement over the two partial indexes of what is not over."""
    async with database.unfenced() as connection:
        rows = await connection.fetch(
            """
            select state, handler, count(*) as count, min(due_at) as oldest from delivery
            where state = 'held' or (state = 'due' and due_at <= $1)
            group by state, handler
            """,
            database.clock.now(),
        )
    return [Depth(**row) for row in rows]
