from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from topsmile.clinics import service as clinics
from topsmile.clinics.models import Clinic
from topsmile.demo import days, paying
from topsmile.demo.brightside import BRIGHTSIDE
from topsmile.demo.cast import REQUEST_ID, Cast
from topsmile.demo.days import Made
from topsmile.demo.sorriso import SORRISO
from topsmile.kernel.cause import Cause
from topsmile.kernel.clock import Clock, SystemClock
from topsmile.kernel.db import Database
from topsmile.settings import Misconfigured, Settings

PASSWORD = "TopSmile-Demo-2026"  # noqa: S105  (everybody may know it)
CASTS = (SORRISO, BRIGHTSIDE)
CAUSE = Cause(REQUEST_ID, actor_role="system")


class RealClinics(Misconfigured):
    """Demonstration data have no business among those of real people."""


async def seed(settings: Settings, clock: Clock | None = None) -> str:
    """Make what is missing of the clinics and their days; tell what is there and what is new."""
    database = Database(
        settings.database_url.get_secret_value(), clock or SystemClock(), 2, "topsmile-seed"
    )
    await database.open()
    try:
        known = await clinics.demos(database, CAUSE)
        if known is None:
            raise RealClinics("this database has real clinics; the demo goes only where none are")
        new = [cast for cast in CASTS if cast.slug not in {each.slug for each in known}]
        opened = {each.slug: each for each in [*known, *await _open(database, new)]}
        made = []
        for cast in CASTS:
            async with database.transaction(opened[cast.slug].id, CAUSE) as tx:
                await paying.begin(tx, cast)
                made.append(await days.bring_up_to_date(tx, cast))
    finally:
        await database.close()
    return told(settings.origin, new, made)


async def _open(database: Database, new: Sequence[Cast]) -> list[Clinic]:
    if not new:
        return []
    # What follows takes long to import, and a demo that exists does not need it.
    from topsmile.demo.furnishing import furnish
    from topsmile.identity.founding import found
    from topsmile.identity.passwords import Passwords

    password_hash = await Passwords().hash(PASSWORD)
    return [
        await found(database, CAUSE, cast.clinic, password_hash, partial(furnish, cast))
        for cast in new
    ]


def told(origin: str, new: Sequence[Cast], made: Sequence[Made]) -> str:
    width = max(len(cast.clinic.name) for cast in CASTS)
    booking = [f"{cast.clinic.name:{width}}  {origin}/book/{cast.slug}" for cast in CASTS]
    addresses = " or ".join(f"@{cast.slug}.demo" for cast in CASTS)
    return "\n".join(
        [
            "The demo: two clinics",
            *(f"  {line}" for line in booking),
            f"  Staff  {origin}/staff",
            f"  admin, manager, dentist, hygienist, reception, patient {addresses}",
            f"  password of all: {PASSWORD}",
            _news(new, made),
        ]
    )


def _news(new: Sequence[Cast], made: Sequence[Made]) -> str:
    visits = sum(each.visits for each in made)
    moves = sum(each.moves for each in made)
    news = [f"opened {' and '.join(cast.clinic.name for cast in new)}"] if new else []
    news += [f"added {visits} appointments"] if visits else []
    news += [f"{moves} went on"] if moves else []
    if not news:
        return "  Everything was there already."
    return f"  Just now: {', '.join(news)}."
