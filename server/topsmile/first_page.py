"""The booking page as it is first seen: drawn when the app is built, filled with a clinic's words.

A phone on a slow line reads what the clinic offers before the app's code has come. The app then
begins with what the page was filled from, and asks for nothing anew.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import structlog
from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision

from topsmile.kernel.edge import Message, Scope

FOLDER = "first"
PATIENCE = 1.0  # seconds; a page without a clinic's words is better than one that does not come
HOLE = re.compile(r"\{\{(\w+)\}\}")
COLOR = re.compile(r"#[0-9a-fA-F]{6}")
ADDRESS = re.compile(r"/book/([\w-]+)")

log = structlog.get_logger("pages")


class Drawn(msgspec.Struct, frozen=True):
    """A page with holes, and the card of a service with and without a description."""

    page: str
    card: str
    plain: str
    script: str = ""  # the name, by its hash, of the one script that stands in the page itself


class Price(msgspec.Struct, frozen=True):
    amount: int
    currency: str


class Service(msgspec.Struct, frozen=True):
    id: str
    name: str
    description: str
    duration_minutes: int
    price: Price


class Services(msgspec.Struct, frozen=True):
    items: list[Service]


class Clinic(msgspec.Struct, frozen=True):
    name: str
    locale: str
    brand_color: str | None = None


class FirstPage:
    """Asks the API what the browser would ask, with the browser's own request around it."""

    def __init__(self, api: Any, drawn: Mapping[str, Drawn]) -> None:
        self.api = api
        self.drawn = drawn
        self._drawing: dict[str, asyncio.Task[bytes | None]] = {}

    async def body(self, scope: Scope) -> bytes | None:
        """None where there is nothing to draw: another page, a later step, no such clinic."""
        found = ADDRESS.fullmatch(scope["path"])
        if not found or scope.get("query_string") or not self.drawn:
            return None
        # However many look at a clinic at once, its page is drawn once for all of them.
        slug = quote(found[1])
        drawing = self._drawing.get(slug)
        if drawing is None:
            drawing = self._drawing[slug] = asyncio.create_task(self._draw(scope, slug))
            drawing.add_done_callback(lambda _: self._drawing.pop(slug, None))
        return await asyncio.shield(drawing)

    async def _draw(self, scope: Scope, slug: str) -> bytes | None:
        paths = (
            (f"/api/clinics/{slug}", b""),
            ("/api/scheduling/services", f"clinic={slug}".encode()),
            ("/api/scheduling/providers", f"clinic={slug}".encode()),
        )
        try:
            async with asyncio.timeout(PATIENCE):
                answers = [await self._ask(scope, *path) for path in paths]
        except Exception as error:  # noqa: BLE001 -- the app itself will ask, and say what is wrong
            log.warning("first page not drawn", error=type(error).__name__)
            return None
        clinic, services, providers = answers
        if clinic is None or services is None or providers is None:
            return None
        return filled(self._for(clinic), clinic, services, providers)

    @property
    def script(self) -> str:
        return next((each.script for each in self.drawn.values()), "")

    def _for(self, clinic: bytes) -> Drawn:
        locale = msgspec.json.decode(clinic, type=Clinic).locale
        return self.drawn["pt-BR" if locale.lower().startswith("pt") else "en"]

    async def _ask(self, scope: Scope, path: str, query: bytes) -> bytes | None:
        status, parts = 0, []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            parts.append(message.get("body", b""))

        # A stranger's question: what is drawn here is the same for everybody.
        headers = [(name, value) for name, value in scope["headers"] if name == b"host"]
        asked = {"method": "GET", "path": path, "raw_path": path.encode(), "query_string": query}
        own = {"headers": headers, "state": dict(scope.get("state", {}))}
        await self.api({**scope, **asked, **own}, receive, send)
        return b"".join(parts) if status == 200 else None


def read(folder: Path | None) -> dict[str, Drawn]:
    file = folder / FOLDER / "book.json" if folder else None
    if file is None or not file.is_file():
        return {}
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Drawn])


@lru_cache(maxsize=256)
def filled(drawn: Drawn, clinic: bytes, services: bytes, providers: bytes) -> bytes | None:
    """The same clinic with the same services is the same page."""
    place = msgspec.json.decode(clinic, type=Clinic)
    offered = msgspec.json.decode(services, type=Services).items
    if not offered:
        return None
    known = b'{"clinic":%b,"services":%b,"providers":%b}' % (clinic, services, providers)
    # Within a script only `<` could end it, or begin a comment.
    data = known.decode().replace("<", "\\u003c")
    words = {
        "clinic": escape(place.name),
        "brand": _brand(place.brand_color),
        "services": "".join(_card(drawn, each, place.locale) for each in offered),
        "known": f'<script type="application/json" id="topsmile-known">{data}</script>',
    }
    return _fill(drawn.page, words).encode()


def _brand(color: str | None) -> str:
    """Of what a clinic's colour colours, only the mark is seen at first."""
    return (
        f"<style>:root:root{{--ts-mark:{color}}}</style>"
        if color and COLOR.fullmatch(color)
        else ""
    )


def _card(drawn: Drawn, service: Service, locale: str) -> str:
    words = {
        "id": escape(service.id),
        "name": escape(service.name),
        "description": escape(service.description),
        "price": escape(money(service.price, locale)),
        "minutes": str(service.duration_minutes),
    }
    return _fill(drawn.card if service.description else drawn.plain, words)


def _fill(text: str, words: Mapping[str, str]) -> str:
    """In one pass: a name with a hole in it is only a name."""
    return HOLE.sub(lambda hole: words.get(hole[1], hole[0]), text)


def money(price: Price, locale: str) -> str:
    try:
        known = Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        known = Locale.parse("en_GB")
    amount = Decimal(price.amount).scaleb(-get_currency_precision(price.currency))
    return format_currency(amount, price.currency, locale=known)
