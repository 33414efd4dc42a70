from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from conftest import Database, settings_for
from demo.seeding import WEDNESDAY, Demo
from domain import TravelClock


@pytest.fixture
async def demo(fresh_database: Database, valkey_url: str, tmp_path: Path) -> AsyncIterator[Demo]:
    clock = TravelClock()
    clock.instant = WEDNESDAY
    owner = await asyncpg.connect(fresh_database.owner_url)
    yield Demo(settings_for(fresh_database, valkey_url, tmp_path), clock, owner)
    await owner.close()
