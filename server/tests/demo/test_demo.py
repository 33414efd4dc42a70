"""The demo, seeded into a database of its own and looked at from behind the fences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import httpx
import make
import pytest
from demo.seeding import Demo
from domain import browser

from topsmile.app import create_app
from topsmile.demo import PASSWORD, RealClinics

pytestmark = pytest.mark.anyio
ROLES = {
    "admin": "admin",
    "manager": "manager",
    "dentist": "dentist",
    "hygienist": "hygienist",
    "reception": "receptionist",
    "patient": "patient",
}


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


async def test_beside_a_real_clinic_it_is_refused(demo: Demo) -> None:
    await make.an_office(demo.owner)
    before = await demo.everything()
    with pytest.raises(RealClinics, match="real clinics"):
        await demo.seed()
    assert await demo.everything() == before
