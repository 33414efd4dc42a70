"""A process that is killed in the middle of an upload: before its blob is there, or after."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any

import httpx

from topsmile.app import create_app
from topsmile.files import keeping
from topsmile.settings import settings

ORIGIN = "http://localhost:8000"


async def die(when: str, token: str, picture: bytes) -> None:
    really = keeping.put

    async def put(*what: Any) -> None:
        if when == "after":
            await really(*what)
        os.kill(os.getpid(), signal.SIGKILL)

    keeping.put = put  # type: ignore[assignment]
    app = create_app(settings())
    async with app.app.api.lifespan():  # type: ignore[attr-defined]
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            answer = await client.post(
                "/api/upload",
                data={"kind": "photo"},
                files={"file": ("tooth.png", picture)},
                headers={"origin": ORIGIN, "authorization": f"Bearer {token}"},
            )
            print(answer.text)


asyncio.run(die(sys.argv[1], sys.argv[2], sys.stdin.buffer.read()))
