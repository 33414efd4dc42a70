"""What becomes of a visit, from booking to its end: a matter of the visit alone. Pure.

A visit's state is its story up to now, so a demo of yesterday goes on today where it was left.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from topsmile.demo.cast import SEED, Cast
from topsmile.scheduling.events import FACT
from topsmile.scheduling.models import TRANSITIONS, Action, Status

CANCELLED, NO_SHOW = 0.07, 0.12


class Step(NamedTuple):
    """`by` is a role."""

    at: datetime
    action: Action
    by: str
    reason: str | None = None

    @property
    def status(self) -> Status:
        return TRANSITIONS[self.action][1]

    @property
    def fact(self) -> str:
        return str(FACT[self.action].__struct_config__.tag)


class Story(NamedTuple):
    booked_at: datetime
    booked_by: str
    notes: str
    steps: list[Step]

    def booked_before(self, now: datetime) -> Story:
        """Whose day is only added now was booked lately, at some time of the last days."""
        lately = now - timedelta(minutes=5 + int(self.booked_at.timestamp()) // 60 % 4000)
        return self._replace(booked_at=min(self.booked_at, lately))

    def until(self, now: datetime) -> list[Step]:
        return [step for step in self.steps if step.at <= now]


def story(cast: Cast, clinician: str, starts_at: datetime, ends_at: datetime) -> Story:
    rng = Random(f"{SEED} {cast.slug} {clinician} {starts_at:%Y%m%d%H%M}")  # noqa: S311
    role = "hygienist" if clinician == cast.hygienist else "dentist"
    # Before anything else happens to it; most people do not plan further than ten days.
    booked_at = starts_at - timedelta(
        days=rng.choice((6, 6, 7, 7, 8, 9, rng.randrange(10, 35))), minutes=rng.randrange(60, 1400)
    )
    return Story(
        booked_at,
        rng.choice(("patient", "patient", "receptionist")),
        rng.choice(cast.notes) if rng.random() < 0.15 else "",
        [*_steps(cast, rng, role, starts_at, ends_at)],
    )


def _steps(
    cast: Cast, rng: Random, role: str, starts_at: datetime, ends_at: datetime
) -> Iterator[Step]:
    fate = rng.random()
    if rng.random() < 0.8:
        confirmed_at = starts_at - _minutes(rng, 45 * 60, 120 * 60)
        yield Step(confirmed_at, "confirm", rng.choice(("patient", "receptionist")))
    if fate < CANCELLED:
        cancelled_at = starts_at - _minutes(rng, 4 * 60, 40 * 60)
        by = rng.choice(("patient", "receptionist"))
        yield Step(cancelled_at, "cancel", by, rng.choice(cast.reasons))
    elif fate < NO_SHOW:
        yield Step(starts_at + _minutes(rng, 16, 25), "no-show", "receptionist")
    else:
        yield Step(starts_at - _minutes(rng, 3, 15), "check-in", "receptionist")
        yield Step(starts_at + _minutes(rng, 0, 4), "start", role)
        yield Step(ends_at + _minutes(rng, -4, 4), "complete", role)


def _minutes(rng: Random, least: int, most: int) -> timedelta:
    return timedelta(minutes=rng.randrange(least, most), seconds=rng.randrange(60))
