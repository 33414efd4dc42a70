# ruff: noqa: E501  (a statement of a table of statements stands on one line)
"""Each statement over a clinic's data says which clinic, whatever row-level security does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from contracts import statements
from contracts.judging import faults
from contracts.statements import Statement, found_in, loose

# No fence stands around these; who reaches them without a clinic is a role of the architecture.
UNFENCED = frozenset(
    {"clinic", "person", "membership", "session", "one_time_token", "webhook_inbox", "delivery"}
)
# Statements whose text is known only when they run, and why that is right.
UNREADABLE = (
    {
        ("topsmile.kernel.db", function): "hands on what its callers say; they are judged"
        for function in ("all", "maybe", "one", "value", "values", "run", "_begun")
    }
    | {
        ("topsmile.running.migrating", function): "roles of the cluster, made by the owner"
        for function in ("ensure_role", "set_password")
    }
    | {("topsmile.running.alembic", "apply"): "the migrations themselves"}
)
WIDE = frozenset(
    {"clinic_settings", "provider", "service", "patient", "claim", "event", "delivery"}
)


def schema() -> str:
    folder = Path(__file__).parents[2] / "migrations"
    return "\n".join(path.read_text() for path in sorted(folder.glob("*.sql")))


def clinics_tables() -> frozenset[str]:
    """Every table with a clinic_id; that the schema has them like this, the catalogue tells."""
    made = re.findall(r"create table (\w+) \((.*?)\n\)", schema(), re.DOTALL)
    found = frozenset(
        name for name, columns in made if re.search(r"^\s+clinic_id ", columns, re.MULTILINE)
    )
    assert {"patient", "appointment", "claim", "delivery", "session"} <= found
    return found


CLINICS = clinics_tables()
FENCED = CLINICS - UNFENCED
KNOWN = [each for each in statements.statements() if each.sql is not None]


def touches(statement: Statement, tables: frozenset[str]) -> bool:
    return bool(re.search(rf"\b({'|'.join(tables)})\b", statement.sql or ""))


def test_the_statements_are_found() -> None:
    found = {(each.module, each.function) for each in KNOWN if touches(each, CLINICS)}

    assert {
        ("topsmile.scheduling.queries", "find_locked"),
        ("topsmile.scheduling.outlook", "read"),
        ("topsmile.scheduling.hold_queries", "drop_spent"),
        ("topsmile.kernel.events", "emit"),
        ("topsmile.kernel.trail", "trail"),
        ("topsmile.kernel.idempotency", "_store"),
        ("topsmile.kernel.deliveries", "lease"),
        ("topsmile.kernel.schedules", "ensure"),
        ("topsmile.notifications.queries", "insert"),
        ("topsmile.identity.queries", "session"),
    } <= found
    assert len(found) > 70


def test_no_statement_escapes_reading() -> None:
    hidden = {(each.module, each.function) for each in statements.statements() if each.sql is None}

    assert hidden <= UNREADABLE.keys()


def test_every_text_that_reads_like_sql_is_part_of_a_statement_that_was_judged() -> None:
    judged = [each.sql or "" for each in KNOWN]
    for module in statements.modules():
        for text in loose(statements.source(module), CLINICS):
            assert any(text in sql for sql in judged), f"{module.__name__}: {text}"


@pytest.mark.parametrize(
    "statement",
    [each for each in KNOWN if each.kind == "tenant" and touches(each, CLINICS)],
    ids=lambda each: each.place.removeprefix("topsmile."),
)
def test_a_clinics_statement_keeps_to_the_clinic(statement: Statement) -> None:
    assert statement.sql
    assert faults(statement.sql, CLINICS) == [], statement.place


@pytest.mark.parametrize(
    "statement",
    [each for each in KNOWN if each.kind != "tenant" and touches(each, CLINICS)],
    ids=lambda each: each.place.removeprefix("topsmile."),
)
def test_a_statement_without_a_clinic_touches_nothing_that_is_fenced(statement: Statement) -> None:
    """It has no clinic to say: it may reach the tables outside the fences, and no other."""
    assert statement.sql
    tables = re.findall(r"\b(?:from|join|into|update|using)\s+(\w+)", statement.sql)
    assert FENCED.isdisjoint(tables), statement.place
    assert [each for each in faults(statement.sql, FENCED) if "confined" in each] == []


# The judge is judged --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "select id from patient where clinic_id = $1",
        "select p.id from patient p where p.clinic_id = $1::uuid and p.id = $2",
        "select p.id from patient p where $1 = p.clinic_id",
        "select p.id from provider p join service s on s.clinic_id = $1 where p.clinic_id = $1",
        "select p.id from provider p left join event e on e.clinic_id = $1 where p.clinic_id = $1",
        "select 1 from delivery d left join (service s join provider p on p.clinic_id = $1) on s.clinic_id = $1 where d.clinic_id = $1",
        "select p.id, (select count(*) from claim where clinic_id = $1 and resource_id = p.id) from provider p where p.clinic_id = $1",
        "with gone as (delete from claim where clinic_id = $1 returning id) select id from gone",
        "select id from patient where clinic_id = $1 and id = $2 for no key update",
        "select p.id from patient p where p.clinic_id = $1 for update of p",
        "update patient set name = $2 where clinic_id = $1 and (id = $3 or name = $4)",
        "update patient p set name = q.name from provider q where p.clinic_id = $1 and q.clinic_id = $1",
        "insert into patient (name, clinic_id) values ($2, $1), ($3, $1)",
        "insert into patient (clinic_id, name) select $1, name from provider where clinic_id = $1",
        "insert into claim (clinic_id, id) select $1, $2 from clinic union all select $1, $3",
        "insert into patient (clinic_id, id) values ($1, $2) on conflict on constraint one do nothing",
        "select id from clinic",
    ],
)
def test_good_statements_pass(sql: str) -> None:
    assert faults(sql, WIDE) == []


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("select id from patient", "not confined"),
        ("select id from patient where id = $2", "not confined"),
        ("select id from patient where clinic_id = $2", "not confined"),
        ("select id from patient where clinic_id <> $1", "not confined"),
        ("select id from patient where $1::uuid is not null", "not confined"),
        ("select id from patient where clinic_id = $1 or id = $2", "not confined"),
        ("select id from patient where not (clinic_id = $1)", "not confined"),
        ("select id from patient where clinic_id = coalesce($1, clinic_id)", "not confined"),
        ("select id from patient where clinic_id = any(array[$1])", "not confined"),
        ("select p.id from patient p, service s where p.clinic_id = $1", "s is not confined"),
        ("select p.id from patient p join service s on s.id = p.id where p.clinic_id = $1", "s is not"),
        ("select 1 from patient p join service s on s.clinic_id = p.clinic_id where s.clinic_id = $1", "p is"),
        # the condition of an outer join leaves the other side as it is
        ("select p.id from patient p left join service s on s.clinic_id = $1 and p.clinic_id = $1", "p is"),
        ("select 1 from patient p right join service s on s.clinic_id = $1 and p.clinic_id = $1", "right"),
        ("select 1 from patient p cross join service s where s.clinic_id = $1", "p is not confined"),
        # of two that have the column, an unqualified one confines neither
        ("select 1 from patient join service on true where clinic_id = $1", "service is not"),
        # each level for itself
        ("select (select count(*) from claim) from provider p where p.clinic_id = $1", "claim is not"),
        ("select 1 from provider p where p.clinic_id = $1 and exists (select from claim c where p.clinic_id = $1)", "c is not confined"),
        ("select id from (select id, clinic_id from patient) x where clinic_id = $1", "patient is not"),
        ("with x as (select * from patient) select * from x where clinic_id = $1", "patient is not"),
        ("select id from patient where clinic_id = $1 union all select id from service", "service is"),
        ("with patient as (select 1) select * from patient where clinic_id = $1", "takes the name"),
        ("select 1 from clinic c left join (service s join provider p on p.clinic_id = $1) on true", "s is"),
        ("update patient set name = $2 where id = $3", "not confined"),
        ("update patient set clinic_id = $2 where clinic_id = $1", "gives rows"),
        ("update patient p set name = q.name from provider q where p.clinic_id = $1", "q is not"),
        ("delete from claim where id = $2", "not confined"),
        ("delete from claim c using provider p where c.clinic_id = $1", "p is not confined"),
        ("insert into patient (clinic_id, name) values ($2, $1)", "another clinic"),
        ("insert into patient (clinic_id, name) values ($1, $2), ($3, $2)", "another clinic"),
        ("insert into patient (name) values ($1)", "without naming"),
        ("insert into patient values ($1, $2)", "without naming"),
        ("insert into patient (clinic_id) select $1 union all select $2", "another clinic"),
        ("insert into patient (clinic_id) select clinic_id from service where clinic_id = $1", "another"),
        ("insert into patient (clinic_id, id) select $1, id from service", "service is not"),
        ("truncate patient", "cannot be"),
        ("merge into patient p using service s on p.clinic_id = $1 when matched then delete", "cannot be"),
        ("select 1; delete from patient", "not one statement"),
    ],
)  # fmt: skip
def test_bad_statements_do_not(sql: str, why: str) -> None:
    assert any(why in each for each in faults(sql, WIDE)), faults(sql, WIDE)


def found(code: str, **known: object) -> list[Statement]:
    return list(found_in("made.up", ast.parse(code), dict(known)))


def test_a_statement_is_found_wherever_it_is_written() -> None:
    made = found(
        """
async def one(tx: Tx):
    await tx.run("select 1")
async def two(ground: Ground, lock: bool):
    return await ground.maybe(Row, f"select {COLUMNS} {'for update' * lock}")
async def three(database):
    sql = "select 3"
    async with database.unfenced() as connection:
        await connection.fetch(sql)
async def four(tx, sql):
    await tx.value(sql)
async def five(anything: Any):
    await anything.values("select 5")
def six():
    asyncio.run(main())
    return {}.values()
""",
        COLUMNS="a, b",
        asyncio=ast,
    )

    assert {(each.function, each.kind, (each.sql or "").strip()) for each in made} == {
        ("one", "tenant", "select 1"),
        ("two", "ground", "select a, b for update"),
        ("two", "ground", "select a, b"),
        ("three", "raw", "select 3"),
        ("four", "tenant", ""),
        ("five", "tenant", "select 5"),
    }


def test_sql_that_nobody_runs_in_sight_is_noticed() -> None:
    tree = ast.parse(
        '"""select from patient"""\nHIDDEN = "delete from patient"\nX = f"{1} from claim c"'
    )

    assert list(loose(tree, WIDE)) == ["delete from patient", " from claim c"]
