"""Who hears of what: the clinic's staff, the patient, anyone; and nothing but ids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import make
import msgspec
import pytest
from domain import SignIn
from make import Connection, Office
from realtime.conftest import Connect, book

from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio


async def test_staff_hear_of_a_booking(
    connect: Connect, sign_in: SignIn, office: Office, worker: Worker
) -> None:
    reception = await sign_in(office)
    ear = await connect(reception)
    hello = await ear.frame()

    visit = await book(reception, office.booking())
    await worker.drain()

    heard = await ear.frame()
    assert (hello.seq, hello.event, hello.ids) == (0, "hello", {})
    assert (heard.seq, heard.event) == (1, "appointment.created")
    assert heard.ids["appointment_id"] == visit
