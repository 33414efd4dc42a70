from __future__ import annotations

import httpx
import pytest
from domain import SignIn, TravelClock, leave_undone
from doubles.stripe import Double
from doubles.stripe.postman import Bring
from make import Connection
from payments.conftest import PayingOffice
from payments.story.scene import Scene

from topsmile.adapters.mail import MemoryMail
from topsmile.kernel.worker import Worker


@pytest.fixture
async def scene(
    paying_office: PayingOffice,
    patient: httpx.AsyncClient,
    stripe: Double,
    deliver: Bring,
    paying_worker: Worker,
    mail: MemoryMail,
    owner: Connection,
    clock: TravelClock,
    enter: SignIn,
) -> Scene:
    await leave_undone(owner, paying_office)
    return Scene(paying_office, patient, stripe, deliver, paying_worker, mail, owner, clock, enter)
