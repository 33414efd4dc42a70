"""The built web app: every address that is not the API's gets the page, which finds its own way."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import structs

from topsmile.first_page import FOLDER, FirstPage
from topsmile.kernel.edge import App, Receive, Scope, Send

COMPRESSIBLE = (".js", ".mjs", ".css", ".html", ".svg", ".json", ".webmanifest", ".map")
KINDS = {**mimetypes.types_map, ".webmanifest": "application/manifest+json"}
FOREVER = b"public, max-age=31536000, immutable"
# blob: is a picture that somebody has chosen and not sent yet.
CONTENT_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; "
)
# Card numbers are typed into Stripe's frames, by Stripe's script, and go to Stripe alone.
WITH_STRIPE = (
    "script-src 'self' https://js.stripe.com https://*.js.stripe.com; "
    "frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com; "
)
WITH_STAND_IN = "script-src 'self' {origin}; "
STRIPE_API = "https://api.stripe.com"
UNBUILT = (
    b"<!doctype html><title>TopSmile</title><p>The web app is not built. Run <code>make run</code>."
)


class Page(msgspec.Struct, frozen=True):
    body: bytes
    gzipped: bytes | None
    content_type: bytes
    etag: bytes
    hashed: bool
    script: str = ""


class Pages:
    """Reads the build once; files under /assets carry their hash in their name."""

    def __init__(
        self,
        folder: Path | None,
        policy: str = CONTENT_POLICY,
        reports_to: str | None = None,
        first: FirstPage | None = None,
    ) -> None:
        self.policy = policy
        self.reports_to = reports_to
        self.first = first
        files = sorted(folder.rglob("*")) if folder and folder.is_dir() else []
        self.pages = {
            f"/{file.relative_to(folder).as_posix()}": _read(file)  # type: ignore[arg-type]
            for file in files
            if file.is_file() and file.parent.name != FOLDER
        }
        self.index = self.pages.get("/index.html") or _page(UNBUILT, ".html", hashed=False)
        if reports_to:
            self.index = self.pages["/index.html"] = _told(self.index, reports_to)

    async def __call__(self, scope: Scope, send: Send) -> None:
        page = self.pages.get(scope["path"])
        if page is None and scope["path"].startswith("/assets/"):
            await _answer(send, 404, [(b"content-type", b"text/plain")], b"Not found")
            return
        await self._serve(page or await self._drawn(scope) or self.index, scope, send)

    async def _drawn(self, scope: Scope) -> Page | None:
        body = await self.first.body(scope) if self.first else None
        if self.first is None or body is None:
            return None
        return _filled(body, self.reports_to, self.first.script)

    def _policy(self, page: Page, path: str) -> str:
        """One script within a drawn page is known by its hash; no other may stand there."""
        policy = self.policy
        if page.script and "script-src 'self'" in policy:
            policy = policy.replace("script-src 'self'", f"script-src 'self' {page.script}")
        elif page.script:
            policy = f"{policy}script-src 'self' {page.script}; "
        return f"{policy}{_framing(path)}"

    async def _serve(self, page: Page, scope: Scope, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await _answer(send, 405, [(b"allow", b"GET, HEAD")], b"")
            return
        asked = dict(scope["headers"])
        headers = [
            (b"content-type", page.content_type),
            (b"etag", page.etag),
            (b"cache-control", FOREVER if page.hashed else b"no-cache"),
            (b"vary", b"accept-encoding"),
            (b"content-security-policy", self._policy(page, scope["path"]).encode()),
        ]
        if asked.get(b"if-none-match") == page.etag:
            await _answer(send, 304, headers, b"")
            return
        body = page.body
        if page.gzipped and b"gzip" in asked.get(b"accept-encoding", b""):
            body = page.gzipped
            headers.append((b"content-encoding", b"gzip"))
        headers.append((b"content-length", str(len(body)).encode()))
        await _answer(send, 200, headers, b"" if scope["method"] == "HEAD" else body)


class Split:
    """The API's addresses to the API, sockets to the live updates, the rest to the pages."""

    def __init__(self, api: Any, pages: Pages, live: App) -> None:
        self.api = api
        self.pages = pages
        self.live = live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.live(scope, receive, send)
        elif scope["type"] == "http" and not scope["path"].startswith("/api/"):
            await self.pages(scope, send)
        else:
            await self.api(scope, receive, send)


def content_policy(*, paid: bool, script_url: str | None, reports_to: str | None = None) -> str:
    """What pages may load from elsewhere: only for money, and to say where they failed."""
    policy, asked = CONTENT_POLICY, [_origin(reports_to)] if reports_to else []
    if paid and script_url is None:
        policy, asked = policy + WITH_STRIPE, [STRIPE_API, *asked]
    elif paid and script_url:
        origin = _origin(script_url)
        policy, asked = policy + WITH_STAND_IN.format(origin=origin), [origin, *asked]
    return f"{policy}connect-src 'self' {' '.join(asked)}; " if asked else policy


def _origin(url: str) -> str:
    """Without the key that stands before the host in a DSN."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _told(page: Page, reports_to: str) -> Page:
    """The page, with where its faults are reported."""
    tag = f'<meta name="topsmile-reports" content="{escape(reports_to)}" />'
    body = page.body.replace(b"</head>", tag.encode() + b"</head>", 1)
    return _page(body, ".html", hashed=False)


@lru_cache(maxsize=256)
def _filled(body: bytes, reports_to: str | None, script: str) -> Page:
    """What was drawn for one clinic, packed once for all who ask."""
    page = _page(body, ".html", hashed=False)
    return structs.replace(_told(page, reports_to) if reports_to else page, script=script)


def _framing(path: str) -> str:
    """Booking may be shown inside a clinic's own site; nothing else may be framed."""
    return "frame-ancestors *" if path.startswith("/book/") else "frame-ancestors 'none'"


def _read(file: Path) -> Page:
    return _page(file.read_bytes(), file.suffix, hashed=file.parent.name == "assets")


def _page(body: bytes, suffix: str, *, hashed: bool) -> Page:
    kind = KINDS.get(suffix, "application/octet-stream")
    text = kind.startswith("text/") or kind.endswith(("javascript", "json", "+xml"))
    return Page(
        body=body,
        gzipped=gzip.compress(body, 6) if suffix in COMPRESSIBLE else None,
        content_type=f"{kind}; charset=utf-8".encode() if text else kind.encode(),
        etag=f'"{hashlib.sha256(body).hexdigest()[:20]}"'.encode(),
        hashed=hashed,
    )


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
