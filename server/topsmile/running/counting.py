"""`topsmile analytics …`: the clinics' figures, counted anew beside the running processes."""

from __future__ import annotations

from topsmile.analytics import service
from topsmile.analytics.models import Recount
from topsmile.clinics import service as clinics
from topsmile.kernel.cause import Cause, new_request_id
from topsmile.kernel.clock import SystemClock
from topsmile.kernel.db import Database
from topsmile.running.opening import in_words
from topsmile.running.processes import Trouble
from topsmile.settings import Settings


async def rebuild(settings: Settings, slug: str | None) -> None:
    """One clinic after the other, each in a transaction of its own."""
    cause = Cause(new_request_id(), actor_role="operator")
    url = settings.database_url.get_secret_value()
    database = Database(url, SystemClock(), 1, "topsmile-analytics")
    await database.open()
    try:
        with in_words():
            known = await clinics.everyone(database, cause)
            chosen = [each for each in known if slug in (None, each.slug)]
            if slug and not chosen:
                raise Trouble(f"no clinic is called {slug}")
            for clinic in chosen:
                async with database.transaction(clinic.id, cause) as tx:
                    recount = await service.rebuild(tx)
                print(told(clinic.slug, recount), flush=True)
    finally:
        await database.close()


def told(slug: str, recount: Recount) -> str:
    wrong = f"{recount.corrected} corrected" if recount.corrected else "all as they were"
    return f"{slug}: {recount.visits} visits in {recount.sums} sums, {wrong}"
