"""The demo, seeded once more: at once, days later, and beside what visitors have done."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from conftest import Database
from demo.seeding import Demo

pytestmark = pytest.mark.anyio
UNFINISHED = ("scheduled", "confirmed", "checked_in", "in_progress")


async def test_a_second_time_adds_nothing(demo: Demo) -> None:
    assert "opened Clínica Sorriso and Brightside Dental" in await demo.seed()
    before = await demo.everything()
    assert "Everything was there already." in await demo.seed()
    assert await demo.everything() == before


async def test_tomorrow_a_day_more_and_the_visits_of_today_are_over(demo: Demo) -> None:
    await demo.seed()
    before = await demo.visits()
    demo.clock.travel(days=2)
    assert "added" in await demo.seed()
    visits = await demo.visits()
    assert {visit["day"] for visit in visits} >= {date(2030, 1, 2), date(2030, 1, 18)}
    assert max(visit["day"] for visit in visits) <= date(2030, 1, 20)
    over = demo.clock.instant - timedelta(minutes=5)
    assert not [v for v in visits if v["status"] in UNFINISHED and v["ends_at"] < over]
    assert {v["id"] for v in before} < {v["id"] for v in visits}
    history = await demo.owner.fetchval(
        "select count(*) from audit_entry where subject = 'appointment'"
    )
    assert history == sum(visit["version"] for visit in visits)


async def test_after_a_month_it_does_not_look_empty(demo: Demo) -> None:
    await demo.seed()
    demo.clock.travel(days=30)
    await demo.seed()
    here = {visit["day"] for visit in await demo.visits()}
    today = demo.clock.instant.date()
    around = {today + timedelta(days=ahead) for ahead in range(-7, 10)}
    assert {day for day in around if day.weekday() < 5} <= here


async def test_what_someone_has_touched_is_theirs(demo: Demo) -> None:
    await demo.seed()
    visit = next(
        v for v in await demo.visits() if v["status"] == "scheduled" and v["slug"] == "sorriso"
    )
    await demo.owner.execute(
        """
        insert into audit_entry (clinic_id, at, action, subject, subject_id, actor_role, request_id)
        values ($1, $2, 'appointment.rescheduled', 'appointment', $3, 'receptionist', 'a-click')
        """,
        visit["clinic_id"],
        demo.clock.instant,
        visit["id"],
    )
    demo.clock.travel(days=20)
    await demo.seed()
    (after,) = [each for each in await demo.visits() if each["id"] == visit["id"]]
    assert (after["status"], after["version"]) == ("scheduled", 1)


async def test_times_that_are_taken_are_left_alone(demo: Demo) -> None:
    """Days that are added later keep clear of what visitors of the demo have booked."""
    await demo.seed()
    demo.clock.travel(days=1)
    day = datetime(2030, 1, 19, 0, 0, tzinfo=ZoneInfo("America/Sao_Paulo"))
    specialist = await demo.owner.fetchrow(
        """
        select h.provider_id, h.clinic_id from provider_hours h join clinic c on c.id = h.clinic_id
        where h.weekday = 5 and c.slug = 'sorriso'
        """
    )
    assert specialist
    provider, clinic = specialist
    await demo.owner.execute(
        """
        insert into claim (clinic_id, provider_id, during, hold_hash, held_by, expires_at)
        values ($1, $2, tstzrange($3, $4), 'secret', 'someone', $4)
        """,
        clinic,
        provider,
        day,
        day + timedelta(hours=24),
    )
    demo.clock.travel(days=2)
    await demo.seed()
    assert not [
        visit
        for visit in await demo.visits()
        if visit["provider_id"] == provider and visit["day"] == day.date()
    ]


async def test_the_same_date_makes_the_same_demo(
    demo: Demo, database: Database, valkey_url: str, tmp_path: Path
) -> None:
    await demo.seed()
    first = [seen(visit) for visit in await demo.visits()]
    tables = await demo.owner.fetch(
        "select relname from pg_class where relkind = 'r' and relname <> 'alembic_version'"
        " and relnamespace = 'public'::regnamespace"
    )
    await demo.owner.execute(f"truncate {', '.join(each['relname'] for each in tables)}")
    await demo.seed()
    assert [seen(visit) for visit in await demo.visits()] == first


def seen(visit: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(visit[name] for name in ("slug", "provider", "patient", "starts_at", "status"))
