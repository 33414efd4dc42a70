from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from domain import SignIn, TravelClock
from make import Office
from msgspec.structs import replace
from webhooks.receiver import Answers, Receiver, certificate, listening, trusting

from topsmile.adapters.destinations import Destinations, is_public
from topsmile.adapters.hooks import PublicHooks
from topsmile.kernel.worker import Worker

WEBHOOKS = "/api/webhooks"


@pytest.fixture(scope="session")
def certificate_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def trust(certificate_file: Path) -> ssl.SSLContext:
    return trusting(certificate_file)


@pytest.fixture
async def receiver(certificate_file: Path) -> AsyncIterator[Receiver]:
    async with listening(certificate_file) as found:
        yield found


def reachable(address: str) -> bool:
    """The receiver's address counts as public here, and nothing else that is not."""
    return address == "127.0.0.1" or is_public(address)


@pytest.fixture
def hooks(trust: ssl.SSLContext) -> PublicHooks:
    """What goes out, as in earnest but for where the name leads and whose certificate counts."""
    return PublicHooks(
        Destinations(), resolver=Answers(["127.0.0.1"]), judge=reachable, trust=trust, deadline=5
    )


@dataclass
class Desk:
    """An administrator with one webhook, and the worker that makes its calls."""

    admin: httpx.AsyncClient
    worker: Worker
    clock: TravelClock
    office: Office
    id: str
    secret: str

    @property
    def path(self) -> str:
        return f"{WEBHOOKS}/{self.id}"

    async def happens(self, name: str = "Maria Souza") -> str:
        """Something public happens; the patient's id."""
        answer = await self.admin.post("/api/patients", json={"name": name})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def endpoint(self) -> dict[str, Any]:
        return dict((await self.admin.get(self.path)).json())

    async def calls(self, **asked: str) -> list[dict[str, Any]]:
        answer = await self.admin.get(f"{self.path}/calls", params=asked)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def tried_until_over(self, hours: float = 40) -> None:
        """Half an hour at a time, signing in anew: the clock outlives a session's token."""
        for _ in range(int(hours * 2)):
            await self.worker.drain()
            self.clock.travel(minutes=30)
        await self.worker.drain()


@pytest.fixture
async def desk(
    sign_in: SignIn,
    office: Office,
    worker: Worker,
    clock: TravelClock,
    receiver: Receiver,
    hooks: PublicHooks,
) -> Desk:
    admin = await sign_in(office, "admin")
    made = await admin.post(WEBHOOKS, json={"url": receiver.url, "events": ["patient.registered"]})
    assert made.status_code == 201, made.text
    worker.outside = replace(worker.outside, hooks=hooks)
    return Desk(admin, worker, clock, office, made.json()["id"], made.json()["secret"])
