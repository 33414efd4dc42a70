"""Programs that may die at any moment, and whoever starts them again."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Self

import dying_till


class Mortal:
    """One of our programs; when it dies, another one takes its place, with a luck of its own."""

    def __init__(self, what: str, chance: float, given: dict[str, str], log: Path) -> None:
        self.what, self.chance, self.given, self.log = what, chance, given, log
        self.deaths = 0
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._watch = asyncio.create_task(self._keep_alive())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._watch
        self._watch.cancel()
        await asyncio.gather(self._watch, return_exceptions=True)
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def _keep_alive(self) -> None:
        while True:
            command = [sys.executable, dying_till.__file__, self.what, str(self.chance)]
            with self.log.open("ab") as file:
                self._process = await asyncio.create_subprocess_exec(
                    *command, str(self.deaths), stdout=file, stderr=file, env=self.given
                )
            code = await self._process.wait()
            assert code in (9, -9), (
                f"{self.what} ended with {code}: see {self.log.read_text()[-2000:]}"
            )
            self.deaths += 1

    def kill(self) -> None:
        """Wherever it is."""
        if self._process and self._process.returncode is None:
            self._process.send_signal(9)

    def check(self) -> None:
        if self._watch and self._watch.done():
            self._watch.result()
