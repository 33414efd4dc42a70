"""What a clinic offers, through the API on a real database."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from domain import SignIn
from make import Connection, Office

pytestmark = pytest.mark.anyio
SERVICES = "/api/services"


def a_service(office: Office, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Root canal",
        "description": "It takes a while.\nBring a book.",
        "duration_minutes": 90,
        "buffer_before_minutes": 5,
        "buffer_after_minutes": 10,
        "price": {"amount": 120000, "currency": "BRL"},
        "provider_ids": sorted(str(each) for each in office.providers[:2]),
        "position": 3,
        **changes,
    }


async def test_a_new_service_is_offered_as_said(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    manager = await sign_in(office, "manager")

    answer = await manager.post(SERVICES, json=a_service(office, name=" Root canal  "))

    assert answer.status_code == 201, answer.text
    service = answer.json()
    service_id = service.pop("id")
    fixed = {"version": 1, "archived_at": None, "policy": None, "terms": None}
    assert service == {**a_service(office), **fixed}
    assert (await manager.get(f"{SERVICES}/{service_id}")).json() == answer.json()
    provider = (await manager.get(f"/api/providers/{office.provider}")).json()
    assert service_id in provider["service_ids"]
    assert await clinic_version(owner, office) == 2


async def test_only_what_is_sent_changes(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    manager = await sign_in(office, "manager")
    service = (await manager.post(SERVICES, json=a_service(office))).json()
    there = f"{SERVICES}/{service['id']}"
    changes = {
        "price": {"amount": 0, "currency": "BRL"},
        "duration_minutes": 60,
        "provider_ids": [str(office.providers[2])],
    }

    changed = await manager.patch(there, json={**changes, "expected_version": 1})
    again = await manager.patch(there, json=changes)

    assert changed.json() == {**service, **changes, "version": 2}
    assert again.json() == changed.json()
    assert await clinic_version(owner, office) == 3
    entry = await owner.fetchrow(
        "select * from audit_entry where clinic_id = $1 and action = 'service.changed'", office.id
    )
    assert entry
    assert json.loads(entry["before"]) == service
    assert json.loads(entry["after"]) == changed.json()
    nobody = await manager.patch(there, json={"provider_ids": []})
    assert nobody.json()["provider_ids"] == []


async def test_an_old_version_is_refused_with_what_is_there_now(
    sign_in: SignIn, office: Office
) -> None:
    manager = await sign_in(office, "manager")
    there = f"{SERVICES}/{office.service}"
    now = (await manager.patch(there, json={"position": 9})).json()

    change = await manager.patch(there, json={"position": 1, "expected_version": 1})
    archive = await manager.post(f"{there}/archive", json={"expected_version": 1})

    for refused in (change, archive):
        assert (refused.status_code, refused.json()["code"]) == (409, "version_conflict")
        assert refused.json()["current"] == now


async def test_an_archived_service_is_no_longer_offered(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    manager = await sign_in(office, "manager")
    there = f"{SERVICES}/{office.service}"

    archived = await manager.post(f"{there}/archive")
    again = await manager.post(f"{there}/archive", json={})

    assert archived.json()["archived_at"] == "2030-01-07T06:00:00Z"
    assert again.json() == archived.json()
    assert await clinic_version(owner, office) == 2
    for listed in (SERVICES, "/api/scheduling/services"):
        items = (await manager.get(listed)).json()["items"]
        assert {each["duration_minutes"] for each in items} == {45, 60}
    assert (await manager.get(f"{SERVICES}?archived=true")).json()["items"] == [archived.json()]
    provider = (await manager.get(f"/api/providers/{office.provider}")).json()
    assert str(office.service) not in provider["service_ids"]


async def test_the_list_keeps_the_clinics_order_and_comes_in_pages(
    sign_in: SignIn, office: Office
) -> None:
    manager = await sign_in(office, "manager")
    await manager.patch(f"{SERVICES}/{office.services[60]}", json={"position": 0, "name": "a"})
    await manager.patch(f"{SERVICES}/{office.services[30]}", json={"position": 2})
    await manager.patch(f"{SERVICES}/{office.services[45]}", json={"position": 1})

    first = (await manager.get(f"{SERVICES}?limit=2")).json()
    rest = (await manager.get(f"{SERVICES}?limit=2&cursor={first['next_cursor']}")).json()

    assert [each["duration_minutes"] for each in first["items"]] == [60, 45]
    assert [each["duration_minutes"] for each in rest["items"]] == [30]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("name", "", "name"),
        ("name", "a\x00b", None),
        ("description", "d" * 10_001, "description"),
        ("duration_minutes", 4, "duration_minutes"),
        ("duration_minutes", 721, "duration_minutes"),
        ("duration_minutes", "30", "duration_minutes"),
        ("duration_minutes", 30.5, "duration_minutes"),
        ("buffer_before_minutes", -1, "buffer_before_minutes"),
        ("buffer_after_minutes", 241, "buffer_after_minutes"),
        ("price", {"amount": -1, "currency": "BRL"}, "price.amount"),
        ("price", {"amount": 1, "currency": "USD"}, "price.currency"),
        ("price", {"amount": 1, "currency": "brl"}, "price.currency"),
        ("price", {"amount": 1}, "price.currency"),
        ("price", {"amount": 1, "currency": "BRL", "vat": 1}, "price.vat"),
        ("provider_ids", ["nobody"], "provider_ids[0]"),
        ("provider_ids", [str(uuid4())], "provider_ids"),
        ("position", 10_001, "position"),
        ("price_amount", 1, "price_amount"),
    ],
)
async def test_what_is_wrong_is_named(
    sign_in: SignIn, office: Office, field: str, value: Any, named: str | None
) -> None:
    manager = await sign_in(office, "manager")

    made = await manager.post(SERVICES, json=a_service(office, **{field: value}))
    changed = await manager.patch(f"{SERVICES}/{office.service}", json={field: value})

    for refused in (made, changed):
        problem = refused.json()
        if named is None:
            assert (refused.status_code, problem["code"]) == (400, "malformed")
        else:
            assert (refused.status_code, problem["code"]) == (422, "invalid"), problem
            assert problem["errors"][0]["field"] == named


async def test_only_this_clinics_working_providers_can_perform_it(
    sign_in: SignIn, office: Office, other_office: Office
) -> None:
    manager = await sign_in(office, "manager")
    archived = office.providers[1]
    await manager.post(f"/api/providers/{archived}/archive")

    for stranger in (other_office.provider, archived):
        providers = [str(office.provider), str(stranger)]
        for refused in (
            await manager.post(SERVICES, json=a_service(office, provider_ids=providers)),
            await manager.patch(f"{SERVICES}/{office.service}", json={"provider_ids": providers}),
        ):
            assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
            assert refused.json()["errors"][0]["field"] == "provider_ids"


async def test_who_is_named_twice_performs_it_once(sign_in: SignIn, office: Office) -> None:
    manager = await sign_in(office, "manager")
    twice = [str(office.provider)] * 2

    made = await manager.post(SERVICES, json=a_service(office, provider_ids=twice))

    assert made.json()["provider_ids"] == twice[:1]


async def test_a_repeat_with_the_same_key_makes_one_service(
    sign_in: SignIn, office: Office
) -> None:
    manager = await sign_in(office, "manager")
    key = {"idempotency-key": uuid4().hex}

    first = await manager.post(SERVICES, json=a_service(office), headers=key)
    second = await manager.post(SERVICES, json=a_service(office), headers=key)

    assert second.json() == first.json()
    assert len((await manager.get(SERVICES)).json()["items"]) == len(office.services) + 1


async def test_another_clinics_service_does_not_exist(
    sign_in: SignIn, office: Office, other_office: Office
) -> None:
    manager = await sign_in(office, "manager")
    for service in (other_office.service, uuid4()):
        there = f"{SERVICES}/{service}"
        for answer in (
            await manager.get(there),
            await manager.patch(there, json={"name": "Mine"}),
            await manager.post(f"{there}/archive"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_only_managers_change_what_is_offered(sign_in: SignIn, office: Office) -> None:
    there = f"{SERVICES}/{office.service}"
    for role in ("receptionist", "dentist", "hygienist"):
        staff = await sign_in(office, role)
        assert (await staff.get(there)).status_code == 200
        for answer in (
            await staff.post(SERVICES, json=a_service(office)),
            await staff.patch(there, json={}),
            await staff.post(f"{there}/archive"),
        ):
            assert answer.status_code == 403
    patient = await sign_in(office, "patient")
    assert (await patient.get(SERVICES)).status_code == 403


async def clinic_version(owner: Connection, office: Office) -> int:
    found: int = await owner.fetchval(
        "select version from clinic_settings where clinic_id = $1", office.id
    )
    return found
