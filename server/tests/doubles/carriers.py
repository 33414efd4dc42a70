"""Those who carry messages, misbehaving by a plan: a mail server and a Twilio, on real sockets.

What they are to do with each attempt at a message stands under its address; afterwards they do as
they are told to.
"""

from __future__ import annotations

import asyncio
import email
import re
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Literal
from urllib.parse import parse_qs

from aiosmtpd.smtp import SMTP, Envelope, Session

Deed = Literal[
    "take",
    "answer late",  # within the patience of whoever asks
    "refuse",
    "refuse for now",
    "hang before",  # nothing of the message is known here
    "hang after",  # it is taken, and nobody hears of it
    "drop before",
    "drop unread",  # the message was on its way here, and is not kept
    "drop after",
]
DEEDS: tuple[Deed, ...] = Deed.__args__  # type: ignore[attr-defined]


class Carrier:
    """What was received, by the key that stays the same, and what is still to be done wrong."""

    def __init__(self) -> None:
        self.plan: dict[str, deque[Deed]] = defaultdict(deque)
        self.received: Counter[str] = Counter()
        self.accepted: Counter[str] = Counter()  # answered with yes; whether it was heard is open
        self.patience = 1.0
        self.port = 0

    def next_deed(self, address: str) -> Deed:
        planned = self.plan[address]
        return planned.popleft() if planned else "take"


class MailServer(Carrier):
    def __init__(self) -> None:
        super().__init__()
        self._deeds: dict[int, Deed] = {}

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?starttls=false"

    async def handle_RCPT(
        self, server: SMTP, _: Session, envelope: Envelope, address: str, __: list[str]
    ) -> str:
        deed = self._deeds[id(envelope)] = self.next_deed(address)
        if deed == "hang before":
            await asyncio.Event().wait()
        if deed == "drop before":
            await gone(server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:
        deed = self._deeds.pop(id(envelope))
        if deed == "refuse":
            return "550 no"
        if deed == "refuse for now":
            return "451 later"
        if deed == "drop unread":
            await gone(server)
        content = envelope.original_content or b""
        key = str(email.message_from_bytes(content)["Message-ID"])
        self.received[key] += 1
        if deed == "hang after":
            await asyncio.Event().wait()
        if deed == "drop after":
            await gone(server)
        if deed == "answer late":
            await asyncio.sleep(self.patience / 2)
        self.accepted[key] += 1
        return "250 taken"


async def gone(server: SMTP) -> None:
    """The connection ends at once; what runs here is cancelled with it."""
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()
    await asyncio.Event().wait()


class Twilio(Carrier):
    """As much of it as is asked: POST …/Messages.json."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await self._serve(reader, writer)
        writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = {
            name.lower(): value
            for name, _, value in (line.partition(": ") for line in head.split("\r\n")[1:])
        }
        body = await reader.readexactly(int(headers["content-length"]))
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.requests.append(form | {"path": head.split(" ")[1], **headers})
        status, answer = await self._judged(form["To"], headers["idempotency-key"], reader)
        if status:
            writer.write(written(status, answer))
            await writer.drain()

    async def _judged(
        self, to: str, key: str, reader: asyncio.StreamReader
    ) -> tuple[int, dict[str, Any]]:
        """Status and answer; 0 for none."""
        deed = self.next_deed(to)
        if deed in ("hang before", "refuse for now"):  # a request is here at once and whole
            return 429, {"code": 20429}
        if deed == "refuse":
            return 400, {"code": 21211}
        if deed in ("drop before", "drop unread"):
            return 0, {}
        self.received[key] += 1
        if deed == "hang after":
            await reader.read()  # until the other side has had enough
            return 0, {}
        if deed == "drop after":
            return 0, {}
        if deed == "answer late":
            await asyncio.sleep(self.patience / 2)
        self.accepted[key] += 1
        return 201, {"sid": f"SM{self.received[key]}{key.replace('-', '')}"}


def written(status: int, answer: dict[str, Any]) -> bytes:
    body = re.sub("'", '"', repr(answer)).encode()
    head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
    return head.encode() + b"\r\nconnection: close\r\n\r\n" + body


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    made = MailServer()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(made, hostname="mail.test", enable_SMTPUTF8=False), "127.0.0.1", 0
    )
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()
    await server.wait_closed()


@asynccontextmanager
async def twilio() -> AsyncIterator[Twilio]:
    made = Twilio()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()
    await server.wait_closed()
