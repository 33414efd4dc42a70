"""What comes in: only with our keys, the same answer to the same idempotency key, and a card."""

from __future__ import annotations

import asyncio
import base64
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from pathlib import Path
from typing import Any

from aiohttp import web
from localstripe import server
from localstripe.errors import UserError
from localstripe.resources import store

from topsmile.running.play_money import likeness

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SCRIPT = Path(__file__).with_name("card.js")
REPEATABLE = (200, 402)  # what Stripe, too, answers again without doing it again


def guard(secret_key: str, publishable_key: str) -> Callable[..., Awaitable[web.StreamResponse]]:
    locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/_config/"):
            return web.Response(status=404)
        if request.path.startswith("/js.stripe.com/"):
            return script(request)
        if request.method == "POST" and request.path.endswith("/pay"):
            return await paid(request, publishable_key)
        if not by_browser(request) and not compare_digest(key_of(request), secret_key):
            return in_json({"error": {"type": "authentication_error"}}, 401)
        once = request.headers.get("Idempotency-Key") if request.method == "POST" else None
        if once is None:
            return await handler(request)
        async with locks[once]:
            return await repeated(once, request, handler)

    return guarded


def script(request: web.Request) -> web.Response:
    """In a block of its own: it has an `Element`, which would stand before the page's."""
    text = f"{{\n{server.localstripe_js(request).text}\n{SCRIPT.read_text()}}}\n"
    return web.Response(text=text, content_type="application/javascript")


async def paid(request: web.Request, publishable_key: str) -> web.Response:
    try:
        asked = json.loads(await request.text())
        if asked["key"] != publishable_key:
            return in_json({"error": {"type": "authentication_error"}}, 401)
        intent = likeness.pay(request.path.split("/")[-2], asked["client_secret"], asked["card"])
        return in_json(intent._export())
    except (ValueError, KeyError, TypeError):
        return in_json({"error": {"type": "invalid_request_error"}}, 400)
    except UserError as error:
        return in_json(error.body, error.code)
    finally:
        store.dump_to_disk()


def in_json(said: dict[str, Any], status: int = 200) -> web.Response:
    answer: web.Response = server.json_response(said, status=status)
    return answer


async def repeated(once: str, request: web.Request, handler: Handler) -> web.StreamResponse:
    known = f"idempotency_key:{once}"
    if known not in store:
        answer = await handler(request)
        if not isinstance(answer, web.Response) or answer.status not in REPEATABLE:
            return answer
        store[known] = (answer.status, answer.text)
    status, text = store[known]
    return web.Response(status=status, text=text, content_type="application/json")


def by_browser(request: web.Request) -> bool:
    """Localstripe itself asks these for the publishable key and the secret of what is paid."""
    path = request.path
    return request.method == "POST" and (
        path.endswith("/_authenticate")
        or (path.startswith("/v1/setup_intents/") and path.endswith(("/confirm", "/cancel")))
    )


def key_of(request: web.Request) -> str:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind == "Basic":
        return base64.b64decode(value + "==").decode(errors="replace").split(":")[0]
    return value
