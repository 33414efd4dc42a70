"""What the API says of the figures, beside a slow count of the same days."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import make
import pytest
from analytics import reference
from analytics.histories import Life
from conftest import Database as Cloned
from contracts.problems import problem
from domain import SignIn, TravelClock
from make import MONDAY, Connection, Office

from topsmile.analytics import service
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database

pytestmark = pytest.mark.anyio
ZONE = "America/Sao_Paulo"
FIRST, LAST = date(2030, 1, 1), date(2030, 1, 31)
JANUARY = f"from={FIRST}&to={LAST}"


@pytest.fixture
async def office(owner: Connection) -> Office:
    return await make.an_office(owner, zone=ZONE)


@pytest.fixture
async def counted(
    office: Office, owner: Connection, database: Cloned, clock: TravelClock
) -> Office:
    """A clinic after some weeks, counted; one of its clinicians was away for a while."""
    await owner.execute(
        """
        insert into provider_exception
          (clinic_id, provider_id, kind, first_day, last_day, opens, closes, created_at)
        values ($1, $2, 'off', '2030-01-09', '2030-01-10', null, null, $3),
          ($1, $2, 'off', '2030-01-11', '2030-01-11', 600, 900, $3),
          ($1, $2, 'hours', '2030-01-12', '2030-01-12', 1200, 1440, $3)
        """,
        office.id,
        office.provider,
        MONDAY,
    )
    pool = Database(database.app_url, clock, 4)
    await pool.open()
    await Life(pool, clock, office, seed=11).live(260)
    async with pool.transaction(office.id, Cause("a-test-of-figures")) as tx:
        await service.rebuild(tx)
    await pool.close()
    clock.instant = MONDAY  # sign-ins are of then
    return office


@pytest.fixture
async def manager(counted: Office, sign_in: SignIn) -> httpx.AsyncClient:
    return await sign_in(counted, "manager")


async def answered(client: httpx.AsyncClient, question: str) -> Any:
    answer = await client.get(f"/api/analytics/{question}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def of(owner: Connection, office: Office, first: date, last: date) -> Counter[str]:
    """Counted by hand."""
    sums: Counter[str] = Counter()
    for visit in await reference.appointments(owner, office.id):
        made = visit["created_at"].astimezone(ZoneInfo(ZONE)).date()
        day = visit["starts_at"].astimezone(ZoneInfo(ZONE)).date()
        sums["made"] += first <= made <= last
        if first <= day <= last:
            sums["visits"] += 1
            sums[visit["status"]] += 1
            sums["online"] += visit["source"] == "online"
            if visit["status"] == "completed":
                sums["revenue"] += visit["price_amount"]
    return sums


async def test_the_overview_is_a_count_of_the_days_and_of_as_many_before(
    manager: httpx.AsyncClient, counted: Office, owner: Connection
) -> None:
    first, last = date(2030, 1, 10), date(2030, 1, 12)
    found = await answered(manager, f"overview?from={first}&to={last}")

    before = timedelta(days=3)
    for name, since, until in (
        ("current", first, last),
        ("previous", first - before, last - before),
    ):
        figures, sums = found[name], await of(owner, counted, since, until)
        assert (figures["starts_on"], figures["ends_on"]) == (str(since), str(until))
        for each in ("visits", "made", "completed", "cancelled", "no_show", "online"):
            assert figures[each] == sums[each], (name, each)
        assert figures["revenue"] == {"amount": sums["revenue"], "currency": "BRL"}
        due = sums["no_show"] + sums["completed"]
        rate = round(sums["no_show"] / due, 4) if due else None
        assert figures["no_show_rate"] == rate
        assert figures["cancellation_rate"] == round(sums["cancelled"] / sums["visits"], 4)
        assert figures["online_share"] == round(sums["online"] / sums["visits"], 4)
    assert (found["timezone"], found["today"]) == (ZONE, "2030-01-07")
    assert found["current"]["visits"] > 5


async def test_time_that_was_open_is_that_of_the_clock_on_the_wall(
    manager: httpx.AsyncClient, counted: Office, owner: Connection
) -> None:
    first, last = date(2030, 1, 7), date(2030, 1, 13)
    items = (await answered(manager, f"breakdown?by=provider&from={first}&to={last}"))["items"]

    expected = {
        str(who): await reference.open_minutes(owner, counted.id, who, ZONE, first, last)
        for who in counted.providers
    }
    assert {each["key"]: each["open_minutes"] for each in items} == {
        who: each.total() for who, each in expected.items()
    }
    for each in items:
        assert each["occupancy"] == round(each["booked_minutes"] / each["open_minutes"], 4)
    daily = (await answered(manager, f"series?from={first}&to={last}"))["items"]
    whole: Counter[date] = Counter()
    for each in expected.values():
        whole.update(each)
    assert {each["starts_on"]: each["open_minutes"] for each in daily} == {
        str(day): minutes for day, minutes in whole.items()
    }


@pytest.mark.parametrize("step", ["day", "week", "month"])
async def test_a_series_is_the_whole_in_pieces(manager: httpx.AsyncClient, step: str) -> None:
    whole = (await answered(manager, f"overview?{JANUARY}"))["current"]
    items = (await answered(manager, f"series?{JANUARY}&by={step}"))["items"]

    assert len(items) == {"day": 31, "week": 5, "month": 1}[step]
    assert items[0]["starts_on"] == str(FIRST)
    assert items[-1]["ends_on"] == str(LAST)
    for before, after in pairwise(items):
        ends = date.fromisoformat(before["ends_on"])
        assert after["starts_on"] == str(ends + timedelta(days=1))
        assert step != "week" or ends.weekday() == 6
    add_up(items, whole, "open_minutes")


@pytest.mark.parametrize("by", ["provider", "service", "source", "weekday"])
async def test_a_breakdown_is_the_whole_in_parts(manager: httpx.AsyncClient, by: str) -> None:
    whole = (await answered(manager, f"overview?{JANUARY}"))["current"]
    items = (await answered(manager, f"breakdown?{JANUARY}&by={by}"))["items"]

    shared = by in ("service", "source")
    add_up(items, whole, *([] if shared else ["open_minutes"]))
    if shared:
        assert {each["open_minutes"] for each in items} == {whole["open_minutes"]}
    assert all((each["name"] is None) == (by in ("source", "weekday")) for each in items)
    assert by != "weekday" or [each["key"] for each in items] == [str(n) for n in range(7)]


def add_up(items: list[Any], whole: Any, *more: str) -> None:
    counted = ("visits", "made", "completed", "cancelled", "no_show", "expected", "online")
    for name in (*counted, "booked_minutes", *more):
        assert sum(each[name] for each in items) == whole[name], name
    for name in ("revenue", "expected_revenue"):
        assert sum(each[name]["amount"] for each in items) == whole[name]["amount"]


async def test_one_clinician_and_one_service(manager: httpx.AsyncClient, counted: Office) -> None:
    parts = (await answered(manager, f"breakdown?{JANUARY}&by=provider"))["items"]
    for part in parts:
        only = await answered(manager, f"overview?{JANUARY}&provider_id={part['key']}")
        assert {name: part[name] for name in only["current"].keys() & part.keys()} == {
            name: only["current"][name] for name in only["current"].keys() & part.keys()
        }
    found = await answered(
        manager, f"breakdown?{JANUARY}&by=provider&service_id={counted.services[45]}"
    )
    services = (await answered(manager, f"breakdown?{JANUARY}&by=service"))["items"]
    asked = next(each for each in services if each["key"] == str(counted.services[45]))
    assert sum(each["visits"] for each in found["items"]) == asked["visits"] > 0


async def test_the_export_has_every_visit_and_no_formula(
    manager: httpx.AsyncClient, counted: Office, owner: Connection
) -> None:
    dangerous = '=HYPERLINK("http://evil.example")'
    await owner.execute("update provider set name = $2 where id = $1", counted.provider, dangerous)
    answer = await manager.get(f"/api/analytics/export?{JANUARY}")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    name = 'attachment; filename="topsmile-2030-01-01-2030-01-31.csv"'
    assert answer.headers["content-disposition"] == name
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    whole = (await answered(manager, f"overview?{JANUARY}"))["current"]
    assert sum(int(line["visits"]) for line in lines) == whole["visits"]
    assert sum(float(line["revenue"]) * 100 for line in lines) == whole["revenue"]["amount"]
    assert {line["currency"] for line in lines} == {"BRL"}
    assert f"'{dangerous}" in {line["provider"] for line in lines}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("from=2030-01-02&to=2030-01-01", "to"),
        ("from=2030-01-01&to=2032-01-02", "to"),
        ("from=1999-12-31&to=2000-01-01", "from"),
        ("from=2030-01-01", "to"),
        ("from=tomorrow&to=2030-01-01", "from"),
        ("from=2030-01-01&to=2030-01-01&provider_id=1", "provider_id"),
    ],
)
@pytest.mark.parametrize("path", ["overview", "series", "breakdown", "export"])
async def test_what_cannot_be_asked(
    sign_in: SignIn, office: Office, path: str, asked: str, field: str
) -> None:
    manager = await sign_in(office, "manager")
    by = "&by=provider" if path == "breakdown" else ""
    problem(await manager.get(f"/api/analytics/{path}?{asked}{by}"), 422, "invalid", field)


async def test_two_years_and_a_clinic_without_a_visit(sign_in: SignIn, office: Office) -> None:
    manager = await sign_in(office, "manager")
    found = await answered(manager, "overview?from=2029-01-01&to=2031-01-01")

    assert (found["current"]["visits"], found["current"]["no_show_rate"]) == (0, None)
    assert found["current"]["open_minutes"] > 0  # from when the clinicians came
    assert found["previous"]["open_minutes"] == 0
    assert found["current"]["average_lead_hours"] is None


async def test_an_administrator_can_have_all_counted_again(
    sign_in: SignIn, counted: Office, owner: Connection
) -> None:
    admin = await sign_in(counted, "admin")
    answer = await admin.post("/api/analytics/rebuild")

    visits = await owner.fetchval(
        "select count(*) from appointment where clinic_id = $1", counted.id
    )
    assert answer.status_code == 200, answer.text
    assert (answer.json()["visits"], answer.json()["corrected"]) == (visits, 0)
