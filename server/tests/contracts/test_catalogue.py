"""What PostgreSQL itself says of the migrated schema: keys, fences, who may look behind them."""

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
# What looks behind the fences, and why that shows nothing of another clinic.
DEFINERS = {
    # Both refuse any clinic but the transaction's; the second also the last week's events.
    "found_patients": "topsmile_search",
    "forget_events": "topsmile_queue",
}
VIEWS = {
    "queued_event": "topsmile_queue"
}  # the worker's: names and ids of events, nothing personal
POLICY = "(clinic_id = (NULLIF(current_setting('app.clinic_id'::text, true), ''::text))::uuid)"
POWER = "rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication"


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


async def test_the_application_has_no_power(owner: Connection, database: Database) -> None:
    application = await asyncpg.connect(database.app_url)
    try:
        name = await application.fetchval("select session_user")
    finally:
        await application.close()

    assert name == "topsmile_app"
    assert not await owner.fetchval(f"select {POWER} from pg_roles where rolname = $1", name)
    assert (
        await owner.fetch(
            "select rolname from pg_roles where pg_has_role($1, oid, 'member') and rolname <> $1",
            name,
        )
        == []
    ), "whoever is a member of another role may become it"
    for catalogue, column in (
        ("pg_class", "relowner"),
        ("pg_proc", "proowner"),
        ("pg_namespace", "nspowner"),
        ("pg_type", "typowner"),
        ("pg_database", "datdba"),
    ):
        owned = f"select count(*) from {catalogue} where {column} = $1::regrole"
        assert await owner.fetchval(owned, name) == 0, catalogue


async def test_the_application_may_do_no_more_than_it_must(owner: Connection) -> None:
    assert not await owner.fetchval(
        "select has_schema_privilege('topsmile_app', 'public', 'create')"
    )
    assert not await owner.fetchval(
        "select has_database_privilege('topsmile_app', current_database(), 'create')"
    )
    granted = await owner.fetch(
        """
        select table_name, array_agg(privilege_type::text) as may
        from information_schema.role_table_grants where grantee in ('topsmile_app', 'PUBLIC')
          and table_schema = 'public' group by table_name
        """
    )
    may = {row["table_name"]: set(row["may"]) for row in granted}
    most = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert all(rights <= most for rights in may.values()), "no truncate, which no fence stops"
    for written_once in ("event", "audit_entry", "audit_link"):
        assert may[written_once] == {"SELECT", "INSERT"}
    for kept in ("clinic", "person", "membership", "session", "audit_chain"):
        assert "DELETE" not in may[kept]
    assert may.get("alembic_version", set()) <= {"SELECT"}


async def test_those_who_look_behind_the_fences_cannot_sign_in(owner: Connection) -> None:
    rows = await owner.fetch(
        "select rolname, rolcanlogin, rolsuper, rolinherit from pg_roles"
        " where rolname like 'topsmile%' and rolbypassrls"
    )

    assert {row["rolname"] for row in rows} == {"topsmile_queue", "topsmile_search"}
    assert not any(row["rolcanlogin"] or row["rolsuper"] for row in rows)
    rights = await owner.fetch(
        """
        select grantee || ' ' || lower(privilege_type) || ' ' || table_name as may
        from information_schema.role_table_grants
        where grantee in ('topsmile_queue', 'topsmile_search') and table_name <> 'queued_event'
        union
        select grantee || ' ' || lower(privilege_type) || ' ' || table_name || '.' || column_name
        from information_schema.column_privileges
        where grantee = 'topsmile_search'
          or (grantee = 'topsmile_queue' and table_name = 'delivery')
        """
    )
    assert {row["may"] for row in rights} == {
        "topsmile_queue select event",
        "topsmile_queue delete event",
        *(f"topsmile_queue select delivery.{column}" for column in ("clinic_id", "event_id")),
        *(
            f"topsmile_search select patient.{column}"
            for column in ("clinic_id", "id", "archived_at", "sort_name", "sought")
        ),
    }


async def test_nothing_else_looks_behind_the_fences(owner: Connection) -> None:
    """Functions of another's rights, views and materialized views do not ask row-level security."""
    ours = "not exists (select from pg_depend d where d.objid = {}.oid and d.deptype = 'e')"
    definers = await owner.fetch(
        f"""
        select proname, pg_get_userbyid(proowner) as owner, proconfig,
          has_function_privilege('public', p.oid, 'execute') as anyone
        from pg_proc p join pg_namespace n on n.oid = pronamespace
        where prosecdef and n.nspname !~ '^(pg_|information_schema$)' and {ours.format("p")}
        """
    )
    views = await owner.fetch(
        f"""
        select relname, relkind, pg_get_userbyid(relowner) as owner,
          coalesce('security_invoker=true' = any(reloptions), false) as asks
        from pg_class c join pg_namespace n on n.oid = relnamespace
        where relkind in ('v', 'm') and n.nspname !~ '^(pg_|information_schema$)'
          and {ours.format("c")}
        """
    )

    assert {each["proname"]: each["owner"] for each in definers} == DEFINERS
    for each in definers:
        assert "search_path=pg_catalog, pg_temp" in each["proconfig"], each["proname"]
        assert not each["anyone"], each["proname"]
    assert not [each["relname"] for each in views if each["relkind"] == b"m"]
    assert {each["relname"]: each["owner"] for each in views if not each["asks"]} == VIEWS
    columns = (
        "select attname from pg_attribute where attrelid = 'queued_event'::regclass and attnum > 0"
    )
    assert {row["attname"] for row in await owner.fetch(columns)} == {
        "clinic_id", "id", "name", "payload",
        "revision",
        "occurred_at",
    }  # fmt: skip


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


async def test_the_search_function_refuses_another_clinic(
    database: Database, office: object, owner: Connection
) -> None:
    application = await asyncpg.connect(database.app_url)
    search = "select found_patients($1, 'patient', false, null, null, 10)"
    try:
        clinics = [row["id"] for row in await owner.fetch("select id from clinic limit 2")]
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await application.fetch(search, clinics[0])
        async with application.transaction():
            await application.execute(f"set local app.clinic_id = '{clinics[0]}'")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await application.fetch(search, clinics[-1] if len(clinics) > 1 else None)
    finally:
        await application.close()
