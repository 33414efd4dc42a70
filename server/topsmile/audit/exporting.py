"""The trail as CSV, for whoever opens it in a spreadsheet. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC
from typing import Any

import msgspec

from topsmile.audit.models import AuditEntry

HEADINGS = (
    "number",
    "at",
    "action",
    "subject",
    "subject_id",
    "actor_id",
    "actor",
    "role",
    "address",
    "request_id",
    "before",
    "after",
    "id",
)
# With these a spreadsheet begins a formula, as does what follows a tab or the end of a line.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def row(entry: AuditEntry) -> list[str]:
    return [
        "" if entry.number is None else str(entry.number),
        entry.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        entry.action,
        entry.subject,
        str(entry.subject_id),
        str(entry.actor.id or ""),
        entry.actor.name or "",
        entry.actor.role,
        entry.address,
        entry.request_id,
        _json(entry.before),
        _json(entry.after),
        str(entry.id),
    ]


def line(cells: Sequence[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow([harmless(cell) for cell in cells])
    return written.getvalue().encode()


def harmless(cell: str) -> str:
    """As text, whatever it begins with."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _json(value: Any) -> str:
    return "" if value is None else msgspec.json.encode(value).decode()
