"""A worker process for as long as something is measured."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from servers import environment
from topsmile.settings import Settings

WORKER = ("-P", "-m", "topsmile", "worker")
LOG = Path(tempfile.gettempdir()) / "topsmile-bench-worker.log"
PATIENCE = 30  # seconds to stop in order


@contextmanager
def working(chosen: Settings, program: tuple[str, ...] = WORKER) -> Iterator[None]:
    """The application's own worker, or another program that is one."""
    with LOG.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *program], env=environment(chosen), stdout=log, stderr=log
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)
