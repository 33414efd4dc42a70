"""A whole `topsmile up`, as a person at a keyboard has it, in a home of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from topsmile.running.processes import own

NOT_OURS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "VALKEY_URL",
    "TOPSMILE_SECRET",
    "PUBLIC_URL",
    "STRIPE_SECRET_KEY",
)

# Long enough for a machine that is busy with everything else; how long it takes is for bench/.
PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    def __init__(self, home: Path, port: int | None = None) -> None:
        self.home = home
        self.port = port or free_port()
        self.output = home.with_name(f"{home.name[:50]}.output")
        self.process: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        return kept | {"TOPSMILE_HOME": str(self.home), "PORT": str(self.port)}

    def start(self, within: float = 60.0) -> float:
        """Seconds until it answers."""
        began = time.monotonic()
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                own("up"), env=self.environment(), stdout=output, stderr=output
            )
        self.eventually(lambda: "Ctrl-C" in self.said() or not self.is_running(), within)
        assert self.is_running(), self.said()
        assert self.answers(), self.said()
        return time.monotonic() - began

    def said(self) -> str:
        return self.output.read_text()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def answers(self) -> bool:
        try:
            address = f"http://127.0.0.1:{self.port}/api/health/ready"
            with urllib.request.urlopen(address, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self, how: signal.Signals = signal.SIGINT, within: float = PATIENCE) -> float:
        began = time.monotonic()
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(within)
        return time.monotonic() - began

    def part(self, mark: str) -> psutil.Process:
        """The one child whose command line contains `mark`."""
        assert self.process is not None
        (found,) = (
            child
            for child in psutil.Process(self.process.pid).children()
            if mark in " ".join(child.cmdline())
        )
        return found

    def family(self) -> list[psutil.Process]:
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def remove(self) -> None:
        """Also what stands outside the home, where PostgreSQL's account could not reach it."""
        for name in ("postgres", "run"):
            link = self.home / name
            if link.is_symlink():
                shutil.rmtree(link.resolve().parent if name == "postgres" else link.resolve())
        shutil.rmtree(self.home, ignore_errors=True)

    @staticmethod
    def eventually(true: Callable[[], bool], within: float = PATIENCE) -> float:
        began = time.monotonic()
        while not true():
            assert time.monotonic() - began < within, "not in time"
            time.sleep(0.02)
        return time.monotonic() - began


@contextmanager
def installed(home: Path) -> Iterator[Installation]:
    installation = Installation(home)
    try:
        yield installation
    finally:
        if installation.is_running():
            installation.stop(signal.SIGTERM)
        installation.remove()


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """A zombie waits for its parent to look; it does nothing any more."""
    return [each for each in processes if each.is_running() and not is_zombie(each)]


def is_zombie(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
