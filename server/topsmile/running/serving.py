"""The web process: granian, and the application it makes."""

from __future__ import annotations

import json
import logging
import os
import signal
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from topsmile.running.processes import die_with_parent
from topsmile.settings import Settings

if TYPE_CHECKING:
    from topsmile.kernel.edge import Edge

HEADER_DEADLINE_MS = 10_000
STOP_WITHIN = 4  # seconds, and less than the supervisor waits


def serve(settings: Settings, workers: int = 1) -> None:
    from granian import Granian
    from granian.constants import Interfaces, Loops
    from granian.http import HTTP1Settings

    os.environ.pop("DATABASE_OWNER_URL", None)
    Granian(
        "topsmile.running.serving:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        workers=workers,
        workers_kill_timeout=STOP_WITHIN,
        respawn_failed_workers=True,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_DEADLINE_MS),
        log_access=False,
        log_dictconfig=log_lines_as_json(),
    ).serve()


def application() -> Edge:
    """In granian's worker, which would live on if granian itself were killed."""
    die_with_parent(signal.SIGKILL)
    from topsmile.app import from_environment

    return from_environment()


class AsJson(logging.Formatter):
    """Granian's few lines in the shape of all other lines of this process's log."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


def log_lines_as_json() -> dict[str, Any]:
    return {
        "formatters": {"json": {"()": AsJson}},
        "handlers": {"console": {"formatter": "json", "class": "logging.StreamHandler"}},
        "loggers": {"_granian": {"handlers": ["console"], "propagate": False}},
    }
