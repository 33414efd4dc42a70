"""What everyone may know of a clinic."""

from __future__ import annotations

import httpx
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office, an_office

pytestmark = pytest.mark.anyio


async def test_a_clinic_shows_itself_to_everyone(
    client: httpx.AsyncClient, office: Office, sign_in: SignIn, other_office: Office
) -> None:
    wanted = {
        "slug": office.slug,
        "name": office.slug,
        "timezone": "UTC",
        "currency": "BRL",
        "locale": "pt-BR",
        "today": "2030-01-07",
        "brand_color": None,
        "phone": None,
        "email": None,
        "address": None,
        "about": None,
    }
    for browser in (client, await sign_in(office), await sign_in(other_office, "patient")):
        assert (await browser.get(f"/api/clinics/{office.slug}")).json() == wanted


async def test_today_is_the_clinics(
    client: httpx.AsyncClient, owner: Connection, clock: TravelClock
) -> None:
    auckland = await an_office(owner, zone="Pacific/Auckland")
    honolulu = await an_office(owner, zone="Pacific/Honolulu")
    clock.travel(hours=5)

    days = [
        (await client.get(f"/api/clinics/{each.slug}")).json()["today"]
        for each in (auckland, honolulu)
    ]

    assert days == ["2030-01-08", "2030-01-07"]


@pytest.mark.parametrize("slug", ["nowhere", "No%20Slug", "a" * 300, "..%2f"])
async def test_what_is_no_clinic_is_not_found(client: httpx.AsyncClient, slug: str) -> None:
    answer = await client.get(f"/api/clinics/{slug}")

    assert answer.status_code in (404, 422)
    assert answer.json()["code"] in ("not_found", "invalid")
