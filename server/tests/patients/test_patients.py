"""The patients of a clinic through the API, on a real database."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from domain import SignIn
from make import Connection, Office

pytestmark = pytest.mark.anyio
PATIENTS = "/api/patients"


def a_patient(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Ângela Gonçalves",
        "email": "angela@example.test",
        "phone": "+55 (11) 98765-4321",
        "birth_date": "1990-02-28",
        **changes,
    }


async def test_a_new_patient_is_written_down_as_said(sign_in: SignIn, office: Office) -> None:
    reception = await sign_in(office)

    answer = await reception.post(PATIENTS, json=a_patient(name="  Ângela Gonçalves "))

    assert answer.status_code == 201, answer.text
    patient = answer.json()
    patient_id = patient.pop("id")
    assert patient == {
        **a_patient(),
        "locale": "pt-BR",
        "notes": "",
        "version": 1,
        "archived_at": None,
        "created_at": "2030-01-07T06:00:00Z",
    }
    shown = await reception.get(f"{PATIENTS}/{patient_id}")
    assert shown.json() == answer.json()


async def test_a_change_is_an_event_with_ids_and_an_audit_entry_with_both_sides(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    patient = (await reception.post(PATIENTS, json=a_patient())).json()

    changed = await reception.patch(
        f"{PATIENTS}/{patient['id']}", json={"phone": None, "notes": "Afraid of needles"}
    )

    assert changed.json() == {**patient, "phone": None, "notes": "Afraid of needles", "version": 2}
    events = await owner.fetch(
        "select name, payload from event where clinic_id = $1 order by id", office.id
    )
    ids = {"patient_id": patient["id"], "type": "patient.registered"}
    assert [json.loads(event["payload"]) for event in events] == [
        ids,
        {**ids, "type": "patient.updated"},
    ]
    entry = await owner.fetchrow(
        "select * from audit_entry where clinic_id = $1 and action = 'patient.changed'", office.id
    )
    assert entry
    assert entry["subject_id"] == UUID(patient["id"])
    assert json.loads(entry["before"]) == patient
    assert json.loads(entry["after"]) == changed.json()
    assert (entry["actor_id"], entry["actor_role"]) == (reception.account.person, "receptionist")  # type: ignore[attr-defined]


async def test_a_change_that_changes_nothing_leaves_no_trace(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    patient = (await reception.post(PATIENTS, json=a_patient())).json()

    for same in ({}, {"name": patient["name"]}):
        again = await reception.patch(f"{PATIENTS}/{patient['id']}", json=same)
        assert again.json() == patient

    assert await owner.fetchval("select count(*) from event where clinic_id = $1", office.id) == 1


async def test_an_old_version_is_refused_with_what_is_there_now(
    sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    patient = (await reception.post(PATIENTS, json=a_patient())).json()
    there = f"{PATIENTS}/{patient['id']}"
    now = (await reception.patch(there, json={"notes": "a", "expected_version": 1})).json()

    change = await reception.patch(there, json={"notes": "b", "expected_version": 1})
    archive = await reception.post(f"{there}/archive", json={"expected_version": 1})

    for refused in (change, archive):
        assert (refused.status_code, refused.json()["code"]) == (409, "version_conflict")
        assert refused.json()["current"] == now


async def test_an_archived_patient_leaves_the_list_and_stays_on_record(
    sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    there = f"{PATIENTS}/{office.patient}"

    archived = await reception.post(f"{there}/archive")
    again = await reception.post(f"{there}/archive", json={})

    assert archived.status_code == 200, archived.text
    assert archived.json()["archived_at"] == "2030-01-07T06:00:00Z"
    assert again.json() == archived.json()
    assert (await reception.get(there)).json() == archived.json()
    assert str(office.patient) not in ids(await reception.get(PATIENTS))
    assert ids(await reception.get(PATIENTS, params={"archived": "true"})) == [str(office.patient)]


async def test_the_list_is_sorted_as_people_sort_names_and_comes_in_pages(
    sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    for name in ("zélia", "Ângela", "Andrea", "Ângela", "José", "Joséphine"):
        await reception.post(PATIENTS, json={"name": name})

    names, cursor = [], None
    while True:
        params = {"limit": "4"} | ({"cursor": cursor} if cursor else {})
        page = (await reception.get(PATIENTS, params=params)).json()
        names += [each["name"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    patients = [f"Patient {number}" for number in range(3)]
    assert names == ["Andrea", "Ângela", "Ângela", "José", "Joséphine", *patients, "zélia"]


async def test_a_repeat_with_the_same_key_makes_one_patient(
    sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    key = {"idempotency-key": uuid4().hex}

    first = await reception.post(PATIENTS, json=a_patient(), headers=key)
    second = await reception.post(PATIENTS, json=a_patient(), headers=key)
    other = await reception.post(PATIENTS, json=a_patient(name="Another"), headers=key)

    assert second.status_code == 201
    assert second.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    assert len(ids(await reception.get(PATIENTS, params={"q": "angela@example"}))) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "Ana\nMaria"),
        ("name", "Ana\u202eairaM"),
        ("name", "a" * 201),
        ("name", None),
        ("email", "nobody"),
        ("email", ""),
        ("phone", "call me"),
        ("phone", "12"),
        ("phone", "1" * 33),
        ("birth_date", "2030-01-08"),
        ("birth_date", "1990-02-30"),
        ("locale", "portuguese"),
        ("notes", "n" * 10_001),
        ("id", "0190a0a0-0000-7000-8000-000000000000"),
        ("clinic_id", "0190a0a0-0000-7000-8000-000000000000"),
        ("archived_at", None),
        ("expected_version", "1"),
    ],
)
async def test_what_is_wrong_is_named(
    sign_in: SignIn, office: Office, field: str, value: Any
) -> None:
    reception = await sign_in(office)

    made = await reception.post(PATIENTS, json=a_patient(**{field: value}))
    changed = await reception.patch(f"{PATIENTS}/{office.patient}", json={field: value})

    for refused in (made, changed):
        problem = refused.json()
        assert (refused.status_code, problem["code"]) == (422, "invalid"), problem
        assert problem["errors"][0]["field"] == field


@pytest.mark.parametrize(
    "phone", ["112", "(11) 98765-4321", "+44 20 7946 0958", "11.98765.4321", "+1/555/0100", " 123 "]
)
async def test_phones_are_written_in_many_ways(sign_in: SignIn, office: Office, phone: str) -> None:
    reception = await sign_in(office)

    answer = await reception.post(PATIENTS, json=a_patient(phone=phone))

    assert answer.json()["phone"] == phone.strip()


async def test_another_clinics_patient_does_not_exist(
    sign_in: SignIn, office: Office, other_office: Office
) -> None:
    reception = await sign_in(office)
    for patient in (other_office.patient, uuid4()):
        there = f"{PATIENTS}/{patient}"
        for answer in (
            await reception.get(there),
            await reception.patch(there, json={"notes": "mine now"}),
            await reception.post(f"{there}/archive"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_patients_do_not_see_the_clinics_patients(sign_in: SignIn, office: Office) -> None:
    patient = await sign_in(office, "patient")

    for answer in (
        await patient.get(PATIENTS),
        await patient.get(f"{PATIENTS}/{office.patient}"),
        await patient.post(PATIENTS, json=a_patient()),
        await patient.patch(f"{PATIENTS}/{office.patient}", json={}),
        await patient.post(f"{PATIENTS}/{office.patient}/archive"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "cursor=nonsense", "archived=perhaps", "name=Ana"]
)
async def test_a_wrong_query_is_refused(sign_in: SignIn, office: Office, query: str) -> None:
    reception = await sign_in(office)

    refused = await reception.get(f"{PATIENTS}?{query}")

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, "invalid")
    assert problem["errors"][0]["field"] == query.partition("=")[0]


def ids(answer: Any) -> list[str]:
    return [each["id"] for each in answer.json()["items"]]
