"""Who treats patients, and when, through the API on a real database."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from domain import SignIn
from make import Connection, Office

pytestmark = pytest.mark.anyio
PROVIDERS = "/api/providers"
DAY_OFF = {"kind": "off", "first_day": "2030-01-08", "last_day": "2030-01-08"}
HOURS = [
    {"weekday": 0, "opens": "08:00", "closes": "12:00"},
    {"weekday": 0, "opens": "13:00", "closes": "18:30"},
    {"weekday": 5, "opens": "20:00", "closes": "24:00"},
]


def a_provider(**changes: Any) -> dict[str, Any]:
    return {"name": "Dra. Íris", "specialty": "Orthodontics", "hours": HOURS, **changes}


async def test_a_new_provider_works_the_hours_that_were_said(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    manager = await sign_in(office, "manager")

    answer = await manager.post(PROVIDERS, json=a_provider(name=" Dra. Íris ", hours=HOURS[::-1]))

    assert answer.status_code == 201, answer.text
    provider = answer.json()
    provider_id = provider.pop("id")
    assert provider == {**a_provider(), "service_ids": [], "version": 1, "archived_at": None}
    shown = await manager.get(f"{PROVIDERS}/{provider_id}")
    assert shown.json() == answer.json()
    assert await clinic_version(owner, office) == 2


async def test_other_hours_replace_the_week_and_outdate_what_was_answered(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    manager = await sign_in(office, "manager")
    there = f"{PROVIDERS}/{office.provider}"
    before = (await manager.get(there)).json()
    version = await schedule_version(owner, office.provider)

    changed = await manager.patch(there, json={"hours": HOURS[:1], "expected_version": 1})

    assert changed.json() == {**before, "hours": HOURS[:1], "version": 2}
    assert await schedule_version(owner, office.provider) == version + 1
    entry = await owner.fetchrow(
        "select before, after from audit_entry where clinic_id = $1", office.id
    )
    assert entry
    assert json.loads(entry["before"]) == before
    assert json.loads(entry["after"]) == changed.json()
    emptied = await manager.patch(there, json={"hours": []})
    assert emptied.json()["hours"] == []


async def test_another_name_does_not_outdate_free_times(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    manager = await sign_in(office, "manager")
    there = f"{PROVIDERS}/{office.provider}"
    hours = (await manager.get(there)).json()["hours"]
    version = await schedule_version(owner, office.provider)

    renamed = await manager.patch(there, json={"name": "Dr. Ana Lima", "hours": hours[::-1]})
    again = await manager.patch(there, json={"name": "Dr. Ana Lima"})

    assert renamed.json()["version"] == again.json()["version"] == 2
    assert renamed.json()["hours"] == hours
    assert await schedule_version(owner, office.provider) == version


async def test_many_changes_at_once_are_all_counted(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    manager = await sign_in(office, "manager")
    there = f"{PROVIDERS}/{office.provider}"
    weeks = [[{"weekday": day, "opens": "10:00", "closes": "11:00"}] for day in range(6)]

    answers = await asyncio.gather(*(manager.patch(there, json={"hours": week}) for week in weeks))

    assert sorted(each.json()["version"] for each in answers) == [2, 3, 4, 5, 6, 7]
    assert await schedule_version(owner, office.provider) == 7
    last = max(answers, key=lambda each: each.json()["version"])
    assert (await manager.get(there)).json() == last.json()
    entries = await owner.fetch(
        "select before, after from audit_entry where clinic_id = $1", office.id
    )
    after = {json.loads(each["after"])["version"]: each["after"] for each in entries}
    before = {json.loads(each["before"])["version"]: each["before"] for each in entries}
    assert all(json.loads(after[v]) == json.loads(before[v]) for v in range(2, 7))


async def test_of_two_changes_of_one_version_one_wins(sign_in: SignIn, office: Office) -> None:
    manager = await sign_in(office, "manager")
    there = f"{PROVIDERS}/{office.provider}"

    answers = await asyncio.gather(
        *(
            manager.patch(there, json={"specialty": f"s{number}", "expected_version": 1})
            for number in range(4)
        )
    )

    won = [each.json() for each in answers if each.status_code == 200]
    lost = [each.json() for each in answers if each.status_code == 409]
    assert len(won) == 1
    assert [each["code"] for each in lost] == ["version_conflict"] * 3
    assert all(each["current"] == won[0] for each in lost)


async def test_an_archived_provider_performs_nothing(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    manager = await sign_in(office, "manager")
    there = f"{PROVIDERS}/{office.provider}"
    assert len((await manager.get(there)).json()["service_ids"]) == 3

    stale = await manager.post(f"{there}/archive", json={"expected_version": 7})
    archived = await manager.post(f"{there}/archive")
    again = await manager.post(f"{there}/archive")

    assert stale.json()["code"] == "version_conflict"
    assert archived.json()["archived_at"]
    assert again.json() == archived.json()
    assert await schedule_version(owner, office.provider) == 2
    assert await clinic_version(owner, office) == 2
    service = (await manager.get(f"/api/services/{office.service}")).json()
    assert str(office.provider) not in service["provider_ids"]
    listed = (await manager.get(PROVIDERS)).json()["items"]
    assert str(office.provider) not in [each["id"] for each in listed]
    gone = (await manager.get(f"{PROVIDERS}?archived=true")).json()["items"]
    assert gone == [archived.json()]


async def test_the_list_comes_in_pages(sign_in: SignIn, office: Office) -> None:
    reception = await sign_in(office)

    first = (await reception.get(f"{PROVIDERS}?limit=2")).json()
    rest = (await reception.get(f"{PROVIDERS}?limit=2&cursor={first['next_cursor']}")).json()

    assert [each["name"] for each in first["items"]] == ["Carla", "Dr. Ana"]
    assert [each["name"] for each in rest["items"]] == ["Dr. Bruno"]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("name", "\t", "name"),
        ("specialty", "a\nb", "specialty"),
        ("hours", [{"weekday": 7, "opens": "08:00", "closes": "12:00"}], "hours[0].weekday"),
        ("hours", [{"weekday": 0, "opens": "8:00", "closes": "12:00"}], "hours[0].opens"),
        ("hours", [{"weekday": 0, "opens": "08:00", "closes": "24:30"}], "hours[0].closes"),
        ("hours", [{"weekday": 0, "opens": "08:00"}], "hours[0].closes"),
        ("hours", [{"weekday": 0, "opens": "08:00", "closes": "08:00"}], "hours"),
        ("hours", [HOURS[0], HOURS[0]], "hours"),
        ("hours", None, "hours"),
        ("schedule_version", 9, "schedule_version"),
        ("service_ids", [], "service_ids"),
    ],
)
async def test_what_is_wrong_is_named(
    sign_in: SignIn, office: Office, field: str, value: Any, named: str
) -> None:
    manager = await sign_in(office, "manager")

    made = await manager.post(PROVIDERS, json=a_provider(**{field: value}))
    changed = await manager.patch(f"{PROVIDERS}/{office.provider}", json={field: value})

    for refused in (made, changed):
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
        assert refused.json()["errors"][0]["field"] == named


async def test_a_repeat_with_the_same_key_makes_one_provider(
    sign_in: SignIn, office: Office
) -> None:
    manager = await sign_in(office, "manager")
    key = {"idempotency-key": uuid4().hex}

    first = await manager.post(PROVIDERS, json=a_provider(), headers=key)
    second = await manager.post(PROVIDERS, json=a_provider(), headers=key)

    assert second.json() == first.json()
    assert len((await manager.get(PROVIDERS)).json()["items"]) == len(office.providers) + 1


async def test_another_clinics_provider_does_not_exist(
    sign_in: SignIn, office: Office, other_office: Office
) -> None:
    manager = await sign_in(office, "manager")
    for provider in (other_office.provider, uuid4()):
        there = f"{PROVIDERS}/{provider}"
        for answer in (
            await manager.get(there),
            await manager.patch(there, json={"name": "Mine"}),
            await manager.post(f"{there}/archive"),
            await manager.get(f"{there}/exceptions"),
            await manager.post(f"{there}/exceptions", json=DAY_OFF),
            await manager.delete(f"{there}/exceptions/{uuid4()}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_only_managers_change_who_works_and_when(sign_in: SignIn, office: Office) -> None:
    there = f"{PROVIDERS}/{office.provider}"
    for role in ("receptionist", "dentist", "hygienist"):
        staff = await sign_in(office, role)
        assert (await staff.get(there)).status_code == 200
        for answer in (
            await staff.post(PROVIDERS, json=a_provider()),
            await staff.patch(there, json={}),
            await staff.post(f"{there}/archive"),
            await staff.post(f"{there}/exceptions", json=DAY_OFF),
            await staff.delete(f"{there}/exceptions/{uuid4()}"),
        ):
            assert answer.status_code == 403
    patient = await sign_in(office, "patient")
    assert (await patient.get(PROVIDERS)).status_code == 403


async def schedule_version(owner: Connection, provider: UUID) -> int:
    found: int = await owner.fetchval(
        "select schedule_version from provider where id = $1", provider
    )
    return found


async def clinic_version(owner: Connection, office: Office) -> int:
    found: int = await owner.fetchval(
        "select version from clinic_settings where clinic_id = $1", office.id
    )
    return found
