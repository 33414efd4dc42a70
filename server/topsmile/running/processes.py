"""Child processes that stop when asked, or soon after, and never outlive who started them."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from topsmile.running.accounts import Account, identity

LOG_LIMIT = 10_000_000
PR_SET_PDEATHSIG = 1
# Loaded now: between fork and exec nothing may wait for a lock that another thread held.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None

Process = asyncio.subprocess.Process


class Trouble(Exception):
    """Why something cannot run, in one sentence for the person at the keyboard."""


@dataclass(frozen=True)
class Command:
    arguments: Sequence[str]
    log: Path | None  # None: where ours go
    environment: Mapping[str, str]
    account: Account | None = None
    # Asked to leave with each of these in turn, then killed.
    goodbyes: Sequence[tuple[signal.Signals, float]] = ((signal.SIGTERM, 5.0),)
    # What the kernel sends when the parent has died without a word.
    orphaned: signal.Signals = signal.SIGKILL
    folder: Path | None = None


def own(*arguments: str) -> list[str]:
    """This program again. `-P`: never import from the folder we happen to stand in."""
    return [sys.executable, "-P", "-m", "topsmile", *arguments]


async def launch(command: Command) -> Process:
    """In a session of its own: a terminal's Ctrl-C reaches only us, and we stop it in order."""
    with opened(command.log) if command.log else nullcontext() as log:
        return await asyncio.create_subprocess_exec(
            *command.arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=command.environment,
            cwd=command.folder,
            start_new_session=True,
            preexec_fn=bound_to_parent(command.orphaned),
            **identity(command.account),
        )


def opened(log: Path) -> IO[bytes]:
    """For appending. A log that has grown large begins anew, with one predecessor kept."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(log.suffix + ".1"))
    return open(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")


def bound_to_parent(farewell: signal.Signals) -> Callable[[], None] | None:
    """For a child to run between fork and exec."""
    parent = os.getpid()

    def in_child() -> None:
        die_with_parent(farewell)
        if os.getppid() != parent:  # it died before we could say so
            os._exit(1)

    return in_child if LIBC else None


def die_with_parent(farewell: signal.Signals) -> None:
    """Linux alone tells a child that its parent has died; elsewhere the next start clears up."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, farewell)


async def stop(process: Process, goodbyes: Sequence[tuple[signal.Signals, float]]) -> None:
    for farewell, patience in goodbyes:
        if process.returncode is not None:
            break
        with suppress(ProcessLookupError):
            process.send_signal(farewell)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), patience)
    kill_group(process.pid)
    await process.wait()


def kill_group(leader: int) -> None:
    """A process that died may have left children of its own in its group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def how_it_ended(code: int | None) -> str:
    if code is None:
        return "is still running"
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with status {code}"


def last_lines(log: Path | None, count: int = 15) -> str:
    """For saying why something did not start."""
    if log is None or not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 20_000))
        lines = file.read().decode(errors="replace").splitlines()
    return "\n".join(lines[-count:])
