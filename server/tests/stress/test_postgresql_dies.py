"""Kill -9 of PostgreSQL under load, with `topsmile up`: acknowledged is acknowledged."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from running.installation import Installation, installed

pytestmark = [pytest.mark.anyio, pytest.mark.stress]
PASSWORD = "TopSmile-Demo-2026"
APPOINTMENTS = "/api/scheduling/appointments"


class Load:
    """Books whatever is free, many at a time, and remembers what was acknowledged."""

    def __init__(self, client: httpx.AsyncClient, slots: list[dict[str, Any]], patients: list[str]):
        self.client, self.slots, self.patients = client, slots, patients
        self.acknowledged: dict[str, float] = {}
        self.refused = 0
        self.stopping = False

    async def run(self, places: int) -> None:
        await asyncio.gather(*(self._book(place) for place in range(places)))

    async def _book(self, place: int) -> None:
        while self.slots and not self.stopping:
            slot = self.slots.pop()
            wanted = {**slot, "patient_id": self.patients[place]}
            answer = await self.client.post(APPOINTMENTS, json=wanted)
            if answer.status_code == 201:
                self.acknowledged[answer.json()["id"]] = time.monotonic()
                await asyncio.sleep(0.2)  # so that there are times left until the end
            elif answer.status_code == 503:  # later, then: it may be booked already, or not
                self.refused += 1
                self.slots.append(slot)
                await asyncio.sleep(0.1)
            else:
                assert answer.status_code == 409, answer.text


@pytest.fixture
async def installation(tmp_path: Path) -> AsyncIterator[Installation]:
    with installed(tmp_path / "home") as made:
        await asyncio.to_thread(made.start, 120)
        yield made


async def loaded(client: httpx.AsyncClient) -> Load:
    reception = {"email": "reception@sorriso.demo", "password": PASSWORD}
    assert (await client.post("/api/auth/login", json=reception)).status_code == 200
    service = (await client.get("/api/scheduling/services")).json()["items"][0]["id"]
    patients = (await client.get("/api/patients?limit=30")).json()["items"]
    first = datetime.now(UTC).date() + timedelta(days=20)
    query = {"service_id": service, "from": str(first), "to": str(first + timedelta(days=50))}
    answer = await client.get("/api/scheduling/availability", params=query)
    taken: set[tuple[str, str]] = set()
    slots = []
    for slot in answer.json()["slots"]:
        hour = (slot["provider_id"], slot["starts_at"][:13])
        if hour not in taken and slot["starts_at"][14:16] == "00":
            taken.add(hour)
            slots.append(
                {
                    "service_id": service,
                    "provider_id": slot["provider_id"],
                    "starts_at": slot["starts_at"],
                }
            )
    return Load(client, slots[::-1], [each["id"] for each in patients])


async def test_no_acknowledged_booking_is_lost(installation: Installation) -> None:
    address = f"http://localhost:{installation.port}"
    headers = {"origin": address}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as client:
        load = await loaded(client)
        working = asyncio.create_task(load.run(8))
        ours = {mark: installation.part(mark).pid for mark in ("topsmile serve", "--lane main")}
        returns = []
        for _ in range(3):
            await asyncio.sleep(2)
            os.kill(installation.part("bin/postgres").pid, signal.SIGKILL)
            killed = time.monotonic()
            await asyncio.sleep(0.05)
            while not (load.acknowledged and max(load.acknowledged.values()) > killed + 0.05):
                assert load.slots, "every time there was is booked"
                assert time.monotonic() - killed < 30, installation.said()
                await asyncio.sleep(0.02)
            returns.append(max(load.acknowledged.values()) - killed)
        load.stopping = True
        await working

        assert max(returns) < 10, returns
        # It answers to whoever asks before it is written down that it does.
        installation.eventually(lambda: installation.said().count("PostgreSQL is back") == 3)
        assert {mark: installation.part(mark).pid for mark in ours} == ours  # never restarted
        for each in load.acknowledged:
            assert (await client.get(f"{APPOINTMENTS}/{each}")).status_code == 200
        await every_confirmation(client, load)


async def every_confirmation(client: httpx.AsyncClient, load: Load) -> None:
    until = time.monotonic() + 60
    for each in load.acknowledged:
        while True:
            query = {"appointment_id": each}
            found = (await client.get("/api/messages", params=query)).json()["items"]
            if found:
                break
            assert time.monotonic() < until, each
            await asyncio.sleep(0.1)
        assert [message["kind"] for message in found] == ["confirmation"]
