"""The next date with a free time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import make
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office
from scheduling.asking import APPOINTMENTS, TODAY, answer, away

import topsmile.kernel.clock  # noqa: F401  (pins the time-zone data)

pytestmark = pytest.mark.anyio


async def test_the_next_date_is_the_first_with_a_slot(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office
) -> None:
    manager = await sign_in(office, "manager")
    await away(manager, office, TODAY, "2030-01-12")

    async def following(browser: httpx.AsyncClient, **query: Any) -> Any:
        query = {"provider_id": office.provider, **query}
        return (await answer(browser, office, **query))["next_available_on"]

    assert await following(client, to="2030-01-20") == "2030-01-13"  # inside
    assert await following(client, to="2030-01-09") == "2030-01-13"  # beyond `to`
    assert await following(manager, to="2030-01-09") == "2030-01-13"
    past = {"from": "2029-12-01", "to": "2029-12-02"}
    assert await following(client, **past) == "2030-01-13"
    assert await following(client, provider_id=None) == TODAY  # somebody else is there
    for day, expected in (("2030-07-05", "2030-07-05"), ("2030-07-06", None)):
        # 180 days from 06:00 on Monday end at 06:00, before opening.
        assert await following(client, **{"from": day, "to": day}) == expected
        assert await following(manager, **{"from": day, "to": day}) == day


async def test_there_may_be_no_next_date(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office
) -> None:
    manager = await sign_in(office, "manager")
    await away(manager, office, TODAY, "2031-07-01")
    only: dict[str, Any] = {"provider_id": office.provider}

    assert (await answer(client, office, **only))["next_available_on"] is None
    assert (await answer(manager, office, **only))["next_available_on"] is None
    long_after = {**only, "from": "2031-06-30", "to": "2031-06-30"}
    assert (await answer(manager, office, **long_after))["next_available_on"] == "2031-07-02"


async def test_the_next_date_is_the_askers_own(sign_in: SignIn, office: Office) -> None:
    """One of two patients is elsewhere on the next date: what they are told is not the other's."""
    manager, reception = await sign_in(office, "manager"), await sign_in(office)
    patients = [await sign_in(office, "patient") for _ in range(2)]
    await away(manager, office, TODAY, "2030-01-12")
    short = {"kind": "hours", "first_day": "2030-01-13", "last_day": "2030-01-13"}
    added = await manager.post(
        f"/api/providers/{office.provider}/exceptions",
        json={**short, "opens": "09:00", "closes": "09:30"},
    )
    assert added.status_code == 201
    elsewhere = office.booking(
        provider_id=office.providers[1],
        patient_id=patients[0].account.patient,  # type: ignore[attr-defined]
        starts_at="2030-01-13T09:00:00Z",
    )
    assert (await reception.post(APPOINTMENTS, json=elsewhere)).status_code == 201

    for _ in range(2):
        following = [
            (await answer(each, office, provider_id=office.provider))["next_available_on"]
            for each in patients
        ]
        assert following == ["2030-01-14", "2030-01-13"]


async def test_the_horizon_may_reach_over_a_change_of_clocks(
    client: httpx.AsyncClient, owner: Connection, clock: TravelClock
) -> None:
    """Two days of 24 hours from 23:30 end at 00:30 where a night has an hour less."""
    office = await make.an_office(owner, zone="Europe/London", horizon=2, step=30)
    provider = await make.a_provider(owner, office.id, hours=[(0, 0, 30)])  # Mondays 00:00–00:30
    office.providers = [provider]
    service = await make.a_service(owner, office, 30)
    clock.instant = datetime(2030, 3, 29, 23, 30, tzinfo=ZoneInfo("UTC"))
    friday = {"from": "2030-03-29", "to": "2030-03-29", "service_id": service}

    # The summer's first Monday begins at 23:00 UTC on Sunday, half an hour before the horizon.
    assert (await answer(client, office, **friday))["next_available_on"] == "2030-04-01"
