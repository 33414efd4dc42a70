"""An answer in pieces has the deadline anew for each piece, and a short one has it once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from topsmile.kernel.edge import Edge, Message, Receive, Rules, Scope, Send

pytestmark = pytest.mark.anyio
SCOPE = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}


async def answered(deadline: float, *, hangs: bool) -> list[Message]:
    sent: list[Message] = []
    limits: list[float] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for piece in (b"a", b"b", b"c"):
            limits.append(send.__self__.limit.when())  # type: ignore[attr-defined]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        limits.append(send.__self__.limit.when())  # type: ignore[attr-defined]
        if hangs:
            await asyncio.Event().wait()
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        assert send.__self__.limit.when() == limits[-1]  # type: ignore[attr-defined]

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Any = dict(SCOPE)
    rules = Rules(frozenset(), frozenset(), deadline=deadline)
    await Edge(app, rules)(scope, receive, send)
    assert limits == sorted(set(limits)), "each piece puts the deadline off"
    return sent


async def test_each_piece_has_the_deadline_anew() -> None:
    sent = await answered(60, hangs=False)

    assert b"".join(each.get("body", b"") for each in sent) == b"abc"
    assert sent[-1]["more_body"] is False


async def test_one_that_stops_halfway_is_cut_off() -> None:
    sent = await answered(0.2, hangs=True)

    # The client notices: the last piece was never announced.
    assert sent[-1]["more_body"] is True
