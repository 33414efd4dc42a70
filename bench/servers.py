"""What is measured: PostgreSQL and Valkey of their own, migrated, and a process that serves."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from topsmile.running.home import Home
from topsmile.running.migrating import migrate
from topsmile.running.postgres import Postgres
from topsmile.running.supervisor import Service, Supervisor
from topsmile.running.up import embedded
from topsmile.running.valkey import Valkey
from topsmile.settings import Settings, settings

PORT = 8765


@asynccontextmanager
async def servers() -> Any:
    folder = Path(tempfile.mkdtemp(prefix="topsmile-bench-"))
    home = Home(folder)
    home.prepare()
    supervisor = Supervisor(lambda line: print(line, file=sys.stderr))
    postgres, valkey = Postgres(home), Valkey(home)
    try:
        await supervisor.start(
            Service("PostgreSQL", postgres.command(), postgres.ready, postgres.prepare),
            Service("Valkey", valkey.command(), valkey.ready),
        )
        os.environ["PORT"] = str(PORT)
        chosen = settings(**embedded(home, postgres, valkey))
        await migrate(postgres.owner_url(), postgres.app_url())
        yield chosen, postgres
    finally:
        await supervisor.stop()
        home.remove_sockets()
        shutil.rmtree(folder, ignore_errors=True)


def environment(chosen: Settings) -> dict[str, str]:
    """How a process is told where things are."""
    return {
        **os.environ,
        "DATABASE_URL": chosen.database_url.get_secret_value(),
        "VALKEY_URL": chosen.valkey_url.get_secret_value(),
        "TOPSMILE_SECRET": chosen.secret.get_secret_value(),
        "PORT": str(PORT),
        "TOPSMILE_HOME": str(chosen.home),
    }


def serving(chosen: Settings) -> subprocess.Popen[bytes]:
    with (Path(tempfile.gettempdir()) / "topsmile-bench-serve.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "topsmile", "serve"],
            env=environment(chosen),
            stderr=log,
            stdout=log,
        )


async def answering() -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", PORT)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    sys.exit("serve did not answer")
