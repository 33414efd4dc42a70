from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import psutil
import pytest

from topsmile.files.inspection import Inspected, Limits, inspect

Look = Callable[..., Awaitable[Inspected]]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """`await look(data, kind="photo")`, as an upload does it."""

    async def looking(
        data: bytes, kind: str = "photo", name: str = "x", limits: Limits | None = None
    ) -> Inspected:
        scratch = tmp_path / os.urandom(4).hex()
        scratch.mkdir()
        (scratch / "source").write_bytes(data)
        return await inspect(
            scratch / "source", kind=kind, name=name, scratch=scratch, limits=limits
        )

    return looking


@pytest.fixture(autouse=True)
def no_child_stays() -> Iterator[None]:
    yield
    for child in psutil.Process().children(recursive=True):
        try:
            assert "topsmile.files.inspection.child" not in child.cmdline()
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
