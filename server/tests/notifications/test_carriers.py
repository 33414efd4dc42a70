"""Mail and texts by carriers that refuse, hang, answer late and take without a word."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from domain import TravelClock
from doubles.carriers import DEEDS, Carrier, MailServer, Twilio, mail_server, twilio
from make import Connection, Office
from msgspec.structs import replace

from topsmile.adapters.mail import Email, Sent, SmtpMail
from topsmile.adapters.texts import Account, TwilioTexts
from topsmile.kernel import held
from topsmile.kernel.cause import Cause
from topsmile.kernel.worker import Worker
from topsmile.notifications import service
from topsmile.notifications.models import Channel, Draft

pytestmark = pytest.mark.anyio
MESSAGES = 200
PATIENCE = 0.4
WORST = 5  # attempts in a row that may go wrong: fewer than there are
CAUSE = Cause("carriers-test")


class Dying:
    """The way out of a worker that now and then dies, as the ledger sees it, once it has asked."""

    def __init__(self, mail: SmtpMail, dies: set[str]) -> None:
        self.mail, self.dies = mail, dies

    async def send(self, email: Email) -> Sent:
        sent = await self.mail.send(email)
        if email.to in self.dies:
            self.dies.remove(email.to)
            raise RuntimeError("the worker is gone")
        return sent


@pytest.fixture
async def post() -> AsyncIterator[MailServer]:
    async with mail_server() as made:
        made.patience = PATIENCE
        yield made


@pytest.fixture
async def phone() -> AsyncIterator[Twilio]:
    async with twilio() as made:
        made.patience = PATIENCE
        yield made


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20260330)


async def written(worker: Worker, office: Office, carriers: dict[Channel, Carrier],
                  chance: random.Random) -> dict[str, Channel]:  # fmt: skip
    """Messages of both kinds, each with a plan of its own; their channels by their addresses."""
    found: dict[str, Channel] = {}
    async with worker.database.transaction(office.id, CAUSE) as tx:
        for number in range(MESSAGES):
            channel: Channel = "sms" if number % 2 else "email"
            to = f"+55119{81000000 + number}" if number % 2 else f"reader-{number}@example.test"
            bad = chance.randint(0, WORST)
            carriers[channel].plan[to].extend(chance.choices(DEEDS, k=bad))
            found[to] = channel
            draft = Draft(
                key=to,
                kind="receipt",
                channel=channel,
                patient_id=None,
                to=to,
                locale="en-GB",
                subject="A receipt",
                body="Paid.\n",
                html="",
            )
            await service.queue(tx, draft)
    return found


async def ledger(owner: Connection, office: Office) -> list[asyncpg.Record]:
    return await owner.fetch("select * from message where clinic_id = $1", office.id)


async def worked(worker: Worker, owner: Connection, office: Office, clock: TravelClock) -> None:
    """Until nothing is due by itself any more."""
    due = """
        select max(due_at) from delivery
        where clinic_id = $1 and state = 'due' and schedule is null
    """
    await worker.drain()
    while latest := await owner.fetchval(due, office.id):
        clock.instant = max(latest, clock.instant)
        await worker.drain()


def key_of(row: asyncpg.Record) -> str:
    return f"<{row['id']}@clinic.test>" if row["channel"] == "email" else str(row["id"])


def judge(rows: list[asyncpg.Record], carriers: dict[Channel, Carrier]) -> None:
    """The ledger says what the carriers know, but for what nobody could hear."""
    for row in rows:
        carrier = carriers[row["channel"]]
        received, unknown = carrier.received[key_of(row)], row["unknown_outcomes"]
        seen = (row["state"], row["why"], received, unknown)
        assert row["state"] in ("sent", "failed", "unknown"), seen
        assert received <= unknown + (row["state"] == "sent"), seen
        if row["state"] == "sent":
            assert received >= 1, seen
            assert carrier.accepted[key_of(row)] >= 1, seen
        if row["state"] == "unknown":
            assert unknown == 2, seen
    keys = {key_of(row) for row in rows}
    assert all(set(carrier.received) <= keys for carrier in carriers.values())


async def test_the_ledger_equals_what_was_received(
    worker: Worker, owner: Connection, office: Office, clock: TravelClock, post: MailServer,
    phone: Twilio, chance: random.Random, undisturbed: None,
) -> None:  # fmt: skip
    carriers: dict[Channel, Carrier] = {"email": post, "sms": phone}
    addresses = await written(worker, office, carriers, chance)
    mails = [to for to, channel in addresses.items() if channel == "email"]
    dying = Dying(
        SmtpMail(post.url, "no-reply@clinic.test", PATIENCE), set(chance.sample(mails, 8))
    )
    texts = TwilioTexts(Account("AC1", "token", "+15005550006", None, phone.url), PATIENCE)
    worker.outside = replace(worker.outside, mail=dying, texts=texts)
    worker.concurrency = 32

    await worked(worker, owner, office, clock)

    rows = await ledger(owner, office)
    assert len(rows) == MESSAGES
    judge(rows, carriers)
    # Enough of everything has happened for this to mean something.
    states = [row["state"] for row in rows]
    assert min(states.count(state) for state in ("sent", "failed", "unknown")) >= 5
    assert sum(carrier.received.total() - len(carrier.received) for carrier in carriers.values())

    await replayed(worker, office)
    for carrier in carriers.values():
        carrier.plan.clear()
    await worked(worker, owner, office, clock)

    rows = await ledger(owner, office)
    assert {row["state"] for row in rows} == {"sent", "failed"}
    for row in rows:  # nothing is lost: who was not refused has it
        received = carriers[row["channel"]].received[key_of(row)]
        assert received >= 1 or row["state"] == "failed"
        assert received - 1 <= row["unknown_outcomes"]


async def replayed(worker: Worker, office: Office) -> None:
    """What staff decide about everything that is held."""
    async with worker.database.transaction(office.id, CAUSE) as tx:
        waiting: list[Any] = await held.listed(tx, "held", None, MESSAGES)
        assert waiting
        for each in waiting:
            await held.replay(tx, UUID(str(each.id)))
