"""`topsmile up`: all of TopSmile on this machine, started, kept alive and stopped in order."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from topsmile.running.home import Home
from topsmile.running.lanes import lanes
from topsmile.running.migrating import migrate
from topsmile.running.play_money.starting import PlayMoney
from topsmile.running.play_money.starting import why_not as why_no_play_money
from topsmile.running.postgres import Postgres
from topsmile.running.processes import Command, Trouble, last_lines, launch, own, stop
from topsmile.running.supervisor import Service, Supervisor
from topsmile.running.valkey import Valkey
from topsmile.running.welcome import welcome
from topsmile.settings import Place, Settings, settings

SAID_TWICE = 0.5  # seconds
URLS = ("DATABASE_URL", "DATABASE_OWNER_URL", "VALKEY_URL")


def say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {line}", flush=True)


def servers_are_given(environment: Mapping[str, str]) -> bool:
    """All three or none: half of someone's servers and half of ours is never what was meant."""
    given = [name for name in URLS if environment.get(name)]
    missing = [name for name in URLS if name not in given]
    if given and missing:
        raise Trouble(
            f"{' and '.join(given)} set, but not {' and '.join(missing)}: set all three to use "
            "servers of your own, or none to have TopSmile start its own"
        )
    return not missing


async def up(place: Place) -> None:
    """Until Ctrl-C or SIGTERM. A second one does not wait for anybody."""
    home = Home(place.home)
    home.prepare()
    with home.held(f"process {os.getpid()}, {place.origin}"):
        supervisor = Supervisor(say)
        running = asyncio.ensure_future(run(place, home, supervisor))
        listen_for_goodbye(running)
        try:
            await running
        except asyncio.CancelledError:
            say("Stopping …")
        finally:
            await supervisor.stop()
            home.remove_sockets()
    say("Stopped. Your data are in " + str(home.path))


def listen_for_goodbye(running: asyncio.Future[None]) -> None:
    """The first time in order, the second time at once. Some terminals and tools say it twice."""
    asked: list[float] = []

    def goodbye() -> None:
        asked.append(time.monotonic())
        if len(asked) == 1:
            running.cancel()
        elif asked[-1] - asked[0] > SAID_TWICE:
            say("Stopping at once.")
            os._exit(130)  # the kernel tells the children

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, goodbye)


async def run(place: Place, home: Home, supervisor: Supervisor) -> None:
    started = time.monotonic()
    check_port(place)
    given = servers_are_given(os.environ)
    chosen = settings() if given else await start_servers(home, supervisor)
    assert chosen.database_owner_url is not None
    if await migrate(
        chosen.database_owner_url.get_secret_value(), chosen.database_url.get_secret_value()
    ):
        say("The database has the newest schema.")
    money = None if given else await start_play_money(place, home, supervisor, chosen)
    environment = environment_for(chosen) | (money.for_topsmile() if money else {})
    # Side by side, and the workers last: each spends a second of a processor on its imports.
    async with asyncio.TaskGroup() as group:
        seeding = None if given else group.create_task(seed(home, environment))
        group.create_task(supervisor.start(web(place, home, environment)))
    await supervisor.start(*lanes(environment, home.log / "worker.log"))
    accounts = seeding.result() if seeding else ""
    told = welcome(place, home, accounts, time.monotonic() - started, play_money=bool(money))
    print(told, flush=True)
    await asyncio.Event().wait()


async def start_play_money(
    place: Place, home: Home, supervisor: Supervisor, chosen: Settings
) -> PlayMoney | None:
    """Without it nothing is paid for online, and all else works: no reason not to start."""
    if chosen.stripe_secret_key is not None:
        return None
    why = why_no_play_money(place)
    if why is None:
        money = PlayMoney.beside(place, home)
        try:
            await supervisor.start(money.service())
        except* Trouble as troubles:
            why = str(troubles.exceptions[0])
        else:
            return money
    say(f"Payments are off. No STRIPE_SECRET_KEY is set, and there is no test money: {why}.")
    return None


async def start_servers(home: Home, supervisor: Supervisor) -> Settings:
    postgres, valkey = Postgres(home), Valkey(home)
    if home.moved:
        say(f"PostgreSQL's account cannot reach {home.path}, so the data are in {postgres.data}.")
    if not postgres.data.exists():
        say(f"Making a new database in {postgres.data} …")
    await supervisor.start(
        Service("PostgreSQL", postgres.command(), postgres.ready, postgres.prepare),
        Service("Valkey", valkey.command(), valkey.ready),
    )
    return settings(**embedded(home, postgres, valkey))


def embedded(home: Home, postgres: Postgres, valkey: Valkey) -> dict[str, str]:
    known = {
        "database_url": postgres.app_url(),
        "database_owner_url": postgres.owner_url(),
        "valkey_url": valkey.url(),
    }
    if not os.environ.get("TOPSMILE_SECRET"):
        known["topsmile_secret"] = home.secrets().session
    return known


def environment_for(chosen: Settings) -> dict[str, str]:
    """What `serve` and `worker` get: ours, without the owner of the database."""
    environment = {name: value for name, value in os.environ.items() if name not in URLS}
    return environment | {
        "DATABASE_URL": chosen.database_url.get_secret_value(),
        "VALKEY_URL": chosen.valkey_url.get_secret_value(),
        "TOPSMILE_SECRET": chosen.secret.get_secret_value(),
        "TOPSMILE_HOME": str(chosen.home),
    }


def web(place: Place, home: Home, environment: Mapping[str, str]) -> Service:
    serve = Command(own("serve"), log=home.log / "serve.log", environment=environment)

    async def ready() -> None:
        while not await asyncio.to_thread(answers, place):
            await asyncio.sleep(0.05)

    return Service("serve", serve, ready)


def answers(place: Place) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(place.host, place.host)  # noqa: S104
    try:
        address = f"http://{host}:{place.port}/api/health/ready"
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


async def seed(home: Home, environment: Mapping[str, str]) -> str:
    """In a process of its own, as the application: a demo needs no rights that a clinic has not."""
    log = home.log / "seed.log"
    log.unlink(missing_ok=True)
    seeding = own("seed", "--demo", "--where-welcome")
    command = Command(seeding, log=log, environment=environment)
    process = await launch(command)
    try:
        if await process.wait():
            raise Trouble(f"The demo could not be made. Last in {log}:\n{last_lines(log)}")
    finally:
        await stop(process, command.goodbyes)
    return log.read_text()


def check_port(place: Place) -> None:
    """Before anything starts, and without SO_REUSEPORT: two servers would share it in silence."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError as error:
            raise Trouble(why_not(place, error)) from None


def why_not(place: Place, error: OSError) -> str:
    address = f"{place.host}:{place.port}"
    if error.errno == errno.EADDRINUSE:
        return (
            f"Something else listens on {address} already: stop it, or choose another port, "
            f"for example PORT={place.port + 1 if place.port < 65535 else 8000} topsmile up"
        )
    if error.errno == errno.EACCES:
        return f"Listening on {address} is not allowed to you: choose a PORT above 1023"
    return f"Listening on {address} is not possible: {error.strerror or error}"


def here(place: Place) -> Settings:
    """For a command beside `up`: the servers that are named, else those that run in this home."""
    if any(os.environ.get(name) for name in URLS):
        return settings()
    home = Home(place.home)
    if not home.is_running():
        return settings()
    with suppress(FileNotFoundError):
        return settings(**embedded(home, Postgres(home), Valkey(home)))
    raise Trouble(f"The servers in {Path(place.home)} are still starting: try again in a moment")
