"""A worker is two processes: what kills one of them must not stop the work of the other.

The quarantine lane tries, one at a time, what a worker died of. Whichever ends is started again.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress

from topsmile.running.processes import bound_to_parent

LANES = ("main", "quarantine")
PATIENCE_SECONDS = 8.0


async def run_lanes() -> None:
    """Until SIGTERM or SIGINT, which is passed on."""
    stopping = asyncio.Event()
    for goodbye in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(goodbye, stopping.set)
    async with asyncio.TaskGroup() as group:
        for lane in LANES:
            group.create_task(_keep(lane, stopping))


async def _keep(lane: str, stopping: asyncio.Event) -> None:
    pause = 0.0
    while not stopping.is_set():
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-P", "-m", "topsmile", "worker", "--lane", lane),
            env=os.environ,
            preexec_fn=bound_to_parent(signal.SIGKILL),
        )
        began = asyncio.get_running_loop().time()
        ended = asyncio.ensure_future(process.wait())
        asked = asyncio.ensure_future(stopping.wait())
        await asyncio.wait({ended, asked}, return_when=asyncio.FIRST_COMPLETED)
        if stopping.is_set():
            await _stop(process)
            return
        asked.cancel()
        lived = asyncio.get_running_loop().time() - began
        pause = 0.0 if lived > 5 else min(max(pause * 2, 0.2), 5)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), pause)


async def _stop(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), PATIENCE_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
