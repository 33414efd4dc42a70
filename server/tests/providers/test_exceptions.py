"""Dates on which a provider does not work as usual, through the API on a real database."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from domain import SignIn
from make import Connection, Office

pytestmark = pytest.mark.anyio
PROVIDERS = "/api/providers"
DAY_OFF = {"kind": "off", "first_day": "2030-01-08", "last_day": "2030-01-08"}
SATURDAY = {
    "kind": "hours",
    "first_day": "2030-01-12",
    "last_day": "2030-01-12",
    "opens": "10:00",
    "closes": "24:00",
    "note": "Instead of Monday",
}


async def test_exceptions_come_and_go_and_each_outdates_free_times(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    manager = await sign_in(office, "manager")
    there = f"{PROVIDERS}/{office.provider}/exceptions"

    later = (await manager.post(there, json=SATURDAY)).json()
    sooner = (await manager.post(there, json=DAY_OFF)).json()

    assert {name: later[name] for name in SATURDAY} == SATURDAY
    assert {name: sooner[name] for name in DAY_OFF} == DAY_OFF
    assert (sooner["opens"], sooner["closes"], sooner["note"]) == (None, None, "")
    assert (await manager.get(there)).json() == {"items": [sooner, later], "next_cursor": None}
    assert await schedule_version(owner, office.provider) == 3

    gone = await manager.delete(f"{there}/{sooner['id']}")
    again = await manager.delete(f"{there}/{sooner['id']}")

    assert (gone.status_code, again.status_code) == (204, 404)
    assert (await manager.get(there)).json()["items"] == [later]
    assert await schedule_version(owner, office.provider) == 4
    entries = await owner.fetch(
        "select action, before, after from audit_entry where clinic_id = $1 order by id", office.id
    )
    added, removed = "provider.exception_added", "provider.exception_removed"
    assert [each["action"] for each in entries] == [added, added, removed]
    assert json.loads(entries[2]["before"]) == sooner


async def test_an_exception_of_another_provider_is_not_here(
    sign_in: SignIn, office: Office
) -> None:
    manager = await sign_in(office, "manager")
    one, other = (f"{PROVIDERS}/{each}/exceptions" for each in office.providers[:2])
    added = (await manager.post(one, json=DAY_OFF)).json()

    assert (await manager.delete(f"{other}/{added['id']}")).status_code == 404
    assert (await manager.get(other)).json()["items"] == []


async def test_exceptions_come_in_pages(sign_in: SignIn, office: Office) -> None:
    manager = await sign_in(office, "manager")
    there = f"{PROVIDERS}/{office.provider}/exceptions"
    for day in ("2030-01-09", "2030-01-08", "2030-01-08"):
        await manager.post(there, json={**DAY_OFF, "first_day": day, "last_day": day})

    first = (await manager.get(f"{there}?limit=2")).json()
    rest = (await manager.get(f"{there}?limit=2&cursor={first['next_cursor']}")).json()

    days = [each["first_day"] for each in first["items"] + rest["items"]]
    assert days == ["2030-01-08", "2030-01-08", "2030-01-09"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"kind": "holiday"}, "kind"),
        ({"last_day": "2030-01-07"}, "last_day"),
        ({"last_day": "2032-01-10"}, "last_day"),
        ({"first_day": "9999-12-31", "last_day": "9999-12-30"}, "last_day"),
        ({"opens": "09:00"}, "closes"),
        ({"closes": "09:00"}, "closes"),
        ({"kind": "hours"}, "opens"),
        ({"opens": "12:00", "closes": "12:00"}, "closes"),
        ({"opens": "24:00", "closes": "24:00"}, "opens"),
        ({"note": "n" * 201}, "note"),
    ],
)
async def test_what_is_wrong_with_an_exception_is_named(
    sign_in: SignIn, office: Office, changes: dict[str, Any], named: str
) -> None:
    manager = await sign_in(office, "manager")

    refused = await manager.post(
        f"{PROVIDERS}/{office.provider}/exceptions", json={**DAY_OFF, **changes}
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert refused.json()["errors"][0]["field"] == named


@pytest.mark.parametrize(
    ("first_day", "last_day"), [("2030-01-08", "2032-01-09"), ("9999-12-30", "9999-12-30")]
)
async def test_the_longest_exceptions(
    sign_in: SignIn, office: Office, first_day: str, last_day: str
) -> None:
    manager = await sign_in(office, "manager")

    answer = await manager.post(
        f"{PROVIDERS}/{office.provider}/exceptions",
        json={**DAY_OFF, "first_day": first_day, "last_day": last_day},
    )

    assert answer.status_code == 201, answer.text


async def test_what_changed_is_what_is_offered(sign_in: SignIn, office: Office) -> None:
    manager = await sign_in(office, "manager")
    there = f"{PROVIDERS}/{office.provider}"
    asked = {
        "service_id": str(office.service),
        "provider_id": str(office.provider),
        "from": "2030-01-08",
        "to": "2030-01-08",
    }

    async def offered(tag: str = "") -> tuple[list[str], str]:
        answer = await manager.get(
            "/api/scheduling/availability", params=asked, headers={"if-none-match": tag}
        )
        slots = answer.json()["slots"] if answer.status_code == 200 else []
        return [each["starts_local"] for each in slots], answer.headers["etag"]

    usual, tag = await offered()
    await manager.patch(
        there, json={"hours": [{"weekday": 1, "opens": "23:00", "closes": "24:00"}]}
    )
    late, tag_late = await offered(tag)
    await manager.post(f"{there}/exceptions", json=DAY_OFF)
    off, tag_off = await offered(tag_late)

    assert usual[0] == "2030-01-08T09:00:00"
    assert (late[0], late[-1]) == ("2030-01-08T23:00:00", "2030-01-08T23:30:00")
    assert off == []
    assert len({tag, tag_late, tag_off}) == 3


async def schedule_version(owner: Connection, provider: UUID) -> int:
    found: int = await owner.fetchval(
        "select schedule_version from provider where id = $1", provider
    )
    return found
