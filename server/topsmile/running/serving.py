"""The web process: uvicorn, and the application it makes."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import signal
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

from topsmile.running.processes import die_with_parent
from topsmile.settings import Settings

if TYPE_CHECKING:
    from topsmile.kernel.edge import Edge

STOP_WITHIN = 4  # seconds, and less than the supervisor waits
KEPT_SECONDS = 65  # an idle connection; longer than load balancers keep theirs
MOST_SAID = 4096  # bytes of one message on a socket; the application allows less


def serve(settings: Settings, workers: int = 1) -> None:
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from topsmile.running.connections import Connection

    os.environ.pop("DATABASE_OWNER_URL", None)
    config = uvicorn.Config(
        "topsmile.running.serving:application",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=workers,
        loop="uvloop",
        http=Connection,
        ws="websockets-sansio",
        ws_max_size=MOST_SAID,
        ws_max_queue=4,
        # The application has a heartbeat of its own, one for all; compression costs each memory.
        ws_ping_interval=None,
        ws_per_message_deflate=False,
        lifespan="on",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        timeout_keep_alive=KEPT_SECONDS,
        timeout_graceful_shutdown=STOP_WITHIN,
        log_config=log_lines_as_json(),
    )
    for goodbye in (signal.SIGTERM, signal.SIGINT):
        signal.signal(goodbye, leave)  # uvicorn stops in order, and then says it to us once more
    if workers > 1:
        Multiprocess(config, [config.bind_socket()]).run()
    else:
        uvicorn.Server(config).run()


def leave(*_: object) -> NoReturn:
    """To be asked to stop is no failure."""
    sys.exit(0)


def application() -> Edge:
    """In one of several processes: it would live on if the one that started it were killed."""
    if (parent := multiprocessing.parent_process()) is not None:
        die_with_parent(signal.SIGKILL)
        if os.getppid() != parent.pid:  # it died before we could say so
            os._exit(1)
    from topsmile.app import from_environment

    return from_environment()


class AsJson(logging.Formatter):
    """Uvicorn's few lines in the shape of all other lines of this process's log."""

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
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": AsJson}},
        "handlers": {"console": {"formatter": "json", "class": "logging.StreamHandler"}},
        "loggers": {"uvicorn": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
    }
