"""The composition root: what the application is made of, in one place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec
from litestar import Litestar, MediaType, Response, Router, get
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

import topsmile.analytics.handlers
import topsmile.audit.handlers
import topsmile.files.checking
import topsmile.files.sweeping
import topsmile.notifications.handlers
import topsmile.payments.handlers
import topsmile.payments.inbox_handlers
import topsmile.payments.invoice_handlers
import topsmile.payments.reconciling_handlers
import topsmile.realtime.handlers
import topsmile.scheduling.handlers
import topsmile.webhooks.handlers
from topsmile.adapters.cache import Cache
from topsmile.analytics.router import router as analytics
from topsmile.audit.router import router as audit
from topsmile.catalog.router import router as catalog
from topsmile.clinics.router import router as clinics
from topsmile.clinics.router import settings as clinic_settings
from topsmile.files.intake import FORM_BYTES
from topsmile.files.router import router as files
from topsmile.files.router import uploads
from topsmile.first_page import FirstPage
from topsmile.first_page import read as drawn_pages
from topsmile.house import House, build
from topsmile.identity import guards
from topsmile.identity.router import administration
from topsmile.identity.router import router as identity
from topsmile.kernel import logging
from topsmile.kernel.clock import Clock
from topsmile.kernel.edge import Edge, Rules
from topsmile.kernel.errors import NotFound
from topsmile.kernel.openapi import FRAMEWORK, document
from topsmile.kernel.pacing import Allowance
from topsmile.kernel.problems import respond
from topsmile.kernel.requests import StrictRequest
from topsmile.notifications.callbacks_router import router as message_callbacks
from topsmile.notifications.link_router import router as visit_links
from topsmile.notifications.preferences_router import router as message_preferences
from topsmile.notifications.router import router as notifications
from topsmile.notifications.settings_router import router as message_settings
from topsmile.notifications.templating_router import router as message_templates
from topsmile.operations import reference
from topsmile.operations.router import router as operations
from topsmile.pages import Pages, Split, content_policy
from topsmile.patients.router import registration
from topsmile.patients.router import router as patients
from topsmile.payments.inbox_router import router as stripe_inbox
from topsmile.payments.invoices_router import router as payment_papers
from topsmile.payments.router import router as payments
from topsmile.providers.router import router as providers
from topsmile.scheduling.router import router as scheduling
from topsmile.settings import Settings
from topsmile.settings import settings as read_settings
from topsmile.webhooks.router import router as webhooks
from topsmile.working import callbacks, notary, outside, run_worker

ROUTERS = [
    identity,
    administration,
    registration,
    clinics,
    clinic_settings,
    scheduling,
    patients,
    providers,
    catalog,
    uploads,
    files,
    payments,
    payment_papers,
    notifications,
    message_settings,
    message_preferences,
    message_templates,
    visit_links,
    message_callbacks,
    analytics,
    audit,
    operations,
    webhooks,
    stripe_inbox,
]

# Once every package that has events is known.
topsmile.webhooks.handlers.listen()
topsmile.realtime.handlers.announce()


def create_app(
    settings: Settings, *, clock: Clock | None = None, cache: Cache | None = None
) -> Edge:
    """The whole application as one ASGI callable; its lifespan opens and closes the house."""
    house = build(settings, clock, cache)
    api = create_api(house)
    rules = Rules(
        origins=origins(settings),
        cookies=frozenset({house.desk.access_cookie, house.desk.refresh_cookie}),
        trusted_proxies=tuple(settings.trusted_proxies),
        deadline=settings.request_deadline_seconds,
        secure=settings.https,
        allowances=allowances(settings),
    )
    policy = content_policy(
        paid=settings.stripe_secret_key is not None,
        script_url=settings.stripe_script_url,
        reports_to=settings.sentry_web_dsn,
    )
    first = FirstPage(api, drawn_pages(web_folder()))
    pages = Pages(web_folder(), policy, settings.sentry_web_dsn, first)
    return Edge(Split(api, pages, house.live), rules)


def allowances(settings: Settings) -> tuple[Allowance, ...]:
    """Files are larger than any other body, and take longer to look at than any other answer."""
    form = settings.upload_limit_mb * 2**20 + FORM_BYTES
    return (
        Allowance("/api/upload/?", form, work=180),
        Allowance("/api/files/direct/[^/]+/complete/?", 1024, work=900),
    )


def create_api(house: House) -> Litestar:
    @asynccontextmanager
    async def opened(_: Litestar) -> AsyncIterator[None]:
        await house.open()
        yield
        await house.close()

    api = Litestar(
        route_handlers=[*ROUTERS, openapi, reference_page],
        dependencies=provided(house),
        guards=[guards.admit],
        exception_handlers={Exception: respond},
        request_class=StrictRequest,
        lifespan=[opened],
        openapi_config=described(),
        logging_config=None,
    )
    api.state.desk = house.desk
    api.state.keeping = house.keeping
    api.state.callbacks = house.callbacks
    api.state.query_names = guards.query_names(api)
    api.state.openapi = msgspec.json.encode(document(api))
    return api


def provided(house: House) -> dict[str, Provide]:
    """What operations may ask for by name: of their request, and of the house."""
    of_the_house = (
        "database",
        "links",
        "callbacks",
        "seals",
        "destinations",
        "keeping",
        "cache",
        "inbox",
        "till",
    )
    return {
        "desk": Provide(guards.provide_desk, sync_to_thread=False),
        "cause": Provide(guards.provide_cause, sync_to_thread=False),
        "principal": Provide(guards.provide_principal, sync_to_thread=False),
        "viewer": Provide(guards.member_viewer, sync_to_thread=False),
        "tx": Provide(guards.member_transaction),
        "once": Provide(guards.provide_once),
    } | {name: provide(getattr(house, name)) for name in of_the_house}


def provide(thing: Any) -> Provide:
    return Provide(lambda: thing, sync_to_thread=False)


def described() -> OpenAPIConfig:
    """The framework describes the routes; of its own pages, which load foreign scripts, none is."""

    def unpublished(*_: Any) -> None:
        raise NotFound("There is nothing at this address.")

    own = Router(FRAMEWORK, route_handlers=[], guards=[unpublished], include_in_schema=False)
    return OpenAPIConfig(
        title="TopSmile", version="1", openapi_router=own, render_plugins=[JsonRenderPlugin()]
    )


@get("/api/openapi.json", opt={"permission": "public"}, include_in_schema=False)
async def openapi(request: StrictRequest) -> Response[bytes]:
    return Response(request.app.state.openapi, media_type=MediaType.JSON)


@get("/api/docs", opt={"permission": "public"}, include_in_schema=False)
async def reference_page(request: StrictRequest) -> Response[str]:
    """The same to read, without a script."""
    html = reference.page(msgspec.json.decode(request.app.state.openapi))
    policy = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}
    return Response(html, media_type=MediaType.HTML, headers=policy)


def origins(settings: Settings) -> frozenset[str]:
    """Where our own pages come from. On this machine, by any of its own names."""
    parts = urlsplit(settings.origin)
    own = {f"{parts.scheme}://{parts.netloc}"}
    if parts.hostname == "localhost":
        own |= {f"{parts.scheme}://{host}:{parts.port}" for host in ("127.0.0.1", "[::1]")}
    return frozenset(own)


def web_folder() -> Path | None:
    """The build: inside an installed wheel, or beside the sources."""
    here = Path(__file__).parent
    candidates = [here / "web", here.parent.parent / "web" / "dist"]
    return next((each for each in candidates if (each / "index.html").exists()), None)


def from_environment() -> Edge:
    settings = read_settings()
    logging.configure(settings.log_level.upper())
    return create_app(settings)


def openapi_document() -> dict[str, Any]:
    nowhere = Settings(
        database_url="postgresql://nowhere",  # type: ignore[arg-type]
        valkey_url="redis://nowhere",  # type: ignore[arg-type]
        topsmile_secret="only for describing the application",  # type: ignore[arg-type]  # noqa: S106
    )
    return document(create_api(build(nowhere)))


# A worker is started from here: only then is every handler known.
__all__ = [
    "callbacks",
    "create_app",
    "from_environment",
    "notary",
    "openapi_document",
    "outside",
    "run_worker",
]
_: Literal[True] = bool(topsmile.notifications.handlers)  # type: ignore[assignment]
