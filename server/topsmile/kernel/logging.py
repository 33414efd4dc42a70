"""Structured logs: one JSON object a line, with the request id, and never anything personal."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog

from topsmile.kernel import cause

# Whatever carries one of these names is not written, however it came here.
WORDS = """
    password token cookie authorization secret email name phone address body notes to subject totp
    hold_id birth_date
"""
SECRET = frozenset(WORDS.split())
Entry = MutableMapping[str, Any]


def configure(level: str = "INFO") -> None:
    """Send this program's logs, and those of its libraries, to standard error as JSON."""
    structlog.configure(
        processors=[_stamp, _scrub, _render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.BytesLoggerFactory(file=sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_LibraryFormatter())
    quietest = max(logging.WARNING, logging.getLevelName(level))
    logging.basicConfig(level=quietest, handlers=[handler], force=True)


def _stamp(_: Any, level: str, entry: Entry) -> Entry:
    entry["level"] = level
    entry["at"] = datetime.now(UTC)
    entry.setdefault("request_id", cause.request_id.get())
    return entry


def _scrub(_: Any, __: str, entry: Entry) -> Entry:
    for key in SECRET.intersection(entry):
        entry[key] = "[kept out]"
    return entry


def _render(_: Any, __: str, entry: Entry) -> bytes:
    return msgspec.json.encode(entry, enc_hook=str)


class _LibraryFormatter(logging.Formatter):
    """Libraries log here too: their message template, not its arguments, which may be anything.

    asyncio puts a whole exception into the lines below the first.
    """

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        return msgspec.json.encode(
            {
                "event": str(record.msg).partition("\n")[0][:200],
                "logger": record.name,
                "error": error,
                "level": record.levelname.lower(),
                "at": datetime.now(UTC),
                "request_id": cause.request_id.get(),
            }
        ).decode()
