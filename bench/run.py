"""How fast one server process is, as a share of what its database can do by itself.

Everything is measured in one run on one machine: the application over HTTP, pgbench running the very
SQL of the same operation on the same database, and `pgbench -b simple-update` as a yardstick that
our SQL cannot bend. Signing in is measured beside argon2 alone.

    python run.py [--seconds 8] [--clients 16]
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import msgspec
import uvloop
from argon2 import PasswordHasher
from msgspec.structs import replace

import load
import world as worlds
from statements import Recorded, recording, script
from topsmile.house import build
from topsmile.identity import service as identity
from topsmile.identity.models import Principal, Viewer
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.kernel.ground import ground
from topsmile.running.home import Home
from topsmile.running.migrating import migrate
from topsmile.running.postgres import Postgres, programs
from topsmile.running.supervisor import Service, Supervisor
from topsmile.running.up import embedded
from topsmile.running.valkey import Valkey
from topsmile.scheduling import listing, service
from topsmile.scheduling.models import BookAppointment, Query
from topsmile.settings import Settings, settings
from world import PATIENTS, PROVIDERS, World, number_id

PORT = 8765
STAFF = 50
VISITS_A_DAY = (worlds.CLOSES - worlds.OPENS) * 2


class Line(NamedTuple):
    name: str
    ours: load.Measured
    database: float | None


class Bench:
    def __init__(self, chosen: Settings, postgres: Postgres, world: World, options: Any) -> None:
        self.settings, self.postgres, self.world = chosen, postgres, world
        self.clients, self.seconds = options.clients, options.seconds
        self.tokens: list[str] = []
        self.staff: list[str] = []
        self.booked = 0

    # The application ------------------------------------------------------------------------

    async def over_http(self, requests: Any) -> load.Measured:
        async def warmed() -> load.Measured:
            await load.measure(PORT, self.clients, 1, requests)  # not counted
            return await load.measure(PORT, self.clients, self.seconds, requests)

        # On a faster loop than this one, which starts processes under other accounts.
        return await asyncio.to_thread(uvloop.run, warmed())

    def availability(self, client: int) -> Iterator[bytes]:
        """A week of a service with whoever performs it, as a booking page asks."""
        for number in itertools.count(client, self.clients):
            yield load.get(
                f"/api/scheduling/availability?{self._week(number)}", self._token(number)
            )

    def fresh(self, client: int) -> Iterator[bytes]:
        """The same, each with a hold of its own: no answer can be one that was given before."""
        for number in itertools.count(client, self.clients):
            asked = f"{self._week(number)}&hold_id={uuid4()}"
            yield load.get(f"/api/scheduling/availability?{asked}", self._token(number))

    def _week(self, number: int) -> str:
        day = (self.world.monday + timedelta(days=number // worlds.TEAMS % 28)).date()
        service_id = number_id(2, number % worlds.TEAMS)
        return f"service_id={service_id}&from={day}&to={day + timedelta(days=6)}"

    def booking(self, client: int) -> Iterator[bytes]:
        """Patients in turn, providers in turn, then the next half hour. At the desk: how many
        visits patients may have ahead when they book for themselves is soon used up."""
        while True:
            self.booked += 1
            body = msgspec.json.encode(self._wanted(self.booked))
            at_the_desk = self.staff[self.booked % len(self.staff)]
            yield load.post("/api/scheduling/appointments", body, at_the_desk)

    def _wanted(self, number: int) -> dict[str, Any]:
        day, half_hour = divmod(number // PROVIDERS, VISITS_A_DAY)
        start = self.world.monday + timedelta(
            days=day + 40, minutes=worlds.OPENS * 60 + 30 * half_hour
        )
        return {
            "service_id": number_id(2, number % PROVIDERS % worlds.TEAMS),
            "provider_id": number_id(4, number % PROVIDERS),
            "patient_id": number_id(5, number % PATIENTS),
            "starts_at": start,
        }

    def day(self, client: int) -> Iterator[bytes]:
        for number in itertools.count(client):
            path = f"/api/scheduling/calendar?from={self._past(number)}"
            yield load.get(path, self.staff[number % len(self.staff)])

    def _past(self, number: int) -> date:
        return (self.world.monday - timedelta(days=10 + number % 28)).date()

    def _token(self, number: int) -> str:
        """Many people, so that nobody meets their own rate limit."""
        return self.tokens[number % len(self.tokens)]

    def sign_in(self, client: int) -> Iterator[bytes]:
        body = msgspec.json.encode(
            {"email": f"person-{client}@example.test", "password": worlds.PASSWORD}
        )
        while True:
            yield load.post("/api/auth/login", body)

    # The database alone ---------------------------------------------------------------------

    def pgbench(self, sql: str | None, **numbers: int) -> float:
        """Transactions a second of a script, or of the built-in simple-update."""
        chosen = ["-b", "simple-update"]
        if sql is not None:
            file = Path(tempfile.mkstemp(suffix=".sql", prefix="topsmile-bench-")[1])
            file.write_text(sql)
            chosen = ["-f", str(file)]
        command = [
            str(programs(self.postgres.home.account) / "pgbench"),
            *("-n", "-M", "prepared", "-c", str(self.clients), "-j", "2", "-T", str(self.seconds)),
            *chosen,
            *(each for name, number in numbers.items() for each in ("-D", f"{name}={number}")),
            self.postgres.owner_url() if sql is None else self.postgres.app_url(),
        ]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        found = re.search(r"tps = ([\d.]+)", ran.stdout)
        if ran.returncode or not found:
            sys.exit(f"pgbench: {ran.stderr[-2000:]}")
        return float(found.group(1))


async def recorded(bench: Bench, what: str) -> tuple[Recorded, dict[Any, str]]:
    """What the service runs for one such operation, and which of its arguments vary."""
    house = build(bench.settings)
    await house.database.open()
    world, patient = bench.world, number_id(5, 7)
    member = Principal(patient, patient, 1, world.clinic, "patient", patient, None)
    viewer = Viewer(world.clinic, member, "bench")
    cause = Cause("bench-request", None, "patient", "127.0.0.1")
    varying = {
        number_id(2, 3): pgbench_id(2, worlds.TEAMS),
        number_id(4, 7): pgbench_id(4, PROVIDERS),
        patient: pgbench_id(5, PATIENTS),
    }
    try:
        async with house.database.transaction(world.clinic, cause) as tx:
            with recording() as seen:
                varying |= await OPERATIONS[what](tx, viewer, bench)
            raise _Undone
    except _Undone:
        pass
    finally:
        await house.database.close()
    return seen, varying


def pgbench_id(kind: int, most: int) -> str:
    return f"('{kind:08d}-0000-7000-8000-' || lpad((:n % {most})::text, 12, '0'))::uuid"


class _Undone(Exception):
    """What was recorded is rolled back."""


async def _availability(tx: Tx, viewer: Viewer, bench: Bench) -> dict[Any, str]:
    day = bench.world.monday.date()
    query = Query(number_id(2, 3), None, None, None, day, day + timedelta(days=6))
    await listing.availability(tx, viewer, query, None)
    return {}


async def _day(tx: Tx, viewer: Viewer, bench: Bench) -> dict[Any, str]:
    await listing.calendar(tx, bench._past(0), None)
    return {}


async def _booking(tx: Tx, viewer: Viewer, bench: Bench) -> dict[Any, str]:
    """Times are computed from the transaction's number, far from those that HTTP books."""
    start = bench.world.monday + timedelta(days=400, hours=worlds.OPENS)
    assert viewer.member
    wanted = BookAppointment(number_id(2, 3), number_id(4, 7), start, viewer.patient_id)
    clerk = replace(viewer.member, role="receptionist", patient_id=None)
    booked = await service.book(tx, replace(viewer, member=clerk), wanted)
    base = (
        f"(to_timestamp({start.timestamp():.0f}) + (:n / {PROVIDERS * VISITS_A_DAY}) * interval '1 day'"
        f" + (:n / {PROVIDERS} % {VISITS_A_DAY}) * interval '30 min')"
    )
    return {
        start: base,
        start + timedelta(minutes=30): f"({base} + interval '30 min')",
        start - timedelta(hours=4): f"({base} - interval '4 hours')",
        start + timedelta(hours=16): f"({base} + interval '16 hours')",
        (start - timedelta(days=1, hours=4)).date(): f"({base} - interval '1 day')::date",
        (start + timedelta(days=1, hours=16)).date(): f"({base} + interval '2 day')::date",
        booked.id: f"'{booked.id}'::uuid",
    }


OPERATIONS = {"availability": _availability, "booking": _booking, "day": _day}


async def sign_everyone_in(bench: Bench) -> None:
    """Sessions as signing in makes them; the first few people can do it themselves too."""
    house = build(bench.settings)
    await house.database.open()
    hashed = await house.desk.passwords.hash(worlds.PASSWORD)
    async with ground(house.database, Cause("bench-request")) as transaction:
        for number in range(PATIENTS):
            email = f"person-{number}@example.test"
            person = await identity.add_person(transaction, "Person", email, hashed, confirmed=True)
            member = await identity.add_member(
                transaction, bench.world.clinic, person, "patient", patient_id=number_id(5, number)
            )
            grant = await identity.open_session(house.desk, transaction, member, "bench")
            bench.tokens.append(grant.access)
        for number in range(STAFF):
            person = await identity.add_person(transaction, "Staff", f"s{number}@x.test", "-")
            member = await identity.add_member(
                transaction, bench.world.clinic, person, "receptionist"
            )
            grant = await identity.open_session(house.desk, transaction, member, "bench")
            bench.staff.append(grant.access)
    await house.database.close()


def argon2_alone(seconds: float) -> float:
    """Checks a second with two threads and nothing else."""
    hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
    hashed = hasher.hash(worlds.PASSWORD)
    until = time.perf_counter() + seconds

    def work(_: int) -> int:
        done = 0
        while time.perf_counter() < until:
            hasher.verify(hashed, worlds.PASSWORD)
            done += 1
        return done

    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(work, range(2))) / seconds


async def measure(bench: Bench) -> list[Line]:
    await sign_everyone_in(bench)
    lines = []
    for name in ("availability", "booking", "day"):
        statements, varying = await recorded(bench, name)
        varies = "\\set n random(0, 1000000)" if name != "booking" else NEXT_NUMBER
        sql = script(statements, bench.world.clinic, varying, varies)
        ours = await bench.over_http(getattr(bench, name))
        numbers = {"k": 0, "clients": bench.clients} if name == "booking" else {}
        alone = bench.pgbench(sql, **numbers)
        lines.append(Line(name, ours, alone))
        if name == "availability":
            lines.append(Line("  never asked", await bench.over_http(bench.fresh), alone))
        print(f"{name}: measured", file=sys.stderr)
    lines.append(Line("login", await bench.over_http(bench.sign_in), argon2_alone(bench.seconds)))
    return lines


# Every client counts for itself; together they never take the same visit twice.
NEXT_NUMBER = "\\set k :k + 1\n\\set n :k * :clients + :client_id"


def show(lines: list[Line], yardstick: float) -> None:
    print(
        f"{'operation':<14}{'per second':>12}{'p50 ms':>9}{'p99 ms':>9}{'alone':>10}{'share':>8}{'yardstick':>11}"
    )
    for name, ours, alone in lines:
        share = f"{ours.rate / alone:8.1%}" if alone else ""
        print(
            f"{name:<14}{ours.rate:>12.0f}{ours.percentile(0.5):>9.1f}{ours.percentile(0.99):>9.1f}"
            f"{alone or 0:>10.0f}{share}{ours.rate / yardstick:>11.1%}   {ours.statuses}"
        )
    print(f"pgbench -b simple-update: {yardstick:.0f} per second, with as many clients.")
    print("never asked: availability where no answer can be one that was given lately.")
    print("alone: pgbench with the same SQL on the same database; for login, argon2 by itself.")


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
        await migrate(chosen.database_owner_url.get_secret_value(), postgres.app_url())  # type: ignore[union-attr]
        yield chosen, postgres
    finally:
        await supervisor.stop()
        home.remove_sockets()
        subprocess.run(["rm", "-rf", str(folder)], check=False)


def serving(chosen: Settings) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DATABASE_URL": chosen.database_url.get_secret_value(),
        "VALKEY_URL": chosen.valkey_url.get_secret_value(),
        "TOPSMILE_SECRET": chosen.secret.get_secret_value(),
        "PORT": str(PORT),
        "TOPSMILE_HOME": str(chosen.home),
    }
    log = open(Path(tempfile.gettempdir()) / "topsmile-bench-serve.log", "wb")
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "topsmile", "serve"], env=environment, stderr=log, stdout=log
    )


async def answering() -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", PORT)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.1)
    sys.exit("serve did not answer")


async def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=int, default=8)
    options.add_argument("--clients", type=int, default=16)
    chosen_options = options.parse_args()
    async with servers() as (chosen, postgres):
        owner_url = chosen.database_owner_url.get_secret_value()
        bench = Bench(chosen, postgres, await worlds.make(owner_url), chosen_options)
        initialise = [
            str(programs(postgres.home.account) / "pgbench"),
            "-i",
            "-q",
            "-s",
            "10",
            owner_url,
        ]
        subprocess.run(initialise, check=True, capture_output=True)
        process = serving(chosen)
        try:
            await answering()
            lines = await measure(bench)
            show(lines, bench.pgbench(None))
        finally:
            process.terminate()
            process.wait(10)


if __name__ == "__main__":
    asyncio.run(main())
