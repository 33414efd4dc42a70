"""A real `topsmile serve` for the tests that ask over the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Database
from contracts.serving import Serving


@pytest.fixture(scope="session")
def serving(
    database: Database, valkey_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serving]:
    log: Path = tmp_path_factory.mktemp("serving") / "log"
    made = Serving(log, database.app_url, valkey_url)
    made.start()
    yield made
    made.stop()
