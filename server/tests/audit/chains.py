"""A clinic's trail with a history, its chain round by round, and what somebody does to it."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from make import Connection, Office

from topsmile.adapters.anchors import FileAnchors
from topsmile.audit.handlers import chain
from topsmile.audit.models import Finding
from topsmile.audit.notary import Notary
from topsmile.audit.verifying import verify
from topsmile.kernel.cause import Cause
from topsmile.kernel.trail import trail
from topsmile.kernel.worker import Worker

TABLES = ("audit_entry", "audit_link", "audit_chain")
Tampering: TypeAlias = Callable[["Chain"], Awaitable[Any]]


class Chain:
    """One clinic's, with the real notary and real files."""

    def __init__(self, worker: Worker, owner: Connection, office: Office) -> None:
        self.worker, self.owner, self.office = worker, owner, office
        self.notary: Notary = worker.outside.notary
        assert isinstance(self.notary.anchors, FileAnchors)
        self.anchors = self.notary.anchors
        self.file = self.anchors.folder / f"{office.id}.jsonl"

    async def write(self, count: int = 1, **content: Any) -> None:
        """Entries as the application writes them."""
        cause = Cause(f"request-{uuid4().hex[:8]}", uuid4(), "receptionist", "192.0.2.7")
        async with self.worker.database.transaction(self.office.id, cause) as tx:
            for number in range(count):
                told = {"after": {"number": number, "why": "é\n\"'", **content}}
                await trail(tx, "patient.changed", "patient", uuid4(), **told)

    async def write_anything(self, count: int, rng: random.Random) -> None:
        cause = Cause("request-1", rng.choice([None, uuid4()]), rng.choice(["admin", "system"]))
        async with self.worker.database.transaction(self.office.id, cause) as tx:
            for _ in range(count):
                await trail(
                    tx,
                    rng.choice(["a.b", "ü.ß", ""]),
                    rng.choice(["patient", ""]),
                    uuid4(),
                    before=rng.choice([None, {}, [], anything(rng, 3)]),
                    after=rng.choice([None, {"b": 1, "a": [True, None]}, anything(rng, 3)]),
                )

    async def round(self, *, dies: bool = False) -> None:
        """As the worker does it; one that dies has asked, and never records."""
        database, cause = self.worker.database, Cause("schedule-chain_audit", actor_role="system")
        async with database.transaction(self.office.id, cause) as tx:
            task = await chain.prepare(tx, None)
        if task is None:
            return
        sealed = await chain.ask(self.worker.outside, task)
        if dies:
            return
        async with database.transaction(self.office.id, cause) as tx:
            await chain.record(tx, task, sealed)

    async def grow(self, rounds: int = 3, each: int = 5) -> None:
        """Rounds of entries, all of them chained and anchored."""
        for _ in range(rounds):
            await self.write(each)
            await self.round()
        await self.round()

    async def findings(self) -> list[Finding]:
        worker = self.worker
        found = verify(worker.database, self.notary.keys, [self.anchors], slug=self.office.slug)
        return [each async for each in found]

    async def kinds(self) -> set[str]:
        return {each.kind for each in await self.findings()}

    # As superuser --------------------------------------------------------------------------------

    async def do(self, statement: str, *more: Any) -> str:
        return await self.owner.execute(statement, self.office.id, *more)

    async def rows(self, table: str) -> list[Any]:
        order = {"audit_entry": "id", "audit_link": "number"}.get(table, "clinic_id")
        found = f"select * from {table} where clinic_id = $1 order by {order}"
        return list(await self.owner.fetch(found, self.office.id))

    async def entry_of(self, number: int) -> UUID:
        found: UUID = await self.owner.fetchval(
            "select entry_id from audit_link where clinic_id = $1 and number = $2",
            self.office.id,
            number,
        )
        return found

    async def cut(self, after: int) -> None:
        """Everything beyond that number, as if it had never been."""
        await self.do(
            """
            delete from audit_entry where clinic_id = $1 and id in (
              select entry_id from audit_link where clinic_id = $1 and number > $2)
            """,
            after,
        )
        await self.do("delete from audit_link where clinic_id = $1 and number > $2", after)
        await self.do(
            """
            update audit_chain set number = $2, anchored_number = least(anchored_number, $2),
              mac = (select mac from audit_link where clinic_id = $1 and number = $2)
            where clinic_id = $1
            """,
            after,
        )

    async def snapshot(self) -> dict[str, list[Any]]:
        return {table: await self.rows(table) for table in TABLES}

    async def restore(self, kept: dict[str, list[Any]]) -> None:
        for table, rows in kept.items():
            await self.do(f"delete from {table} where clinic_id = $1")
            for row in rows:
                places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
                names = ", ".join(row.keys())
                insert = f"insert into {table} ({names}) values ({places})"
                await self.owner.execute(insert, *row.values())


def anything(rng: random.Random, depth: int) -> Any:
    """Any JSON that PostgreSQL keeps."""
    plain: list[Any] = [
        None,
        True,
        rng.randrange(-(2**70), 2**70),
        rng.uniform(-1e9, 1e9),
        1e300,
        1.50,
        "".join(rng.choices('aé\\"\n\t😀 /\u2028', k=rng.randrange(6))),
    ]
    if depth == 0:
        return rng.choice(plain)
    keys = ["", "a", "B", "é", "😀", "long name"]
    return rng.choice(
        [
            *plain,
            [anything(rng, depth - 1) for _ in range(rng.randrange(4))],
            {key: anything(rng, depth - 1) for key in rng.sample(keys, rng.randrange(5))},
        ]
    )
