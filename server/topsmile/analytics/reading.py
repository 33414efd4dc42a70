"""Answers questions about the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from topsmile.analytics import reading_queries as queries
from topsmile.analytics.export import csv_of
from topsmile.analytics.figures import NONE, Sums, over, part, spans, total
from topsmile.analytics.models import Breakdown, By, Overview, Part, Question, Series, Step
from topsmile.analytics.opening import open_minutes
from topsmile.clinics import service as clinics
from topsmile.kernel.db import Tx
from topsmile.kernel.zones import local_of

Key = TypeVar("Key")


class Clinic(NamedTuple):
    zone: ZoneInfo
    currency: str


async def overview(tx: Tx, question: Question) -> Overview:
    question.check()
    clinic = await _clinic(tx)
    daily = await _daily(tx, clinic, question._replace(first=question.before.first))
    return Overview(
        timezone=clinic.zone.key,
        today=local_of(tx.now, clinic.zone).date(),
        revenue_source="completed_visits",
        current=over(question, daily, clinic.currency),
        previous=over(question.before, daily, clinic.currency),
    )


async def series(tx: Tx, question: Question, step: Step) -> Series:
    question.check()
    clinic = await _clinic(tx)
    daily = await _daily(tx, clinic, question)
    return Series(step, [over(each, daily, clinic.currency) for each in spans(question, step)])


async def breakdown(tx: Tx, question: Question, by: By) -> Breakdown:
    question.check()
    clinic = await _clinic(tx)
    if by == "weekday":
        weekdays = _weekdays(await _daily(tx, clinic, question))
        return Breakdown(by, _parts(((str(day), None) for day in range(7)), weekdays, clinic))
    sums = await queries.parted(tx, question, clinic.currency, by)
    opened = await _opened(tx, clinic, question)
    if by == "provider":
        sums = _with_hours(sums, {str(who): sum(each.values()) for who, each in opened.items()})
    else:  # nobody opens for one service: theirs is a share of all the time there was
        whole = sum(sum(each.values()) for each in opened.values())
        sums = _with_hours(sums, dict.fromkeys(sums, whole))
    if by == "source":
        return Breakdown(by, _parts(((key, None) for key in sorted(sums)), sums, clinic))
    names = [(str(each.id), each.name) for each in await queries.names(tx)]
    return Breakdown(by, _parts((each for each in names if each[0] in sums), sums, clinic))


async def _clinic(tx: Tx) -> Clinic:
    settings = await clinics.settings(tx)
    return Clinic(ZoneInfo(settings.timezone), settings.currency)


async def _daily(tx: Tx, clinic: Clinic, question: Question) -> dict[date, Sums]:
    """Day by day, with the time that was open."""
    opened: Counter[date] = Counter()
    for each in (await _opened(tx, clinic, question)).values():
        opened.update(each)
    return _with_hours(await queries.daily(tx, question, clinic.currency), opened)


async def _opened(tx: Tx, clinic: Clinic, question: Question) -> dict[UUID, dict[date, int]]:
    return {
        who.provider_id: open_minutes(who, question.first, question.last, clinic.zone)
        for who in await queries.working(tx, question)
    }


def _with_hours(sums: Mapping[Key, Sums], minutes: Mapping[Key, int]) -> dict[Key, Sums]:
    keys: set[Key] = {*sums, *(key for key, open_for in minutes.items() if open_for)}
    return {key: sums.get(key, NONE)._replace(open_minutes=minutes.get(key, 0)) for key in keys}


def _weekdays(daily: Mapping[date, Sums]) -> dict[str, Sums]:
    days: dict[str, list[Sums]] = {}
    for day, sums in daily.items():
        days.setdefault(str(day.weekday()), []).append(sums)
    return {weekday: total(each) for weekday, each in days.items()}


def _parts(
    named: Iterable[tuple[str, str | None]], sums: Mapping[str, Sums], clinic: Clinic
) -> list[Part]:
    return [part(key, name, sums.get(key, NONE), clinic.currency) for key, name in named]


async def export(tx: Tx, question: Question) -> tuple[str, Iterator[bytes]]:
    """A name for the file, and the file."""
    question.check()
    lines = await queries.lines(tx, question)
    return f"topsmile-{question.first}-{question.last}.csv", csv_of(lines)
