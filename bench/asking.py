"""What is asked: of the application over HTTP by many people, of the database alone by pgbench."""

from __future__ import annotations

import asyncio
import itertools
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import uvloop

import load
import world as worlds
from servers import PORT
from topsmile.house import build
from topsmile.identity import service as identity
from topsmile.kernel.cause import Cause
from topsmile.kernel.ground import ground
from topsmile.running.postgres import Postgres, programs
from topsmile.settings import Settings
from world import PATIENTS, PROVIDERS, World, number_id

STAFF = 50
VISITS_A_DAY = (worlds.CLOSES - worlds.OPENS) * 2


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

    def booking(self, _: int) -> Iterator[bytes]:
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
            path = f"/api/scheduling/calendar?from={self.past(number)}"
            yield load.get(path, self.staff[number % len(self.staff)])

    def past(self, number: int) -> date:
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

    def fill(self) -> None:
        """The tables of pgbench's built-in scripts."""
        command = [self._pgbench(), "-i", "-q", "-s", "10", self.postgres.owner_url()]
        subprocess.run(command, check=True, capture_output=True)

    def pgbench(self, sql: str | None, **numbers: int) -> float:
        """Transactions a second of a script, or of the built-in simple-update."""
        chosen = ["-b", "simple-update"]
        if sql is not None:
            file = Path(tempfile.mkstemp(suffix=".sql", prefix="topsmile-bench-")[1])
            file.write_text(sql)
            chosen = ["-f", str(file)]
        command = [
            self._pgbench(),
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

    def _pgbench(self) -> str:
        return str(programs(self.postgres.home.account) / "pgbench")


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
