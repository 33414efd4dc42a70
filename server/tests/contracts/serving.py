"""A real `topsmile serve` in a process of its own, against the servers of the tests."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

from running.installation import NOT_OURS, free_port

from topsmile.running.processes import own

SECRET = "for tests only " * 4


class Serving:
    def __init__(self, log: Path, database_url: str, valkey_url: str) -> None:
        self.log = log
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        self.environment = kept | {
            "PORT": str(self.port),
            "TOPSMILE_HOME": str(log.parent),
            "DATABASE_URL": database_url,
            "VALKEY_URL": valkey_url,
            "TOPSMILE_SECRET": SECRET,
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, within: float = 30) -> None:
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                own("serve"), env=self.environment, stdout=output, stderr=output
            )
        until = time.monotonic() + within
        while not self.answers():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/api/health/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def said(self) -> str:
        return self.log.read_text()

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(15)
