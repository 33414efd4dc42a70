"""The figures as a spreadsheet reads them. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal

from babel.numbers import get_currency_precision

from topsmile.analytics.reading_queries import Line

HEADER = (
    "date",
    "provider",
    "service",
    "source",
    "visits",
    "made",
    "completed",
    "cancelled",
    "no_show",
    "booked_minutes",
    "lead_hours",
    "revenue",
    "expected_revenue",
    "currency",
)
# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"  # without it some of them read names in another alphabet
LINES_AT_ONCE = 500


def csv_of(lines: Sequence[Line]) -> Iterator[bytes]:
    """Piece by piece."""
    yield (BYTE_ORDER_MARK + _written([HEADER])).encode()
    for start in range(0, len(lines), LINES_AT_ONCE):
        yield _written([_row(line) for line in lines[start : start + LINES_AT_ONCE]]).encode()


def _row(line: Line) -> Sequence[object]:
    return (
        line.day.isoformat(),
        _text(line.provider),
        _text(line.service),
        line.source,
        line.visits,
        line.made,
        line.completed,
        line.cancelled,
        line.no_show,
        line.booked_minutes,
        round(line.lead_minutes / 60, 2),
        _amount(line.revenue_amount, line.currency),
        _amount(line.expected_amount, line.currency),
        line.currency,
    )


def _text(said: str) -> str:
    return f"'{said}" if said.startswith(FORMULA) else said


def _amount(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def _written(rows: Sequence[Sequence[object]]) -> str:
    page = io.StringIO()
    csv.writer(page).writerows(rows)
    return page.getvalue()
