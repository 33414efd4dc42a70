"""What a web process is made of: opened when it starts, closed when it ends."""

from __future__ import annotations

import msgspec

from topsmile.adapters.bell import Bell, ValkeyBell
from topsmile.adapters.broadcast import ValkeyBroadcast
from topsmile.adapters.cache import Cache, ValkeyCache
from topsmile.adapters.destinations import Destinations
from topsmile.clinics.service import Directory
from topsmile.files.keeping import Keeping
from topsmile.identity.desk import Desk
from topsmile.identity.one_time import OneTime
from topsmile.identity.passwords import Passwords
from topsmile.identity.sessions import Sessions
from topsmile.identity.tokens import Tokens
from topsmile.kernel.clock import Clock, SystemClock
from topsmile.kernel.db import Database
from topsmile.kernel.limits import Limiter
from topsmile.notifications.callbacks import Callbacks
from topsmile.notifications.links import Links
from topsmile.payments.inbox import Inbox
from topsmile.payments.till import Till
from topsmile.payments.till import till as payments_till
from topsmile.realtime.door import Live
from topsmile.realtime.hub import Hub
from topsmile.realtime.models import Caps
from topsmile.settings import Settings
from topsmile.webhooks.sealing import Seals
from topsmile.working import callbacks, keeping


class House(msgspec.Struct, frozen=True):
    """Everything that is opened when a process starts and closed when it ends."""

    database: Database
    cache: Cache
    bell: Bell
    desk: Desk
    links: Links
    callbacks: Callbacks
    seals: Seals
    destinations: Destinations
    live: Live
    inbox: Inbox
    till: Till
    keeping: Keeping

    async def open(self) -> None:
        await self.database.open()
        self.live.open()
        self.keeping.scratch.sweep()

    async def close(self) -> None:
        await self.live.close()
        self.keeping.scratch.close()
        await self.till.stripe.close()
        await self.desk.sessions.close()
        self.desk.passwords.close()
        await self.cache.close()
        await self.bell.close()
        await self.database.close()


def build(settings: Settings, clock: Clock | None = None, cache: Cache | None = None) -> House:
    clock = clock or SystemClock()
    bell = ValkeyBell(settings.valkey_url.get_secret_value())
    database = Database(
        settings.database_url.get_secret_value(),
        clock,
        settings.pool_size,
        "topsmile-serve",
        ring=bell.ring,
    )
    cache = cache or ValkeyCache(settings.valkey_url.get_secret_value())
    limiter = Limiter(cache)
    desk = Desk(
        database=database,
        clock=clock,
        limiter=limiter,
        sessions=Sessions(database, limiter, cache),
        tokens=Tokens(settings.secret.get_secret_value()),
        one_time=OneTime(settings.secret.get_secret_value()),
        passwords=Passwords(),
        directory=Directory(),
        secure=settings.https,
    )
    return House(
        database,
        cache,
        bell,
        desk,
        Links(settings.secret.get_secret_value(), settings.origin),
        callbacks(settings),
        Seals(settings.secret.get_secret_value()),
        Destinations(settings.webhooks_allow_insecure),
        live(settings, desk),
        Inbox(database, [each.get_secret_value() for each in settings.stripe_webhook_secrets]),
        payments_till(settings),
        keeping(settings),
    )


def live(settings: Settings, desk: Desk) -> Live:
    hub = Hub(desk.database, ValkeyBroadcast(settings.valkey_url.get_secret_value()))
    return Live(
        hub,
        desk,
        Caps(
            sockets=settings.live_sockets,
            anonymous=settings.live_anonymous,
            anonymous_per_client=settings.live_anonymous_per_client,
        ),
    )
