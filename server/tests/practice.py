"""A clinic at work by the real clock: bookings through the API, and what must follow from them."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from conftest import Database as Cloned
from conftest import settings_for
from domain import browser
from icalendar import Calendar
from make import PASSWORD, Connection, Office, an_account, an_office
from programs import Postman, eventually

from topsmile.app import create_app
from topsmile.settings import Settings

APPOINTMENTS = "/api/scheduling/appointments"


class Practice:
    def __init__(
        self, office: Office, owner: Connection, client: httpx.AsyncClient, settings: Settings
    ) -> None:
        self.office, self.owner, self.client, self.settings = office, owner, client, settings
        self.booked: list[str] = []

    async def book(self, number: int) -> httpx.Response:
        """Each number is a time of its own."""
        turn, who = divmod(number, 3)
        day, slot = divmod(turn, 16)
        opens = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
        starts = opens + timedelta(days=day + 1, minutes=slot * 30)
        wanted = self.office.booking(
            provider_id=self.office.providers[who],
            patient_id=self.office.patients[who],
            starts_at=starts.isoformat(),
        )
        answer = await self.client.post(APPOINTMENTS, json=wanted)
        if answer.status_code == 201:
            self.booked.append(answer.json()["id"])
        return answer

    async def all_settled(self) -> bool:
        """Nothing is left to be delivered but reminders, which wait for their hour."""
        waiting = """
            select count(*) from delivery
            where state = 'due' and schedule is null and handler <> 'write_reminder'
        """
        return not await self.owner.fetchval(waiting)

    async def settle(self, within: float = 60) -> None:
        await eventually(self.all_settled, within)

    async def held(self) -> list[asyncpg.Record]:
        return await self.owner.fetch("select * from delivery where state = 'held'")

    async def messages(self) -> list[asyncpg.Record]:
        """Those that follow from a booking at once, whatever hour it is."""
        confirmations = "select * from message where kind = 'confirmation' order by id"
        return await self.owner.fetch(confirmations)

    async def decide(self) -> int:
        """What a person does about messages whose sender was killed twice: send them again.

        Nothing else is held. How many there were is returned.
        """
        held = await self.held()
        assert {each["handler"] for each in held} <= {"send_message"}
        doubtful = [each for each in await self.messages() if each["state"] == "unknown"]
        assert len(doubtful) == len(held)
        for each in held:
            answer = await self.client.post(f"/api/deliveries/{each['id']}/replay")
            assert answer.status_code == 200, answer.text
        return len(held)

    async def check_every_confirmation_arrived(self, post: Postman) -> None:
        """And more than once only where nobody knew whether it had."""
        arrived = post.message_ids()
        for each in await self.messages():
            (copies,) = [
                count for name, count in arrived.items() if name.startswith(f"<{each['id']}@")
            ]
            assert copies - 1 <= each["unknown_outcomes"]
            assert each["state"] == "sent"

    async def check_every_confirmation_once(self) -> None:
        """In the ledger exactly once for each acknowledged booking, with its calendar file."""
        written = await self.messages()
        assert sorted(str(each["appointment_id"]) for each in written) == sorted(self.booked)
        for each in written:
            (event,) = calendar_of(each).walk("VEVENT")
            assert event["uid"] == f"{each['appointment_id']}@topsmile"


def calendar_of(message: asyncpg.Record) -> Any:
    import msgspec

    (attachment,) = msgspec.json.decode(message["attachments"])
    assert attachment["name"] == "appointment.ics"
    return Calendar.from_ical(attachment["content"])


@asynccontextmanager
async def at_work(
    database: Cloned, valkey_url: str, home: Path, smtp_url: str | None = None
) -> AsyncIterator[Practice]:
    settings = settings_for(database, valkey_url, home)
    if smtp_url:
        settings = settings.model_copy(update={"smtp_url": smtp_url})
    async with AsyncExitStack() as stack:
        owner = await asyncpg.connect(database.owner_url)
        stack.push_async_callback(owner.close)
        office = await an_office(owner)
        account = await an_account(owner, office.id, "manager")
        app = create_app(settings)
        await stack.enter_async_context(app.app.api.lifespan())  # type: ignore[attr-defined]
        client = await stack.enter_async_context(browser(app))
        answer = await client.post(
            "/api/auth/login", json={"email": account.email, "password": PASSWORD}
        )
        assert answer.status_code == 200, answer.text
        yield Practice(office, owner, client, settings)


class Killer:
    """Kills a process at random moments and starts it again, as a supervisor would."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.command, self.environment, self.log = command, environment, log
        self.process: asyncio.subprocess.Process | None = None
        self.kills = 0

    async def start(self) -> None:
        with self.log.open("ab") as file:
            self.process = await asyncio.create_subprocess_exec(
                *self.command, stdout=file, stderr=file, env=self.environment
            )

    async def kill(self) -> None:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        self.kills += 1

    async def rage(self, times: int, longest: float, *, seed: int | None = None) -> None:
        chance = random.Random(seed if seed is not None else os.getpid())
        for _ in range(times):
            await asyncio.sleep(chance.uniform(0, longest))
            await self.kill()
            await self.start()
