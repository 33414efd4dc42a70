"""A worker is two processes: what kills one of them must not stop the work of the other.

The quarantine lane tries, one at a time, what a worker died of. Whichever ends is started again.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from topsmile.running.processes import Command, own
from topsmile.running.supervisor import Service, Supervisor

NAMES = {"main": "worker", "quarantine": "quarantine worker"}
# It finishes what it has begun, or gives it back.
GOODBYES = ((signal.SIGTERM, 8.0),)


def lanes(environment: Mapping[str, str], log: Path | None = None) -> list[Service]:
    return [
        Service(
            name,
            Command(own("worker", "--lane", lane), log, environment, goodbyes=GOODBYES),
            started,
        )
        for lane, name in NAMES.items()
    ]


async def started() -> None:
    """Ready at once: nobody waits for a worker, and it waits for its database itself."""


async def run_lanes() -> None:
    """`topsmile worker`: until SIGTERM or SIGINT, which is passed on."""
    supervisor = Supervisor(say)
    stopping = asyncio.Event()
    for goodbye in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(goodbye, stopping.set)
    try:
        await supervisor.start(*lanes(dict(os.environ)))
        await stopping.wait()
    finally:
        await supervisor.stop()


def say(line: str) -> None:
    """In the shape of the lanes' own lines, which go to the same place."""
    entry = {"event": line, "level": "warning", "at": datetime.now(UTC).isoformat()}
    print(json.dumps(entry), file=sys.stderr, flush=True)
