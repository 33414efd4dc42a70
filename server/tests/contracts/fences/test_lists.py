# ruff: noqa: E501  (a case of a table of cases stands on one line)
"""What lists, figures and the trail show is of one clinic alone."""

from __future__ import annotations

import pytest
from contracts.fences.places import DAYS, Place
from make import Connection

from topsmile.analytics import service as analytics
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database as Pool

pytestmark = pytest.mark.anyio

LISTS = {
    "/patients": "patient",
    "/patients?q=patient": "patient",
    "/patients?archived=true": None,
    "/providers": "provider",
    "/providers/{mine[provider]}/exceptions": "exception",
    "/services": "service",
    "/scheduling/services": "service",
    "/scheduling/providers": "provider",
    "/scheduling/appointments?from=2030-01-01": "appointment",
    "/scheduling/calendar?from=2030-01-07&to=2030-01-20": "appointment",
    "/scheduling/availability?service_id={mine[service]}&" + DAYS: "provider",
    "/scheduling/appointments/{mine[appointment]}": "appointment",
    "/messages": "message",
    "/staff": "member",
    "/payments": "payment",
    "/payments/invoices": "invoice",
    "/payments/invoices?patient_id={theirs[patient]}": None,
    "/payments/invoices?payment_id={theirs[payment]}": None,
    "/files": "file",
    "/files/{mine[file]}/versions": "file",
    "/files?deleted=true": None,
    "/files?patient_id={theirs[patient]}": None,
    "/files?appointment_id={theirs[appointment]}": None,
    "/deliveries": "delivery",
    "/deliveries?state=due": None,
    "/auth/sessions": None,
    # Filters by what is theirs find nothing, rather than theirs.
    "/scheduling/appointments?from=2030-01-01&provider_id={theirs[provider]}": None,
    "/scheduling/appointments?from=2030-01-01&patient_id={theirs[patient]}": None,
    "/messages?appointment_id={theirs[appointment]}": None,
    "/messages?patient_id={theirs[patient]}": None,
    "/analytics/breakdown?by=provider&from=2030-01-01&to=2030-01-31": "provider",
    "/analytics/breakdown?by=service&from=2030-01-01&to=2030-01-31&provider_id={theirs[provider]}": None,
}


@pytest.mark.parametrize(("path", "shown"), LISTS.items())
async def test_lists_show_what_is_mine_and_nothing_of_theirs(
    mine: Place, theirs: Place, path: str, shown: str | None
) -> None:
    answer = await mine.admin.get(f"/api{path.format(mine=mine.ids, theirs=theirs.ids)}")

    assert answer.status_code == 200, answer.text
    foreign = {
        *theirs.ids.values(),
        *map(str, theirs.office.patients),
        *map(str, theirs.office.providers),
    }
    assert not [each for each in foreign if each in answer.text]
    if shown:
        assert mine.ids[shown] in answer.text
    if "{theirs" in path:
        assert answer.json()["items"] == []


@pytest.mark.parametrize("path", ["/audit", "/audit/export"])
async def test_the_trail_is_mine(mine: Place, theirs: Place, path: str) -> None:
    answer = await mine.admin.get(f"/api{path}?limit=200" if path == "/audit" else f"/api{path}")

    assert answer.status_code == 200
    assert mine.ids["appointment"] in answer.text
    kept = ("id", "entry", "appointment", "message", "delivery")
    assert not [name for name in kept if theirs.ids[name] in answer.text]
    nobody = await mine.admin.get(f"/api/audit?subject_id={theirs.ids['service']}")
    assert nobody.json()["items"] == []


async def test_figures_are_made_of_mine_alone(
    pool: Pool, owner: Connection, mine: Place, theirs: Place
) -> None:
    """Counting anew throws away and reads whole tables: those of one clinic."""
    visits = "select count(*) from appointment where clinic_id = $1"
    for place in (theirs, mine):
        async with pool.transaction(place.office.id, Cause("counting-1")) as tx:
            await analytics.rebuild(tx)

    for place in (theirs, mine):
        answer = await place.manager.get("/api/analytics/overview?from=2030-01-01&to=2030-12-31")
        figures = answer.json()["current"]
        assert figures["visits"] == await owner.fetchval(visits, place.office.id) > 0


@pytest.mark.parametrize("path", ["/patients", "/providers", "/services"])
async def test_a_cursor_of_theirs_leads_to_nothing_of_theirs(
    mine: Place, theirs: Place, path: str
) -> None:
    cursor = (await theirs.manager.get(f"/api{path}?limit=1")).json()["next_cursor"]
    assert cursor

    answer = await mine.manager.get(f"/api{path}", params={"cursor": cursor})

    assert answer.status_code == 200
    own = {each["id"] for each in (await mine.manager.get(f"/api{path}?limit=200")).json()["items"]}
    assert {each["id"] for each in answer.json()["items"]} <= own
