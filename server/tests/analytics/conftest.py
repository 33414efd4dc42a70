"""A database of their own for the tests of counting, where nobody listens but the counter.

And the clock's own, that ends what is not paid.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest
from conftest import Connection
from conftest import Database as Cloned
from domain import TravelClock

from topsmile.analytics import handlers
from topsmile.kernel import schedules
from topsmile.kernel.db import Database
from topsmile.kernel.events import Event, subscribers
from topsmile.scheduling.events import (
    FACT,
    AppointmentCreated,
    AppointmentRescheduled,
    AppointmentSecured,
)


@pytest.fixture
def only_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules, "schedules", {})
    facts: list[type[Event]] = [
        AppointmentCreated,
        AppointmentRescheduled,
        AppointmentSecured,
        *FACT.values(),
    ]
    for fact in facts:
        assert subscribers[fact]["count_visit"] is handlers.count_visit
        monkeypatch.setitem(subscribers, fact, {"count_visit": handlers.count_visit})


@pytest.fixture
async def behind(fresh_database: Cloned) -> AsyncIterator[Connection]:
    """A superuser in the database of this test."""
    connection = await asyncpg.connect(fresh_database.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def pool(
    fresh_database: Cloned, clock: TravelClock, only_counting: None
) -> AsyncIterator[Database]:
    database = Database(fresh_database.app_url, clock, 16, "topsmile-test-counting")
    await database.open()
    yield database
    await database.close()
