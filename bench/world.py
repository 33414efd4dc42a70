"""A clinic to measure on: providers, patients and a season of visits, whose ids SQL can compute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import asyncpg

PROVIDERS = 16
TEAMS = 4  # of four providers, each team with a service of its own
PATIENTS = 400
OPENS, CLOSES = 8, 20  # every day; half-hour visits
HISTORY_DAYS = 60
AHEAD_DAYS = 38
PASSWORD = "a password to measure with"


def number_id(kind: int, number: int) -> UUID:
    """`kind` and `number` in an id that pgbench can compute from a number too."""
    return UUID(f"{kind:08d}-0000-7000-8000-{number:012d}")


class World(NamedTuple):
    clinic: UUID
    slug: str
    monday: datetime


async def make(owner_url: str) -> World:
    """Written as a superuser, in a few statements."""
    now = datetime.now(UTC)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today + timedelta(days=7 - today.weekday())
    world = World(number_id(1, 0), "bench", monday)
    connection = await asyncpg.connect(owner_url)
    try:
        for statement in statements():
            await connection.execute(statement)
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()
    return world


def statements() -> list[str]:
    clinic = f"'{number_id(1, 0)}'::uuid"

    def ident(kind: int, number: str) -> str:
        return f"('{kind:08d}-0000-7000-8000-' || lpad(({number})::text, 12, '0'))::uuid"

    return [
        f"""
        insert into clinic (id, slug, name, timezone, currency, locale, created_at)
        values ({clinic}, 'bench', 'Bench', 'UTC', 'BRL', 'en-GB', now())
        """,
        f"""
        insert into clinic_settings (
          clinic_id, timezone, currency, locale, notice_minutes, horizon_days)
        values ({clinic}, 'UTC', 'BRL', 'en-GB', 0, 730)
        """,
        f"""
        insert into service (clinic_id, id, name, duration_minutes, buffer_after_minutes,
          price_amount, price_currency, created_at)
        select {clinic}, {ident(2, "t")}, 'Service ' || t, 30, 0, 15000, 'BRL', now()
        from generate_series(0, {TEAMS - 1}) t
        """,
        f"""
        insert into provider (clinic_id, id, name, created_at)
        select {clinic}, {ident(4, "n")}, 'Provider ' || n, now()
        from generate_series(0, {PROVIDERS - 1}) n
        """,
        f"""
        insert into provider_hours (clinic_id, provider_id, weekday, opens, closes)
        select {clinic}, {ident(4, "n")}, d, {OPENS * 60}, {CLOSES * 60}
        from generate_series(0, {PROVIDERS - 1}) n, generate_series(0, 6) d
        """,
        f"""
        insert into service_provider (clinic_id, service_id, provider_id)
        select {clinic}, {ident(2, f"n % {TEAMS}")}, {ident(4, "n")}
        from generate_series(0, {PROVIDERS - 1}) n
        """,
        f"""
        insert into patient (clinic_id, id, name, email, locale, created_at)
        select {clinic}, {ident(5, "n")}, 'Patient ' || n, 'p' || n || '@example.test', 'en-GB',
          now()
        from generate_series(0, {PATIENTS - 1}) n
        """,
        # Visits, past and to come: eight a day for each provider.
        f"""
        with visit as (
          insert into appointment (clinic_id, provider_id, patient_id, service_id,
            starts_at, ends_at, status, price_amount, price_currency, created_at)
          select {clinic}, {ident(4, "n")},
            {ident(5, f"(n * 31 + (d + 50) * 8 + h) % {PATIENTS}")}, {ident(2, f"n % {TEAMS}")},
            date_trunc('day', now()) - d * interval '1 day' + h * interval '1 hour',
            date_trunc('day', now()) - d * interval '1 day' + h * interval '1 hour'
              + interval '30 min',
            'completed', 15000, 'BRL', now()
          from generate_series(0, {PROVIDERS - 1}) n,
            generate_series(-{AHEAD_DAYS}, {HISTORY_DAYS}) d, generate_series(9, 16) h
          returning *)
        insert into claim (clinic_id, provider_id, during, appointment_id)
        select clinic_id, provider_id, tstzrange(starts_at, ends_at), id from visit
        """,
    ]
