"""The same figures, slowly: from the table of appointments, by a program that shares no code."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
from make import Connection

Row = asyncpg.Record


async def appointments(owner: Connection, clinic: UUID) -> list[Row]:
    return await owner.fetch(
        """
        select a.*, status = 'cancelled' and (
          select before ->> 'status' = 'pending_payment' from audit_entry
          where clinic_id = $1 and subject_id = a.id and action = 'appointment.cancelled'
          order by id desc limit 1
        ) as given_up_unpaid
        from appointment a where clinic_id = $1
        """,
        clinic,
    )


def sums_of(visits: list[Row], zone: str) -> dict[tuple[Any, ...], dict[str, int]]:
    """What the rows of `analytics_day` should be, but for those that are all zero."""
    expected: dict[tuple[Any, ...], Counter[str]] = {}
    for visit in visits:
        if visit["status"] == "pending_payment" or visit["given_up_unpaid"]:
            continue
        start, end = visit["starts_at"], visit["ends_at"]
        rest = (visit["provider_id"], visit["service_id"], visit["source"], visit["price_currency"])
        made_on = visit["created_at"].astimezone(ZoneInfo(zone)).date()
        expected.setdefault((made_on, *rest), Counter())["made"] += 1
        cell = expected.setdefault((start.astimezone(ZoneInfo(zone)).date(), *rest), Counter())
        cell["visits"] += 1
        cell["lead_minutes"] += whole_minutes(start) - whole_minutes(visit["created_at"])
        if visit["status"] != "cancelled":
            cell["booked_minutes"] += whole_minutes(end) - whole_minutes(start)
        if visit["status"] in ("completed", "cancelled", "no_show"):
            cell[visit["status"]] += 1
        else:
            cell["expected_amount"] += visit["price_amount"]
        if visit["status"] == "completed":
            cell["revenue_amount"] += visit["price_amount"]
    return {key: {k: v for k, v in each.items() if v} for key, each in expected.items()}


def whole_minutes(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(minutes=1)


async def kept(owner: Connection, clinic: UUID) -> dict[tuple[Any, ...], dict[str, int]]:
    """The rows of `analytics_day`, in the same form."""
    rows = await owner.fetch("select * from analytics_day where clinic_id = $1", clinic)
    key = ("day", "provider_id", "service_id", "source", "currency")
    found = {
        tuple(row[name] for name in key): {
            name: value
            for name, value in row.items()
            if name not in key and name != "clinic_id" and value
        }
        for row in rows
    }
    return {cell: counts for cell, counts in found.items() if counts}


async def open_minutes(
    owner: Connection, clinic: UUID, provider: UUID, zone: str, first: date, last: date
) -> Counter[date]:
    """Minute after minute, whether the clocks on the provider's wall show working time."""
    hours = await owner.fetch(
        "select * from provider_hours where clinic_id = $1 and provider_id = $2", clinic, provider
    )
    exceptions = await owner.fetch(
        "select * from provider_exception where clinic_id = $1 and provider_id = $2",
        clinic,
        provider,
    )
    found: Counter[date] = Counter()
    instant = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=1)
    while instant.astimezone(ZoneInfo(zone)).date() <= last:
        wall = instant.astimezone(ZoneInfo(zone))
        instant += timedelta(minutes=1)
        day, minute = wall.date(), wall.hour * 60 + wall.minute
        today = [each for each in exceptions if each["first_day"] <= day <= each["last_day"]]
        other = [each for each in today if each["kind"] == "hours"]
        week = other or [each for each in hours if each["weekday"] == day.weekday()]
        away = any(
            (each["opens"] or 0) <= minute < (each["closes"] or 1440)
            for each in today
            if each["kind"] == "off"
        )
        if first <= day and not away and any(h["opens"] <= minute < h["closes"] for h in week):
            found[day] += 1
    return found
