"""`topsmile serve --workers 2`: what dies is replaced, and nothing outlives who started it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import httpx
import psutil
import pytest
from programs import answers, environment, eventually, running
from running.installation import free_port

from topsmile.running.processes import own
from topsmile.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.processes]


def web_processes(parent: int) -> set[int]:
    children = [each for each in psutil.Process(parent).children() if _lives(each.pid)]
    return {each.pid for each in children if "resource_tracker" not in " ".join(each.cmdline())}


async def test_a_web_process_that_dies_is_replaced(settings: Settings, tmp_path: Path) -> None:
    port = free_port()
    address = f"http://localhost:{port}"
    given = environment(settings, PORT=str(port), PUBLIC_URL=address)
    log = tmp_path / "log"
    async with (
        running(own("serve", "--workers", "2"), log, given) as serve,
        httpx.AsyncClient(base_url=address) as client,
    ):

        async def both() -> bool:
            return len(web_processes(serve.pid)) == 2 and await answers(client)

        await eventually(both)
        before = web_processes(serve.pid)
        fallen = min(before)
        os.kill(fallen, signal.SIGKILL)

        async def replaced() -> bool:
            return fallen not in web_processes(serve.pid) and await both()

        await eventually(replaced)
        last = web_processes(serve.pid)
        serve.kill()

        async def gone() -> bool:
            return not any(psutil.pid_exists(each) and _lives(each) for each in last)

        await eventually(gone)


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
