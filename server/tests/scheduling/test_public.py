"""What everybody may know of a clinic."""

from __future__ import annotations

import httpx
import pytest
from domain import SignIn
from make import Connection, Office

pytestmark = pytest.mark.anyio


async def test_services_and_providers_are_public(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, other_office: Office
) -> None:
    manager = await sign_in(office, "manager")
    gone, dropped = office.providers[1], office.services[45]
    assert (await manager.post(f"/api/providers/{gone}/archive")).is_success
    assert (await manager.post(f"/api/services/{dropped}/archive")).is_success
    there = {"clinic": office.slug}

    services = (await client.get("/api/scheduling/services", params=there)).json()["items"]
    providers = (await client.get("/api/scheduling/providers", params=there)).json()["items"]

    carla, ana = str(office.providers[2]), str(office.provider)
    assert services[0] == {
        "id": str(office.services[30]),
        "name": "Visit of 30",
        "description": "",
        "duration_minutes": 30,
        "buffer_before_minutes": 0,
        "buffer_after_minutes": 0,
        "price": {"amount": 15000, "currency": "BRL"},
        "provider_ids": [carla, ana],
        "terms": None,
    }
    assert [each["name"] for each in services] == ["Visit of 30", "Visit of 60"]
    both = [str(office.services[30]), str(office.services[60])]
    assert providers == [
        {"id": carla, "name": "Carla", "specialty": "", "service_ids": both},
        {"id": ana, "name": "Dr. Ana", "specialty": "", "service_ids": both},
    ]
    for path in ("/api/scheduling/services", "/api/scheduling/providers"):
        assert (await client.get(path)).status_code == 422
        assert (await client.get(path, params={"clinic": "nowhere"})).status_code == 404
        assert (await manager.get(path)).json()["items"]  # the token's clinic
        elsewhere = (await manager.get(path, params={"clinic": other_office.slug})).json()["items"]
        assert {each["id"] for each in elsewhere}.isdisjoint({*both, carla, ana})


async def test_everyone_may_know_when_the_clinic_is_open(
    client: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    await owner.execute("delete from provider_hours where clinic_id = $1", office.id)
    for provider, weekday, opens, closes in [
        (0, 0, 8 * 60, 12 * 60),
        (0, 0, 13 * 60, 17 * 60),
        (1, 0, 11 * 60, 12 * 60 + 30),
        (1, 5, 9 * 60, 24 * 60),
        (2, 6, 0, 24 * 60),
    ]:
        await owner.execute(
            """
            insert into provider_hours (clinic_id, provider_id, weekday, opens, closes)
            values ($1, $2, $3, $4, $5)
            """,
            office.id,
            office.providers[provider],
            weekday,
            opens,
            closes,
        )
    await owner.execute(
        "update provider set archived_at = now() where clinic_id = $1 and id = $2",
        office.id,
        office.providers[2],
    )

    told = (await client.get(f"/api/scheduling/hours?clinic={office.slug}")).json()

    assert told["items"] == [
        {"weekday": 0, "opens": "08:00", "closes": "12:30"},
        {"weekday": 0, "opens": "13:00", "closes": "17:00"},
        {"weekday": 5, "opens": "09:00", "closes": "24:00"},
    ]
