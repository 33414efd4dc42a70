"""What roles may do in PostgreSQL, and who may look behind the fences."""

from __future__ import annotations

import asyncpg
import pytest
from conftest import Database
from make import Connection

pytestmark = pytest.mark.anyio

# What looks behind the fences, and why that shows nothing of another clinic.
DEFINERS = {
    # Both refuse any clinic but the transaction's; the second also the last week's events.
    "found_patients": "topsmile_search",
    "forget_events": "topsmile_queue",
}
VIEWS = {
    "queued_event": "topsmile_queue"
}  # the worker's: names and ids of events, nothing personal
POWER = "rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication"


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
