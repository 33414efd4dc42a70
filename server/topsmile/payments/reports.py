"""What was paid, paid out and booked, as a spreadsheet reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision

from topsmile.clinics import service as clinics
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Invalid
from topsmile.kernel.zones import MINUTES_A_DAY, instant_of, local_of, minute_at
from topsmile.payments import reports_queries as queries
from topsmile.payments.reports_queries import Booked, Moved, PaidOut

EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)
LONGEST = 731
# What a spreadsheet takes for the beginning of a formula, some of them in their wide form too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BYTE_ORDER_MARK = "\ufeff"  # without it some of them read names in another alphabet
Csv = tuple[str, bytes]

PAYMENTS = (
    "date", "time", "what", "number", "patient", "purpose", "method", "amount", "currency", "test",
    "payment_id",
)  # fmt: skip
PAYOUTS = ("arrival_date", "payout", "status", "amount", "currency", "test", "why_failed")
LEDGER = (
    "date", "time", "entry", "revision", "account", "debit", "credit", "currency", "test",
    "payment_id", "payout_id",
)  # fmt: skip


class Days(NamedTuple):
    """Days of the clinic, both included."""

    first: date
    last: date

    def check(self) -> Days:
        if not (EARLIEST <= self.first <= LATEST and EARLIEST <= self.last <= LATEST):
            raise Invalid.on("from", "Use dates between 2000 and 2200.")
        if self.last < self.first:
            raise Invalid.on("to", "This is before `from`.", "ends_before_start")
        if (self.last - self.first).days >= LONGEST:
            raise Invalid.on("to", f"Ask for {LONGEST} days at the most.")
        return self

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        end = minute_at(self.last, MINUTES_A_DAY, zone)
        return instant_of(minute_at(self.first, 0, zone)), instant_of(end)

    def name(self, what: str) -> str:
        return f"{what}-{self.first}-{self.last}.csv"


async def payments(tx: Tx, days: Days) -> Csv:
    zone = await _zone(tx, days)
    found = await queries.moved(tx, *days.instants(zone))
    return days.name("payments"), written(PAYMENTS, (payment_row(each, zone) for each in found))


async def payouts(tx: Tx, days: Days) -> Csv:
    days.check()
    found = await queries.paid_out(tx, days.first, days.last)
    return days.name("payouts"), written(PAYOUTS, map(payout_row, found))


async def ledger(tx: Tx, days: Days) -> Csv:
    zone = await _zone(tx, days)
    found = await queries.booked(tx, *days.instants(zone))
    return days.name("ledger"), written(LEDGER, (ledger_row(each, zone) for each in found))


async def _zone(tx: Tx, days: Days) -> ZoneInfo:
    days.check()
    return ZoneInfo((await clinics.settings(tx)).timezone)


def payment_row(each: Moved, zone: ZoneInfo) -> Sequence[object]:
    series = "" if each.livemode else "TEST-"
    return (
        *moment(each.at, zone),
        each.what,
        f"{series}{each.number:06d}" if each.number else "",
        text(each.patient),
        each.purpose,
        text(each.method or ""),
        amount(each.amount, each.currency),
        each.currency,
        yes(not each.livemode),
        each.payment_id,
    )


def payout_row(each: PaidOut) -> Sequence[object]:
    return (
        each.arrival_date.isoformat(),
        text(each.stripe_payout),
        each.status,
        amount(each.amount, each.currency),
        each.currency,
        yes(not each.livemode),
        text(each.last_error or ""),
    )


def ledger_row(each: Booked, zone: ZoneInfo) -> Sequence[object]:
    return (
        *moment(each.posted_at, zone),
        text(each.entry),
        each.revision,
        each.account,
        amount(each.amount, each.currency) if each.amount > 0 else "",
        amount(-each.amount, each.currency) if each.amount < 0 else "",
        each.currency,
        yes(not each.livemode),
        each.payment_id or "",
        each.payout_id or "",
    )


def moment(at: datetime, zone: ZoneInfo) -> tuple[str, str]:
    local = local_of(at, zone)
    return local.date().isoformat(), local.strftime("%H:%M")


def yes(so: bool) -> str:
    return "yes" if so else "no"


def text(said: str) -> str:
    return f"'{said}" if said.lstrip().startswith(FORMULA) else said


def amount(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def written(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    page = io.StringIO()
    page.write(BYTE_ORDER_MARK)
    csv.writer(page).writerows([header, *rows])
    return page.getvalue().encode()
