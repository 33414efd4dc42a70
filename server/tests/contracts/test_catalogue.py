"""What PostgreSQL itself says of the migrated schema: tables, keys, references, fences."""

from __future__ import annotations

import asyncpg
import pytest
from conftest import Database
from make import Connection

pytestmark = pytest.mark.anyio

# They have no fence, and are reached by transactions of their own (docs/architecture.md).
UNFENCED = {
    "clinic",
    "person",
    "membership",
    "session",
    "one_time_token",
    "webhook_inbox",
    "delivery",
}
# Keys of the unfenced that cannot lead with a clinic: they are looked up before it is known.
CLINICLESS_KEYS = {
    "session_pkey",
    "session_by_person",
    "membership_by_person",
    "delivery_due",
    "one_time_token_pkey",
    "one_time_token_by_person",
}
# Not the domain's: where migrations write how far they came.
OTHERS = {"alembic_version"}
POLICY = "(clinic_id = (NULLIF(current_setting('app.clinic_id'::text, true), ''::text))::uuid)"


@pytest.fixture
async def tables(owner: Connection) -> dict[str, asyncpg.Record]:
    """Every table of every schema that is not PostgreSQL's own."""
    rows = await owner.fetch(
        """
        select c.oid, c.relname, n.nspname, c.relkind, c.relrowsecurity, c.relforcerowsecurity,
          pg_get_userbyid(c.relowner) as owner,
          exists (
            select from pg_attribute a
            where a.attrelid = c.oid and a.attname = 'clinic_id' and a.attnotnull
          ) as of_clinics
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'f') and n.nspname !~ '^(pg_|information_schema$)'
        """
    )
    return {row["relname"]: row for row in rows}


@pytest.fixture
def fenced(tables: dict[str, asyncpg.Record]) -> set[str]:
    return {name for name, table in tables.items() if table["relrowsecurity"]}


async def test_every_table_is_fenced_or_known_to_have_no_fence(
    tables: dict[str, asyncpg.Record], fenced: set[str]
) -> None:
    assert tables.keys() - fenced <= UNFENCED | OTHERS
    assert not fenced & (UNFENCED | OTHERS)
    assert {"patient", "appointment", "claim", "message", "audit_entry", "idempotency"} <= fenced
    assert all(tables[name]["of_clinics"] for name in fenced)
    assert {table["nspname"] for table in tables.values()} == {"public"}
    assert {table["relkind"] for table in tables.values()} == {b"r"}


async def test_fences_are_forced_and_guard_reading_and_writing(
    owner: Connection, tables: dict[str, asyncpg.Record], fenced: set[str]
) -> None:
    policies = await owner.fetch(
        "select tablename, permissive, roles, cmd, qual, with_check from pg_policies"
    )

    assert all(tables[name]["relforcerowsecurity"] for name in fenced)
    assert sorted(each["tablename"] for each in policies) == sorted(fenced)
    for each in policies:
        assert (each["permissive"], each["roles"], each["cmd"]) == ("PERMISSIVE", ["public"], "ALL")
        assert (each["qual"], each["with_check"]) == (POLICY, POLICY), each["tablename"]


async def test_every_key_of_a_clinics_table_leads_with_the_clinic(
    owner: Connection, tables: dict[str, asyncpg.Record]
) -> None:
    keys = await owner.fetch(
        """
        select i.indrelid::regclass::text as table, i.indexrelid::regclass::text as name,
          i.indisprimary, i.indisunique, i.indisexclusion, a.attname as first
        from pg_index i
        left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid = any($1::oid[])
        """,
        [table["oid"] for table in tables.values() if table["of_clinics"]],
    )

    assert {key["name"] for key in keys if key["first"] != "clinic_id"} <= CLINICLESS_KEYS
    with_primary_key = {key["table"] for key in keys if key["indisprimary"]}
    assert with_primary_key == {name for name, table in tables.items() if table["of_clinics"]}
    assert [key["name"] for key in keys if key["indisexclusion"]] == ["one_claim_at_a_time"]


async def test_the_wall_against_double_bookings_stands(owner: Connection) -> None:
    definition = await owner.fetchval(
        "select pg_get_constraintdef(oid) from pg_constraint where conname = 'one_claim_at_a_time'"
    )

    assert definition == (
        "EXCLUDE USING gist (clinic_id WITH =, resource_id WITH =, during WITH &&)"
    )


async def test_every_reference_stays_inside_its_clinic(
    owner: Connection, tables: dict[str, asyncpg.Record]
) -> None:
    """A foreign key is checked behind row-level security: only its columns keep clinics apart."""
    references = await owner.fetch(
        """
        select conname, conrelid::regclass::text as from, confrelid::regclass::text as to,
          confmatchtype, confdeltype, confupdtype, convalidated, conenforced,
          array(
            select a.attname || '=' || b.attname
            from unnest(conkey, confkey) with ordinality k (mine, theirs, place)
            join pg_attribute a on a.attrelid = conrelid and a.attnum = k.mine
            join pg_attribute b on b.attrelid = confrelid and b.attnum = k.theirs
            order by place
          ) as columns
        from pg_constraint where contype = 'f'
        """
    )

    assert len(references) > 15
    for each in references:
        assert each["convalidated"], each["conname"]
        assert each["conenforced"], each["conname"]
        # Nothing is deleted or rewritten along a reference, behind every fence.
        assert (each["confdeltype"], each["confupdtype"]) == (b"a", b"a"), each["conname"]
        if each["to"] == "clinic":
            assert each["columns"] == ["clinic_id=id"]
        elif each["to"] == "person":
            assert each["from"] in UNFENCED, each["conname"]
        else:
            assert each["columns"][0] == "clinic_id=clinic_id", each["conname"]
            assert len(each["columns"]) == 2, each["conname"]
    assert all(
        tables[each["from"]]["of_clinics"]
        for each in references
        if each["to"] not in ("clinic", "person")
    )


async def test_a_transaction_without_a_clinic_sees_and_writes_nothing(
    database: Database, owner: Connection, fenced: set[str], office: object
) -> None:
    """Also after another transaction of the connection had a clinic: then the setting is ''."""
    application = await asyncpg.connect(database.app_url)
    try:
        clinic = await owner.fetchval("select id from clinic limit 1")
        for _ in range(2):
            for table in sorted(fenced):
                assert await application.fetchval(f"select count(*) from {table}") == 0, table
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await application.execute(
                    "insert into provider (clinic_id, name, created_at) values ($1, 'x', now())",
                    clinic,
                )
            async with application.transaction():
                await application.execute(f"set local app.clinic_id = '{clinic}'")
                assert await application.fetchval("select count(*) from clinic_settings") == 1
    finally:
        await application.close()
