"""`topsmile doctor`: what is missing or wrong on this machine, each with what to do about it."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from topsmile.running.home import Home
from topsmile.running.migrating import head, revision
from topsmile.running.postgres import programs
from topsmile.running.processes import Trouble
from topsmile.running.up import check_port, here
from topsmile.running.valkey import program
from topsmile.settings import Misconfigured, Place, Settings, place

ENOUGH_SPACE = 1_000_000_000
NEEDED, WANTED = "✗", "–"  # without the one TopSmile does not run; without the other something else

Check = Callable[[], str]


class Advice(Exception):
    """Something is not as it should be. `grave` if TopSmile cannot run so."""

    def __init__(self, sentence: str, *, grave: bool = True) -> None:
        super().__init__(sentence)
        self.grave = grave


def examine() -> int:
    """Prints a line for each check. 1 if something that TopSmile needs is missing."""
    try:
        ground = place()
    except Misconfigured as error:
        print(f"{NEEDED} Settings: {error}")
        return 1
    return max([0, *(reported(name, check) for name, check in checks(ground))])


def reported(name: str, check: Check) -> int:
    try:
        print(f"✓ {name}: {check()}")
    except Advice as advice:
        print(f"{NEEDED if advice.grave else WANTED} {name}: {advice}")
        return int(advice.grave)
    except (Trouble, Misconfigured) as trouble:
        print(f"{NEEDED} {name}: {trouble}")
        return 1
    return 0


def checks(ground: Place) -> Iterator[tuple[str, Check]]:
    home = Home(ground.home)
    yield "Python", python
    yield "PostgreSQL", lambda: f"{programs(home.account)}"
    yield "Valkey", lambda: f"{program()}"
    yield "Home", lambda: writable(ground.home)
    yield "Disk", lambda: space(ground.home)
    yield "Port", lambda: port(ground, home)
    yield "Web app", web_app
    yield "Node", node
    yield "Chromium", chromium
    if os.environ.get("DATABASE_URL") or home.is_running():
        yield "Settings", lambda: f"complete; served at {here(ground).origin}"
        yield "Database", lambda: asyncio.run(database(here(ground)))
        yield "Valkey server", lambda: asyncio.run(valkey_server(here(ground)))
        yield "Mail", lambda: asyncio.run(mail(here(ground)))


def python() -> str:
    """Older ones never come this far: the package does not install on them."""
    return ".".join(map(str, sys.version_info[:3]))


def writable(home: Path) -> str:
    nearest = next(folder for folder in (home, *home.parents) if folder.exists())
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise Advice(f"{nearest} cannot be written: set TOPSMILE_HOME to a folder of yours")
    return str(home)


def space(home: Path) -> str:
    nearest = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(nearest).free
    if free < ENOUGH_SPACE:
        raise Advice(f"only {free // 10**6} MB are free at {nearest}: make room for 1 GB or more")
    return f"{free / 1e9:.0f} GB free"


def port(ground: Place, home: Home) -> str:
    if home.is_running():
        return f"{ground.port}; TopSmile runs from {home.path}"
    check_port(ground)
    return f"{ground.port} is free"


def web_app() -> str:
    package = Path(__file__).parents[1]
    for folder in (package / "web", package.parents[1] / "web" / "dist"):
        if (folder / "index.html").exists():
            return f"built in {folder}"
    raise Advice("not built, so there are no pages: `make run` builds it", grave=False)


def node() -> str:
    found = output_of("node", "--version")
    if found is None or shutil.which("npm") is None:
        raise Advice("not found; only building the web app needs Node 20 and npm", grave=False)
    if int(found.lstrip("v").split(".")[0]) < 20:
        raise Advice(f"{found} is too old to build the web app: install 20 or newer", grave=False)
    return found


def chromium() -> str:
    named = os.environ.get("CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None or not os.access(found, os.X_OK):
        raise Advice("not found; only the browser tests need it: install `chromium`", grave=False)
    return found


def output_of(*command: str) -> str | None:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


async def database(chosen: Settings) -> str:
    try:
        connection = await asyncpg.connect(chosen.database_url.get_secret_value(), timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise Advice(
            f"cannot be reached ({error}): check DATABASE_URL, then `topsmile migrate`"
        ) from None
    try:
        found = await revision(connection)
        version = connection.get_server_version().major
    except asyncpg.InsufficientPrivilegeError:
        return "reachable; its schema cannot be read as the application"
    finally:
        await connection.close()
    if version < 18:
        raise Advice(f"is PostgreSQL {version}: TopSmile needs 18 or newer")
    if found != head():
        raise Advice(f"has schema {found or 'none'} instead of {head()}: run `topsmile migrate`")
    return f"PostgreSQL {version}, schema {found}"


async def valkey_server(chosen: Settings) -> str:
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    client = Redis.from_url(chosen.valkey_url.get_secret_value(), socket_connect_timeout=5)
    try:
        answer: object = client.ping()
        if isinstance(answer, Awaitable):
            await answer
    except (RedisError, OSError) as error:
        raise Advice(f"cannot be reached ({error}): check VALKEY_URL") from None
    finally:
        await client.aclose()
    return "answers"


async def mail(chosen: Settings) -> str:
    if chosen.smtp_url is None:
        raise Advice("SMTP_URL is not set: messages stay in the ledger and go nowhere", grave=False)
    url = urlsplit(chosen.smtp_url.get_secret_value())
    standard = 465 if url.scheme == "smtps" else 587
    try:
        reaching = asyncio.open_connection(url.hostname, url.port or standard)
        _, writer = await asyncio.wait_for(reaching, 5)
    except (OSError, TimeoutError) as error:
        raise Advice(f"{url.hostname} cannot be reached ({error}): check SMTP_URL") from None
    writer.close()
    return f"{url.hostname} answers"
