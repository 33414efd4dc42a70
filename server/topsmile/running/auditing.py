"""`topsmile audit …`: what an operator asks of the trail, beside the running processes."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

from topsmile.adapters.anchors import FileAnchors
from topsmile.audit import service, verifying
from topsmile.audit.models import Wanted
from topsmile.clinics import service as clinics
from topsmile.clinics.models import Clinic
from topsmile.kernel.cause import Cause, new_request_id
from topsmile.kernel.clock import SystemClock
from topsmile.kernel.db import Database
from topsmile.running.opening import in_words
from topsmile.running.processes import Trouble
from topsmile.settings import Settings
from topsmile.working import notary


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    url = settings.database_url.get_secret_value()
    database = Database(url, SystemClock(), 2, "topsmile-audit")
    await database.open()
    try:
        with in_words():
            yield database
    finally:
        await database.close()


async def verify(
    settings: Settings, slug: str | None, folders: Sequence[Path], minutes: int
) -> int:
    """1 if anything is not as it was written."""
    keys = notary(settings).keys
    anchors = [FileAnchors(each) for each in folders or [settings.anchors]]
    if missing := [str(each) for each in folders if not each.is_dir()]:
        raise Trouble(f"{' and '.join(missing)}: no such folder of anchors")
    count = 0
    async with opened(settings) as database:
        patience = timedelta(minutes=minutes)
        found = verifying.verify(database, keys, anchors, slug=slug, patience=patience)
        async for finding in found:
            count += 1
            print(f"{finding.clinic}: {finding.sentence}", flush=True)
    if count:
        print(f"The audit trail is not as it was written ({count} found).")
        return 1
    print("The audit trail is as it was written.")
    return 0


async def export(settings: Settings, slug: str, first: date | None, last: date | None) -> None:
    cause = Cause(new_request_id(), actor_role="operator")
    async with opened(settings) as database:
        clinic = await named(database, cause, slug)
        async with database.transaction(clinic.id, cause) as tx:
            wanted = await service.wanted_between(tx, first, last, Wanted())
            pieces = await service.export(database, tx, wanted)
        async for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()


async def named(database: Database, cause: Cause, slug: str) -> Clinic:
    for clinic in await clinics.everyone(database, cause):
        if clinic.slug == slug:
            return clinic
    raise Trouble(f"there is no clinic with the slug {slug}")
