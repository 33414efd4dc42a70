"""Our own programs as processes, and a mail server that does what a test wants."""

from __future__ import annotations

import asyncio
import email
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from aiosmtpd.smtp import SMTP, Envelope, Session
from running.installation import free_port

from topsmile.running.processes import own
from topsmile.settings import Settings

Process = asyncio.subprocess.Process
DYING_WORKER = Path(__file__).parent / "dying_worker.py"


def environment(settings: Settings, **more: str) -> dict[str, str]:
    """What a process is given to be one of this installation."""
    chosen = {
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "VALKEY_URL": settings.valkey_url.get_secret_value(),
        "TOPSMILE_SECRET": settings.secret.get_secret_value(),
        "TOPSMILE_HOME": str(settings.home),
        "DELIVERY_LEASE_SECONDS": "1",
        "DELIVERY_BACKOFF_SECONDS": "1.2",
    }
    kept = {name: value for name, value in os.environ.items() if name not in ("SMTP_URL", "PORT")}
    return kept | chosen | more


@asynccontextmanager
async def running(
    command: list[str], log: Path, environment: Mapping[str, str]
) -> AsyncIterator[Process]:
    with log.open("ab") as file:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=file, stderr=file, env=environment
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 20)
            except TimeoutError:
                process.kill()
                await process.wait()


def worker(lane: str = "") -> list[str]:
    """The real one; without a lane, both lanes and what restarts them."""
    return own("worker", *(("--lane", lane) if lane else ()))


def dying_worker(*how: str) -> list[str]:
    return [sys.executable, str(DYING_WORKER), *how]


@asynccontextmanager
async def serving(
    settings: Settings, log: Path, **more: str
) -> AsyncIterator[tuple[httpx.AsyncClient, Process]]:
    """`topsmile serve`, and a browser at its address."""
    port = free_port()
    address = f"http://localhost:{port}"
    given = environment(settings, PORT=str(port), PUBLIC_URL=address, **more)
    async with (
        running(own("serve"), log, given) as process,
        httpx.AsyncClient(base_url=address, headers={"origin": address}, timeout=20) as client,
    ):
        async with asyncio.timeout(60):
            while not await answers(client):
                assert process.returncode is None, log.read_text()
                await asyncio.sleep(0.05)
        yield client, process


async def answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/api/health/ready")).status_code == 200
    except httpx.TransportError:
        return False


async def eventually(true: Callable[[], Any], within: float = 60) -> None:
    """Until the coroutine function says so."""
    async with asyncio.timeout(within):
        while not await true():
            await asyncio.sleep(0.03)


def lines(log: Path) -> list[dict[str, Any]]:
    """The structured lines of a process's log."""
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]


class Postman:
    """A mail server. `answer` is what it says to a message; `recipient` to an address."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.to: list[list[str]] = []
        self.answer = "250 taken"
        self.recipient = "250 OK"
        self.port = 0

    async def handle_RCPT(
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            self.got.append(envelope.original_content or b"")
            self.to.append(list(envelope.rcpt_tos))
        return self.answer

    def message_ids(self) -> Counter[str]:
        return Counter(email.message_from_bytes(each)["Message-ID"] for each in self.got)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?starttls=false"


@asynccontextmanager
async def postman() -> AsyncIterator[Postman]:
    made = Postman()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(made, hostname="mail.test", enable_SMTPUTF8=False), "127.0.0.1", 0
    )
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()
    await server.wait_closed()
