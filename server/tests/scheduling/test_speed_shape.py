"""However long the history, looking at a day reads that day: plans are judged, not time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import asyncpg
import make
import msgspec
import pytest
from conftest import Database
from make import Connection, Office

from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.scheduling import hold_queries, outlook
from topsmile.scheduling.outlook import Asked

pytestmark = pytest.mark.anyio
HISTORY = 20_000
A_WEEK = date(2030, 1, 7), date(2030, 1, 13)
NOON = datetime(2030, 1, 7, 12, tzinfo=UTC)
# Half-hour visits around the clock: what one week can have, with what reaches into it.
IN_REACH = 48 * (7 + 6)


class Overheard(Exception):
    """The statement that would have been run, and its arguments."""

    def __init__(self, sql: str, args: tuple[Any, ...]) -> None:
        super().__init__(sql)
        self.sql, self.args = sql, args


class Listening:
    """A connection that runs nothing."""

    async def fetch(self, sql: str, *args: Any) -> Any:
        raise Overheard(sql, args)

    fetchrow = fetchval = fetch


@pytest.fixture
async def office(fresh_database: Database) -> Office:
    """20,000 visits of one patient with one provider until the week, and 400 from then on."""
    owner = await asyncpg.connect(fresh_database.owner_url)
    try:
        office = await make.an_office(owner)
        await owner.execute(
            """
            insert into appointment (clinic_id, provider_id, patient_id, service_id, starts_at,
              ends_at, price_amount, price_currency, created_at)
            select $1, $2, $3, $4, $5::timestamptz + n * interval '30 minutes',
              $5::timestamptz + (n + 1) * interval '30 minutes', 0, 'BRL', $5
            from generate_series($6::int, 399) n
            """,
            office.id,
            office.provider,
            office.patient,
            office.service,
            datetime(2030, 1, 7, tzinfo=UTC),
            -HISTORY,
        )
        for whose in ("provider_id", "patient_id"):
            await owner.execute(
                f"""
                insert into claim (clinic_id, {whose}, during, appointment_id)
                select clinic_id, {whose}, tstzrange(starts_at, ends_at), id from appointment
                """
            )
        # Holds that nobody came back for stay until someone needs their time.
        await owner.execute(
            """
            insert into claim (clinic_id, provider_id, during, hold_hash, held_by, expires_at)
            select $1, $2, tstzrange(at, at + interval '30 minutes'), int4send(n), 'x', at
            from generate_series(1, 5000) n, lateral (
              select $3::timestamptz - n * interval '30 minutes' as at
            ) long_ago
            """,
            office.id,
            office.providers[1],
            datetime(2030, 1, 7, tzinfo=UTC),
        )
        await owner.execute("vacuum analyze")
    finally:
        await owner.close()
    return office


@pytest.fixture
async def fenced(fresh_database: Database, office: Office) -> AsyncIterator[Connection]:
    """As the application: its role, inside the fence of one clinic."""
    connection = await asyncpg.connect(fresh_database.app_url)
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute(f"set local app.clinic_id = '{office.id}'")
    yield connection
    await transaction.rollback()
    await connection.close()


async def plan(connection: Connection, said: Overheard, mode: str) -> dict[str, Any]:
    """As it runs when it is prepared: with the values known, or once for all of them."""
    await connection.execute(f"set local plan_cache_mode = {mode}")
    await connection.execute(f"prepare overheard as {said.sql}")
    values = ", ".join(map(literal, said.args))
    explained = await connection.fetchval(
        f"explain (analyze, timing off, format json) execute overheard ({values})"
    )
    await connection.execute("deallocate overheard")
    found: dict[str, Any] = msgspec.json.decode(explained)[0]["Plan"]
    return found


def literal(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    if isinstance(value, list):
        return f"array[{', '.join(map(literal, value))}]::uuid[]"
    return f"'{value}'"


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from nodes(child)


def check_reads_of_claims(found: dict[str, Any], *, bounded: int, most: int) -> None:
    """By an index, `bounded` times by both ends of the time asked for, and few rows in vain."""
    heaps = [each for each in nodes(found) if each.get("Relation Name") == "claim"]
    reads = [
        each
        for each in nodes(found)
        if each.get("Index Name", "").startswith(("claim_", "one_claim"))
    ]
    assert "Seq Scan" not in {each["Node Type"] for each in heaps}
    by_end = [each for each in reads if each["Index Name"] == "claim_by_end"]
    assert len(by_end) >= bounded, reads
    for read in by_end:
        condition = read["Index Cond"]
        for part in ("clinic_id = ", "resource_id = ", "ends_at > ", "ends_at < "):
            assert part in condition, condition
    for each in [*heaps, *reads]:
        assert each["Actual Rows"] <= most, each
        assert each.get("Rows Removed by Filter", 0) <= most, each
        assert each.get("Rows Removed by Index Recheck", 0) <= most, each


MODES = ["force_custom_plan", "force_generic_plan"]


def listening(office: Office) -> Tx:
    return Tx(Listening(), office.id, make.MONDAY, Cause("a-test-of-plans"))  # type: ignore[arg-type]


async def test_the_outlook_reads_the_days_asked_for(fenced: Connection, office: Office) -> None:
    a_week, an_instant = outlook.around(*A_WEEK), (NOON, NOON)
    for mode, hold, (since, until) in product(MODES, (None, b"h" * 32), (a_week, an_instant)):
        provider = office.provider if since == until else None
        asked = Asked(office.service, provider, office.patient, hold, None, since, until)
        with pytest.raises(Overheard) as overheard:
            await outlook.read(listening(office), asked)

        found = await plan(fenced, overheard.value, mode)

        # The patient's and each provider's; holds that no longer count may have an index as short.
        check_reads_of_claims(found, bounded=2, most=IN_REACH if since != until else 48 * 3)


async def test_clearing_a_time_reads_that_time(fenced: Connection, office: Office) -> None:
    for mode, provider in product(MODES, office.providers[:2]):
        with pytest.raises(Overheard) as overheard:
            await hold_queries.drop_spent(
                listening(office),
                [provider, office.patient],
                b"h" * 32,
                NOON,
                NOON + timedelta(minutes=30),
            )

        found = await plan(fenced, overheard.value, mode)

        check_reads_of_claims(found, bounded=0, most=48 * 3)


async def test_the_checks_would_notice_a_scan_of_history(
    fenced: Connection, office: Office
) -> None:
    one_sided = "select id from claim where clinic_id = $1 and resource_id = $2 and starts_at < $3"
    said = Overheard(one_sided, (office.id, office.provider, NOON))

    found = await plan(fenced, said, MODES[0])

    with pytest.raises(AssertionError):
        check_reads_of_claims(found, bounded=0, most=IN_REACH)
