"""Finding patients: by any words, quickly, and only in one's own clinic."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest
from conftest import Database
from domain import SignIn
from make import Connection, Office

pytestmark = pytest.mark.anyio

PEOPLE = {
    "Ângela Gonçalves": ("angela.g@example.test", "+55 (11) 98765-4321"),
    "João da Conceição": ("joao_c@example.test", "+55 11 91234-0000"),
    "Joana Sá": (None, None),
    "Zoë Straße-Müller": ("zoe@straat.test", "020 7946 0958"),
    "100% Real\\Name": (None, None),
}


@pytest.fixture
async def people(owner: Connection, office: Office) -> dict[str, UUID]:
    return {
        name: await owner.fetchval(
            """
            insert into patient (clinic_id, name, email, phone, locale, created_at)
            values ($1, $2, $3, $4, 'pt-BR', now()) returning id
            """,
            office.id,
            name,
            email,
            phone,
        )
        for name, (email, phone) in PEOPLE.items()
    }


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("angela", ["Ângela Gonçalves"]),
        ("ÂNGELA", ["Ângela Gonçalves"]),
        ("a\u0302ngela", ["Ângela Gonçalves"]),
        ("goncalves angela", ["Ângela Gonçalves"]),
        ("  gonç   ang ", ["Ângela Gonçalves"]),
        ("ceicao", ["João da Conceição"]),
        ("jo", ["Joana Sá", "João da Conceição"]),
        ("j", ["Joana Sá", "João da Conceição"]),
        ("sá", ["Joana Sá"]),
        ("da j", ["João da Conceição"]),
        ("angela joao", []),
        ("angela.g@", ["Ângela Gonçalves"]),
        ("ANGELA.G@EXAMPLE.TEST", ["Ângela Gonçalves"]),
        ("joao_c@", ["João da Conceição"]),
        ("joao-c@", []),
        ("98765-4321", ["Ângela Gonçalves"]),
        ("11 98765 4321", ["Ângela Gonçalves"]),
        ("(11) 9876", ["Ângela Gonçalves"]),
        ("+5511987654321", ["Ângela Gonçalves"]),
        ("79460958", ["Zoë Straße-Müller"]),
        ("angela 4321", ["Ângela Gonçalves"]),
        ("strasse muller", ["Zoë Straße-Müller"]),
        ("straße", ["Zoë Straße-Müller"]),
        ("100%", ["100% Real\\Name"]),
        ("real\\name", ["100% Real\\Name"]),
        ("%", []),
        ("_", []),
        ("%%%", []),
        ("jo_o", []),
        ("nobody", []),
        ("'; drop table patient; --", []),
    ],
)
async def test_any_words_find(
    sign_in: SignIn, office: Office, sought: str, found: list[str]
) -> None:
    reception = await sign_in(office)

    answer = await reception.get("/api/patients", params={"q": sought})

    assert answer.status_code == 200, answer.text
    assert [each["name"] for each in answer.json()["items"]] == found


@pytest.mark.parametrize("sought", ["", "  "])
async def test_nothing_sought_finds_everyone(
    sign_in: SignIn, office: Office, people: dict[str, UUID], sought: str
) -> None:
    reception = await sign_in(office)

    answer = await reception.get("/api/patients", params={"q": sought})

    assert len(answer.json()["items"]) == len(people) + len(office.patients)


async def test_what_is_found_comes_in_pages(sign_in: SignIn, office: Office) -> None:
    reception = await sign_in(office)

    first = (await reception.get("/api/patients?q=patient&limit=2")).json()
    rest = await reception.get(f"/api/patients?q=patient&limit=2&cursor={first['next_cursor']}")

    assert [each["name"] for each in first["items"]] == ["Patient 0", "Patient 1"]
    assert [each["name"] for each in rest.json()["items"]] == ["Patient 2"]
    assert rest.json()["next_cursor"] is None


async def test_who_was_renamed_is_found_by_the_new_name_only(
    sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    await reception.patch(f"/api/patients/{office.patient}", json={"name": "Íris Lobo"})

    new = (await reception.get("/api/patients?q=iris")).json()["items"]
    old = (await reception.get("/api/patients", params={"q": "Patient 0"})).json()["items"]

    assert [each["name"] for each in new] == ["Íris Lobo"]
    assert old == []


async def test_archived_patients_are_found_only_when_asked_for(
    sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    await reception.post(f"/api/patients/{office.patient}/archive")

    living = (await reception.get("/api/patients?q=patient")).json()["items"]
    archived = (await reception.get("/api/patients?q=patient&archived=true")).json()["items"]

    assert [each["name"] for each in living] == ["Patient 1", "Patient 2"]
    assert [each["name"] for each in archived] == ["Patient 0"]


async def test_another_clinics_patients_are_not_found(
    sign_in: SignIn, office: Office, other_office: Office
) -> None:
    reception = await sign_in(office)

    found = (await reception.get("/api/patients?q=patient")).json()["items"]

    assert {UUID(each["id"]) for each in found} == set(office.patients)


async def test_too_long_a_question_is_refused(sign_in: SignIn, office: Office) -> None:
    reception = await sign_in(office)

    refused = await reception.get("/api/patients", params={"q": "x" * 201})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "q"


# The function itself looks behind the fence, so it has one of its own ----------------------------


@pytest.fixture
async def application(database: Database) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(database.app_url)
    yield connection
    await connection.close()


FIND = "select found_patients($1, 'patient', false, null, null, 50)"


async def test_it_answers_only_for_the_transactions_clinic(
    application: Connection, office: Office, other_office: Office
) -> None:
    async with application.transaction():
        await application.execute(f"set local app.clinic_id = '{office.id}'")
        assert {each[0] for each in await application.fetch(FIND, office.id)} == set(
            office.patients
        )
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with application.transaction():
                await application.fetch(FIND, other_office.id)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with application.transaction():
                await application.fetch(FIND, None)
    for clinic in (office.id, None):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await application.fetch(FIND, clinic)


async def test_its_owner_is_nobody_and_may_read_nothing_else(
    application: Connection, owner: Connection
) -> None:
    found = await owner.fetchrow(
        """
        select r.rolname, r.rolcanlogin, r.rolsuper, p.prosecdef, p.proconfig
        from pg_proc p join pg_roles r on r.oid = p.proowner where p.proname = 'found_patients'
        """
    )
    assert found
    assert tuple(found)[:4] == ("topsmile_search", False, False, True)
    assert "search_path=pg_catalog, pg_temp" in found["proconfig"]
    columns = await owner.fetch(
        """
        select table_name, column_name, privilege_type from information_schema.column_privileges
        where grantee = 'topsmile_search' order by column_name
        """
    )
    readable = ["archived_at", "clinic_id", "id", "sort_name", "sought"]
    assert [tuple(each) for each in columns] == [("patient", name, "SELECT") for name in readable]
    assert not await owner.fetchval("select has_schema_privilege($1, 'public', 'create')", found[0])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await application.execute("set role topsmile_search")


async def test_a_rare_word_is_found_through_the_index(owner: Connection, office: Office) -> None:
    await owner.execute(
        """
        insert into patient (clinic_id, name, locale, created_at)
        select $1, 'Maria ' || number, 'pt-BR', now() from generate_series(1, 3000) number
        """,
        office.id,
    )
    await owner.execute("analyze patient")
    async with owner.transaction():
        await owner.execute(f"set local app.clinic_id = '{office.id}'")
        before = await index_scans(owner)
        await owner.fetch("select found_patients($1, '2999', false, null, null, 50)", office.id)
        assert await index_scans(owner) == before + 1


async def index_scans(owner: Connection) -> int:
    scans: int = await owner.fetchval(
        """
        select pg_stat_get_numscans(indexrelid) + pg_stat_get_xact_numscans(indexrelid)
        from pg_stat_user_indexes where indexrelname = 'patient_by_words'
        """
    )
    return scans
