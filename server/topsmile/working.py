"""What a worker is made of, and what its errands may ask of the world."""

from __future__ import annotations

import asyncio
import resource
import signal
from datetime import timedelta
from urllib.parse import urlsplit

import msgspec

from topsmile.adapters.anchors import FileAnchors
from topsmile.adapters.bell import ValkeyBell
from topsmile.adapters.broadcast import Broadcast, ValkeyBroadcast
from topsmile.adapters.destinations import Destinations
from topsmile.adapters.hooks import Hooks, PublicHooks
from topsmile.adapters.mail import Mail, NoMail, SmtpMail
from topsmile.adapters.scanner import Clamd, NoScanner, Scanner
from topsmile.adapters.storage import ObjectStorage, Storage, opened
from topsmile.adapters.stripe import Stripe
from topsmile.adapters.texts import Account, NoTexts, Texts, TwilioTexts
from topsmile.audit.notary import Notary
from topsmile.audit.sealing import keys_of
from topsmile.files.keeping import Keeping, Quotas
from topsmile.files.links import FileLinks
from topsmile.files.scratch import Scratch
from topsmile.files.sweeping import Patience
from topsmile.kernel import logging, schedules
from topsmile.kernel.clock import SystemClock
from topsmile.kernel.db import Database
from topsmile.kernel.deliveries import Lane, Policy
from topsmile.kernel.worker import Watchdog, Worker
from topsmile.notifications.callbacks import Callbacks
from topsmile.notifications.links import Links
from topsmile.operations.metrics import Metrics
from topsmile.operations.retention import Retention
from topsmile.payments.till import Till
from topsmile.payments.till import till as payments_till
from topsmile.settings import Settings
from topsmile.webhooks.sealing import Seals


class Outside(msgspec.Struct, frozen=True):
    """What errands ask."""

    mail: Mail
    mail_domain: str
    origin: str
    links: Links
    texts: Texts
    callbacks: Callbacks
    hooks: Hooks
    seals: Seals
    notary: Notary
    retention: Retention
    broadcast: Broadcast
    till: Till
    storage: Storage
    scanner: Scanner
    patience: Patience

    @property
    def stripe(self) -> Stripe:
        return self.till.stripe


def outside(settings: Settings) -> Outside:
    mail: Mail = NoMail()
    if settings.smtp_url:
        url = settings.smtp_url.get_secret_value()
        mail = SmtpMail(url, settings.mail_from, sending_timeout(settings))
    return Outside(
        mail,
        urlsplit(settings.origin).hostname or "localhost",
        settings.origin,
        Links(settings.secret.get_secret_value(), settings.origin),
        texts=texts(settings),
        callbacks=callbacks(settings),
        hooks=PublicHooks(Destinations(settings.webhooks_allow_insecure)),
        seals=Seals(settings.secret.get_secret_value()),
        notary=notary(settings),
        retention=Retention(
            timedelta(days=settings.retention_deliveries_days),
            timedelta(days=settings.retention_events_days),
        ),
        broadcast=ValkeyBroadcast(settings.valkey_url.get_secret_value()),
        till=payments_till(settings),
        storage=storage(settings),
        # An errand has less time than the request that somebody waits for.
        scanner=scanner(settings, settings.delivery_timeout_seconds * 0.8),
        patience=Patience(retention=timedelta(days=settings.files_retention_days)),
    )


def storage(settings: Settings) -> ObjectStorage:
    secret = settings.s3_secret_access_key
    return opened(
        settings.storage_url,
        settings.home,
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        key_id=settings.s3_access_key_id,
        secret=secret.get_secret_value() if secret else None,
    )


def scanner(settings: Settings, deadline: float = 60) -> Scanner:
    return Clamd(settings.clamd_url, deadline=deadline) if settings.clamd_url else NoScanner()


def keeping(settings: Settings) -> Keeping:
    megabyte = 2**20
    return Keeping(
        storage(settings),
        scanner(settings),
        Scratch(settings.home / "scratch"),
        FileLinks(settings.secret.get_secret_value(), settings.origin),
        Quotas(
            settings.files_clinic_quota_mb * megabyte, settings.files_person_quota_mb * megabyte
        ),
        settings.upload_limit_mb * megabyte,
        settings.direct_upload_limit_mb * megabyte,
    )


def texts(settings: Settings) -> Texts:
    sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    if sid is None or token is None:
        return NoTexts()
    account = Account(
        sid,
        token.get_secret_value(),
        settings.twilio_from,
        settings.twilio_whatsapp_from,
        settings.twilio_url,
    )
    return TwilioTexts(account, sending_timeout(settings))


def callbacks(settings: Settings) -> Callbacks:
    token = settings.twilio_auth_token
    secret = settings.secret.get_secret_value()
    return Callbacks(secret, settings.origin, token.get_secret_value() if token else None)


def sending_timeout(settings: Settings) -> float:
    """Both times it is waited for so long end before the whole attempt is given up."""
    return min(settings.sending_timeout_seconds, settings.delivery_timeout_seconds * 0.4)


def notary(settings: Settings) -> Notary:
    chosen = settings.audit_key or settings.secret
    earlier = [each.get_secret_value() for each in settings.audit_retired_keys]
    keys = keys_of(chosen.get_secret_value(), *earlier)
    return Notary(keys, FileAnchors(settings.anchors))


def policy(settings: Settings) -> Policy:
    return Policy(
        backoff=settings.delivery_backoff_seconds,
        lease=settings.delivery_lease_seconds,
        timeout=settings.delivery_timeout_seconds,
    )


def within(megabytes: int) -> None:
    """From here on this process gets no more memory: a MemoryError is a failure like any other."""
    most = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


async def run_worker(settings: Settings, lane: Lane) -> None:
    """One lane of the worker, until SIGTERM or SIGINT."""
    logging.configure(settings.log_level.upper())
    within(settings.worker_memory_mb)
    bell = ValkeyBell(settings.valkey_url.get_secret_value())
    database = Database(
        settings.database_url.get_secret_value(),
        SystemClock(),
        settings.worker_concurrency + 2,
        f"topsmile-worker-{lane}",
        patience=30,
        ring=bell.ring,
    )
    await database.open()
    asked = outside(settings)
    worker = Worker(
        database,
        policy(settings),
        asked,
        lane=lane,
        concurrency=settings.worker_concurrency,
    )
    loop = asyncio.get_running_loop()
    for goodbye in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(goodbye, worker.stopping.set)
    Watchdog(loop, settings.delivery_timeout_seconds + settings.delivery_lease_seconds).start()
    metrics = Metrics(database)
    if lane == "main":
        await schedules.ensure(database)
        if settings.operations_port:
            await metrics.listen(settings.operations_host, settings.operations_port)
    listening = asyncio.create_task(bell.listen(worker.ring))
    await worker.run()
    listening.cancel()
    await metrics.close()
    await bell.close()
    await asked.broadcast.close()
    await asked.stripe.close()
    await database.close()
