"""The child process that decodes, seen from outside: started, bounded in time, always ended."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from tempfile import TemporaryFile
from typing import IO
from weakref import WeakKeyDictionary

import msgspec
import structlog

from topsmile.files.inspection.models import Limits, Task, Told, full, refused
from topsmile.kernel.errors import Unavailable

# `-I`: nothing of the environment, of the user's folder or of the current one is imported.
COMMAND = (sys.executable, "-I", "-m", "topsmile.files.inspection.child")
log = structlog.get_logger("inspection")
MOST_TOLD = 16 * 1024
ROOM = 1024 * 1024  # with less, whatever could not be written may have been for that

# Of each event loop, that is of each process, one row of places.
places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def ask(task: Task) -> Told:
    """What the child says of it. A child that dies, hangs or babbles has said no."""
    async with place(task.limits):
        told = await answer(task)
    if (told is None or told.refused) and shutil.disk_usage(task.folder).free < ROOM:
        # To a decoder a disk that ran full looks like a picture that ends early.
        raise full()
    if told is None:
        raise refused("file_unreadable")
    if told.refused is not None:
        raise refused(told.refused, told.limit)
    return told


@asynccontextmanager
async def place(limits: Limits) -> AsyncIterator[None]:
    """Many uploads at once wait here, instead of taking the machine."""
    free = places.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(limits.places))
    try:
        async with asyncio.timeout(limits.patience):
            await free.acquire()
    except TimeoutError:
        raise Unavailable(5, "Many files are being looked at. Please try again soon.") from None
    try:
        yield
    finally:
        free.release()


async def answer(task: Task) -> Told | None:
    # Into a file: of a pipe nobody reads on from, the end would never be heard.
    with TemporaryFile(dir=task.folder) as heard:
        await finished(task, heard)
        heard.seek(0)
        told = understood(heard.read(MOST_TOLD + 1))
    if told is None:
        log.warning("inspection.unanswered", type=task.content_type)
    return told


async def finished(task: Task, heard: IO[bytes]) -> None:
    """It has ended, or it was ended; what it said stands in `heard`."""
    child = await asyncio.create_subprocess_exec(
        *COMMAND,
        stdin=asyncio.subprocess.PIPE,
        stdout=heard,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
        cwd=task.folder,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(task.limits.seconds):
            await told_its_task(child, msgspec.json.encode(task))
            await child.wait()
    except TimeoutError:
        pass
    finally:
        await ended(child)


async def told_its_task(child: asyncio.subprocess.Process, said: bytes) -> None:
    assert child.stdin
    with suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(said)
        await child.stdin.drain()
    child.stdin.close()


def understood(heard: bytes) -> Told | None:
    try:
        return msgspec.json.decode(heard, type=Told)
    except msgspec.MsgspecError:
        return None


async def ended(child: asyncio.subprocess.Process) -> None:
    """With all of its session, whatever it started; waited for even when we are cancelled."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    await asyncio.shield(child.wait())
