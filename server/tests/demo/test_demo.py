"""The demo, seeded into a database of its own and looked at from behind the fences."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import httpx
import make
import pytest
from conftest import Connection, Database, settings_for
from domain import TravelClock, browser

from topsmile.app import create_app
from topsmile.demo import PASSWORD, RealClinics, seed
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio

# A Wednesday, 10:20 in São Paulo and 13:20 in London.
WEDNESDAY = datetime(2030, 1, 9, 13, 20, tzinfo=UTC)
ROLES = {
    "admin": "admin",
    "manager": "manager",
    "dentist": "dentist",
    "hygienist": "hygienist",
    "reception": "receptionist",
    "patient": "patient",
}
UNFINISHED = ("scheduled", "confirmed", "checked_in", "in_progress")
TABLES = ["clinic", "person", "membership", "provider", "provider_hours", "provider_exception"]
TABLES += ["service", "service_provider", "patient", "appointment", "claim", "audit_entry"]


@dataclass
class Demo:
    settings: Settings
    clock: TravelClock
    owner: Connection

    async def seed(self) -> str:
        return await seed(self.settings, self.clock)

    async def visits(self) -> list[dict[str, Any]]:
        rows = await self.owner.fetch(
            """
            select a.*, c.slug, c.timezone, p.name as provider, pt.name as patient,
              (a.starts_at at time zone c.timezone)::date as day
            from appointment a join clinic c on c.id = a.clinic_id
            join provider p on p.id = a.provider_id join patient pt on pt.id = a.patient_id
            order by c.slug, p.name, a.starts_at
            """
        )
        return [dict(row) for row in rows]

    async def everything(self) -> dict[str, Any]:
        """Each table in one number that changes with any of its rows."""
        return {
            table: await self.owner.fetchval(
                f"select sum(hashtextextended(t::text, 0)) from {table} t"
            )
            for table in TABLES
        }


@pytest.fixture
async def demo(fresh_database: Database, valkey_url: str, tmp_path: Path) -> AsyncIterator[Demo]:
    clock = TravelClock()
    clock.instant = WEDNESDAY
    owner = await asyncpg.connect(fresh_database.owner_url)
    yield Demo(settings_for(fresh_database, valkey_url, tmp_path), clock, owner)
    await owner.close()


async def test_everybody_can_sign_in_and_find_a_time(demo: Demo, valkey: object) -> None:
    said = await demo.seed()
    app = create_app(demo.settings, clock=demo.clock)
    async with app.app.api.lifespan():  # type: ignore[attr-defined]
        for slug in ("sorriso", "brightside"):
            assert f"http://localhost:8000/book/{slug}" in said
            assert f"@{slug}.demo" in said
            for account, role in ROLES.items():
                async with browser(app) as client:
                    user = await signed_in(client, f"{account}@{slug}.demo")
                    assert (user["role"], user["clinic"]["slug"]) == (role, slug)
                    assert (user["provider_id"] is not None) == (role in ("dentist", "hygienist"))
                    assert (user["patient_id"] is not None) == (role == "patient")
                    if role == "patient":
                        await look_around(client, demo.clock.instant.date())
    assert PASSWORD in said


async def signed_in(client: httpx.AsyncClient, email: str) -> Any:
    answer = await client.post("/api/auth/login", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 200
    return answer.json()["user"]


async def look_around(client: httpx.AsyncClient, today: date) -> None:
    """A patient has visits behind and ahead, and finds free times within two days."""
    mine = await client.get(
        "/api/scheduling/appointments", params={"from": str(today - timedelta(days=7))}
    )
    days = [each["starts_local"][:10] for each in mine.json()["items"]]
    assert min(days) < str(today) < max(days)
    services = (await client.get("/api/scheduling/services")).json()["items"]
    assert len(services) == 8
    for service in services:
        free = await client.get(
            "/api/scheduling/availability",
            params={
                "service_id": service["id"],
                "from": str(today),
                "to": str(today + timedelta(days=9)),
            },
        )
        assert len(free.json()["slots"]) > 5, service["name"]


async def test_the_clinics_are_as_promised(demo: Demo) -> None:
    await demo.seed()
    clinics = await demo.owner.fetch(
        "select slug, name, timezone, currency, locale, is_demo from clinic order by slug"
    )
    assert [tuple(each) for each in clinics] == [
        ("brightside", "Brightside Dental", "Europe/London", "GBP", "en-GB", True),
        ("sorriso", "Clínica Sorriso", "America/Sao_Paulo", "BRL", "pt-BR", True),
    ]
    for table, least in (("patient", 40), ("provider", 4), ("service", 8)):
        counts = await demo.owner.fetch(f"select count(*) from {table} group by clinic_id")
        assert all(each["count"] >= least for each in counts)
        assert len(counts) == 2
    addresses = await demo.owner.fetch("select email from patient where email is not null")
    assert all(each["email"].endswith(("@example.com", ".demo")) for each in addresses)
    kinds = await demo.owner.fetch("select distinct clinic_id, kind from provider_exception")
    assert len(kinds) == 4
    saturdays = await demo.owner.fetch(
        "select distinct clinic_id, provider_id from provider_hours where weekday = 5"
    )
    assert len(saturdays) == 2


async def test_the_day_is_where_the_clock_is(demo: Demo) -> None:
    await demo.seed()
    visits = await demo.visits()
    now = demo.clock.instant
    for visit in visits:
        if visit["ends_at"] + timedelta(minutes=5) < now:
            assert visit["status"] in ("completed", "no_show", "cancelled")
        elif visit["starts_at"] - timedelta(minutes=15) > now:
            assert visit["status"] in ("scheduled", "confirmed", "cancelled")
    assert {"completed", "no_show", "cancelled", "scheduled", "confirmed", "in_progress"} <= {
        visit["status"] for visit in visits
    }
    treated = [visit["provider"] for visit in visits if visit["status"] == "in_progress"]
    assert len(treated) == len(set(treated))
    assert any(visit["notes"] for visit in visits)
    assert all(visit["created_at"] < now for visit in visits)


async def test_working_days_are_busy_and_far_from_full(demo: Demo) -> None:
    await demo.seed()
    rows = await demo.owner.fetch(
        """
        with occupied as (
          select cl.clinic_id, (cl.starts_at at time zone c.timezone)::date as day,
            sum(extract(epoch from cl.ends_at - cl.starts_at)) / 60 as minutes
          from claim cl join clinic c on c.id = cl.clinic_id
          where cl.provider_id is not null group by 1, 2
        )
        select day, minutes as occupied, (
          select sum(closes - opens) from provider_hours h
          where h.clinic_id = o.clinic_id and h.weekday = extract(isodow from day) - 1
        ) as open
        from occupied o
        """
    )
    workdays = [each for each in rows if each["day"].weekday() < 5]
    assert len(workdays) == 2 * 52  # from two months ago to the Friday of next week
    shares = [float(each["occupied"] / each["open"]) for each in workdays]
    assert all(0.25 < share < 0.85 for share in shares)
    assert 0.5 < sum(shares) / len(shares) < 0.75


async def test_rows_agree_with_each_other_and_nobody_is_written_to(demo: Demo) -> None:
    await demo.seed()
    assert await demo.owner.fetchval("select count(*) from message") == 0
    happened = "select count(*) from event where name like 'appointment.%'"
    assert await demo.owner.fetchval(happened) == 0
    claims = await demo.owner.fetch(
        """
        select a.status, count(cl.id) as claims from appointment a
        left join claim cl on cl.clinic_id = a.clinic_id and cl.appointment_id = a.id
        group by a.id, a.status
        """
    )
    assert all(each["claims"] == (0 if each["status"] == "cancelled" else 2) for each in claims)
    histories = await demo.owner.fetch(
        """
        select a.status, a.version, array_agg(e.after ->> 'status' order by e.id) as told,
          array_agg(e.at order by e.id) = array_agg(e.at order by e.at) as in_order
        from appointment a join audit_entry e on e.clinic_id = a.clinic_id and e.subject_id = a.id
        group by a.id, a.status, a.version
        """
    )
    assert len(histories) == len(claims)
    for each in histories:
        assert (each["told"][-1], len(each["told"])) == (each["status"], each["version"])
        assert each["told"][0] == "scheduled"
        assert each["in_order"]


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


async def test_the_clinics_figures_are_those_of_its_visits(demo: Demo) -> None:
    await demo.seed()
    demo.clock.travel(days=2)
    await demo.seed()
    figures = await demo.owner.fetchrow(
        """
        select sum(visits) as visits, sum(completed) as completed, sum(no_show) as missed,
          sum(visits) filter (where source = 'online') as online from analytics_day
        """
    )
    visits = await demo.visits()
    assert figures is not None
    assert figures["visits"] == len(visits) > 2000
    assert figures["completed"] == sum(each["status"] == "completed" for each in visits)
    assert figures["missed"] == sum(each["status"] == "no_show" for each in visits)
    assert 0.5 < figures["online"] / len(visits) < 0.8


def seen(visit: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(visit[name] for name in ("slug", "provider", "patient", "starts_at", "status"))


async def test_beside_a_real_clinic_it_is_refused(demo: Demo) -> None:
    await make.an_office(demo.owner)
    before = await demo.everything()
    with pytest.raises(RealClinics, match="real clinics"):
        await demo.seed()
    assert await demo.everything() == before
