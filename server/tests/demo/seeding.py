"""The demo of a Wednesday in a database of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from conftest import Connection
from domain import TravelClock

from topsmile.demo import seed
from topsmile.settings import Settings

# A Wednesday, 10:20 in São Paulo and 13:20 in London.
WEDNESDAY = datetime(2030, 1, 9, 13, 20, tzinfo=UTC)
TABLES = ["clinic", "person", "membership", "provider", "provider_hours", "provider_exception"]
TABLES += ["service", "service_provider", "patient", "appointment", "claim", "audit_entry"]


@dataclass
class Demo:
    settings: Settings
    clock: TravelClock
    owner: Connection

    async def seed(self) -> str:
        return await seed(self.settings, self.clock)

    async def visits(self) -> list[dict[str, Any]]:
        rows = await self.owner.fetch(
            """
            select a.*, c.slug, c.timezone, p.name as provider, pt.name as patient,
              (a.starts_at at time zone c.timezone)::date as day
            from appointment a join clinic c on c.id = a.clinic_id
            join provider p on p.id = a.provider_id join patient pt on pt.id = a.patient_id
            order by c.slug, p.name, a.starts_at
            """
        )
        return [dict(row) for row in rows]

    async def everything(self) -> dict[str, Any]:
        """Each table in one number that changes with any of its rows."""
        return {
            table: await self.owner.fetchval(
                f"select sum(hashtextextended(t::text, 0)) from {table} t"
            )
            for table in TABLES
        }
