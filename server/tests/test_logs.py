"""What a whole journey leaves in the logs: lines with a request id, and nobody's data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from conftest import Database as Cloned
from conftest import settings_for
from make import an_office
from programs import environment, eventually, lines, running, serving, worker

pytestmark = [pytest.mark.anyio, pytest.mark.processes]
NAME, EMAIL, PHONE = "Benedita Quaresma", "benedita.quaresma@example.test", "+55 11 98765-4321"
PASSWORD, NOTES = "tangerina-secreta-77", "afraid of needles"


class Journey:
    """From choosing a time to signing out; `secrets` are what no log may hold."""

    def __init__(self, client: httpx.AsyncClient, clinic: str, wanted: dict[str, str]) -> None:
        self.client, self.wanted = client, wanted
        self.clinic = {"clinic": clinic}
        self.secrets = {NAME, "Benedita", EMAIL, "benedita", PHONE, "98765", PASSWORD, NOTES}

    async def post(self, path: str, status: int, **sent: Any) -> Any:
        answer = await self.client.post(path, **sent)
        assert answer.status_code == status, answer.text
        self.secrets |= set(self.client.cookies.values())
        return answer.json() if answer.content else None

    async def run(self) -> None:
        held = await self.post("/api/scheduling/holds", 201, params=self.clinic, json=self.wanted)
        await self.look_at_times(held["id"])
        newcomer = {**self.clinic, "name": NAME, "email": EMAIL, "password": PASSWORD}
        await self.post("/api/auth/register", 201, json={**newcomer, "phone": PHONE})
        await self.post("/api/auth/login", 401, json={"email": EMAIL, "password": PASSWORD + "!"})
        await self.post("/api/auth/login", 200, json={"email": EMAIL, "password": PASSWORD})
        await self.post("/api/auth/refresh", 200)
        booking = {**self.wanted, "hold_id": held["id"], "notes": NOTES}
        await self.post("/api/scheduling/appointments", 201, json=booking)
        again = {**self.wanted, "starts_at": self.wanted["starts_at"].replace("T09", "T10")}
        second = await self.post("/api/scheduling/holds", 201, json=again)
        self.secrets |= {held["id"], second["id"]}
        await self.client.delete(f"/api/scheduling/holds/{second['id']}")
        await self.client.delete(f"/api/scheduling/holds/{second['id']}x")
        await self.client.get(f"/reset/{PASSWORD}")
        await self.client.get(f"/api/no/{PASSWORD}", params={"token": PASSWORD})
        await self.post("/api/auth/logout", 204)

    async def look_at_times(self, hold_id: str) -> None:
        day = self.wanted["starts_at"][:10]
        query = {**self.clinic, "service_id": self.wanted["service_id"], "hold_id": hold_id}
        answer = await self.client.get(
            "/api/scheduling/availability", params={**query, "from": day, "to": day}
        )
        assert answer.status_code == 200, answer.text


async def test_no_log_holds_what_is_personal_or_secret(
    fresh_database: Cloned, valkey_url: str, tmp_path: Path
) -> None:
    owner = await asyncpg.connect(fresh_database.owner_url)
    office = await an_office(owner)
    settings = settings_for(fresh_database, valkey_url, tmp_path)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    wanted = {
        "service_id": str(office.service),
        "provider_id": str(office.provider),
        "starts_at": f"{tomorrow}T09:00:00Z",
    }
    log = tmp_path / "log"

    async def written() -> bool:
        return bool(await owner.fetchval("select count(*) from message"))

    async with (
        serving(settings, log, LOG_LEVEL="debug") as (client, _),
        running(worker("main"), log, environment(settings, LOG_LEVEL="debug")),
    ):
        journey = Journey(client, office.slug, wanted)
        await journey.run()
        await eventually(written)
    await owner.close()

    text = log.read_text()
    assert not [secret for secret in journey.secrets if secret in text]
    requests = [line for line in lines(log) if line["event"] == "request"]
    assert {
        "/api/auth/login",
        "/api/scheduling/holds/{hold_id}",
        "/api/scheduling/availability",
    } <= {line["route"] for line in requests}
    assert all(len(line["request_id"]) >= 8 for line in requests)
    assert {line["event"] for line in lines(log)} >= {"request", "delivered"}
    assert all(line.startswith("{") for line in text.splitlines()), text
