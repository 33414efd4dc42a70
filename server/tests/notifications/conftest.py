"""A clinic whose mail is read, and those who work there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import httpx
import msgspec
import pytest
from domain import SignIn
from make import Connection, Office
from notifications.reading import Mailbox

from topsmile.kernel.worker import Worker
from topsmile.settings import Settings

APPOINTMENTS = "/api/scheduling/appointments"
PATIENCE = 2.0  # seconds that a carrier which may have fallen silent is waited for
Ask: TypeAlias = Callable[..., Awaitable[Any]]


@pytest.fixture
async def mailbox(settings: Settings, office: Office, owner: Connection, worker: Worker) -> Mailbox:
    """Of all patients of the office."""
    rows = await owner.fetch("select email from patient where clinic_id = $1", office.id)
    box = Mailbox(settings, {row["email"] for row in rows})
    worker.outside = msgspec.structs.replace(worker.outside, mail=box)
    return box


@pytest.fixture
def ask(sign_in: SignIn, office: Office) -> Ask:
    """A manager who signs in anew for every request: time travels, sessions end."""

    async def asked(method: str, path: str, **more: Any) -> Any:
        manager = await sign_in(office, "manager")
        return await manager.request(method, path, **more)

    return asked


@pytest.fixture
async def reception(sign_in: SignIn, office: Office) -> httpx.AsyncClient:
    return await sign_in(office)
