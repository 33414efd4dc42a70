"""Keeps a handful of processes alive: starts them in order, starts the fallen again, stops them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from topsmile.running.processes import (
    Command,
    Process,
    Trouble,
    how_it_ended,
    kill_group,
    last_lines,
    launch,
    stop,
)

# The first restart is at once. What keeps dying is tried ever less often.
PAUSES = (0.0, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
STEADY_AFTER = 20.0

Say = Callable[[str], None]


def nothing() -> None: ...


@dataclass(frozen=True)
class Service:
    name: str
    command: Command
    ready: Callable[[], Awaitable[None]]
    # Makes way for a start, also after a death that cleaned up nothing.
    prepare: Callable[[], None] = nothing
    patience: float = 60.0


@dataclass
class Kept:
    """A service and its current process."""

    service: Service
    say: Say
    process: Process | None = None
    started: float = 0.0
    falls: int = 0
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    async def start(self) -> None:
        """Until it is ready. What dies before that is a mistake to report, not to repeat."""
        await self.launch()
        try:
            await self.until_ready()
        except BaseException:
            await self.stop()
            raise
        self.task = asyncio.create_task(self.keep(), name=f"keep {self.service.name}")

    async def launch(self) -> Process:
        await asyncio.to_thread(self.service.prepare)
        self.process = await launch(self.service.command)
        self.started = time.monotonic()
        return self.process

    async def until_ready(self) -> None:
        assert self.process is not None
        ready = asyncio.ensure_future(self.service.ready())
        ended = asyncio.ensure_future(self.process.wait())
        try:
            await asyncio.wait(
                {ready, ended},
                timeout=self.service.patience,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if not ready.done():
                raise Trouble(self.why_not())
            ready.result()
        finally:
            for waiting in (ready, ended):
                waiting.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await waiting

    def why_not(self) -> str:
        assert self.process is not None
        log = self.service.command.log
        what = how_it_ended(self.process.returncode)
        last = f" Last in {log}:\n{last_lines(log)}" if log else ""
        return f"{self.service.name} did not start: it {what}.{last}"

    async def keep(self) -> None:
        while True:
            assert self.process is not None
            code = await self.process.wait()
            kill_group(self.process.pid)
            pause = self.pause()
            when = f"in {pause:g} s" if pause else "at once"
            self.say(f"{self.service.name} {how_it_ended(code)}; starting it again {when}.")
            await asyncio.sleep(pause)
            fallen = time.monotonic()
            with suppress(Trouble):
                await self.launch()
                await self.until_ready()
                self.say(f"{self.service.name} is back after {time.monotonic() - fallen:.1f} s.")

    def pause(self) -> float:
        if time.monotonic() - self.started > STEADY_AFTER:
            self.falls = 0
        self.falls += 1
        return PAUSES[min(self.falls, len(PAUSES)) - 1]

    async def stop(self) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.wait({self.task})
        if self.process is not None:
            await stop(self.process, self.service.command.goodbyes)


class Supervisor:
    def __init__(self, say: Say) -> None:
        self.say = say
        self.stages: list[list[Kept]] = []

    async def start(self, *services: Service) -> None:
        """Side by side. They are stopped side by side too, before what was started earlier."""
        stage = [Kept(service, self.say) for service in services]
        self.stages.append(stage)
        async with asyncio.TaskGroup() as group:
            for kept in stage:
                group.create_task(kept.start())

    async def stop(self) -> None:
        while self.stages:
            await asyncio.gather(*(kept.stop() for kept in self.stages.pop()))
