"""Signed events that are not about what is stored: refused, and nothing changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any, TypeAlias

import pytest
from domain import SignIn
from payments.conftest import DEPOSIT, a_paying_office
from payments.story.scene import Json, Scene, intent_of

pytestmark = pytest.mark.anyio
# All that hearing of money may change. What was heard stands in `webhook_inbox`.
TABLES = (
    "payment",
    "refund",
    "payment_fact",
    "payment_card",
    "payment_account",
    "payout",
    "ledger_transaction",
    "ledger_line",
    "appointment",
    "claim",
    "audit_entry",
    "message",
)


class Ground:
    """Two payments of one clinic, one of another, all paid at Stripe and unheard of here."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.asked: dict[str, Json] = {}
        self.accounts: dict[str, str] = {}

    async def lay(self, enter: SignIn) -> None:
        scene = self.scene
        self.accounts["ours"] = scene.office.account
        for name, at in (("ours", "09:00"), ("second", "13:00")):
            visit = await scene.book(starts_at=f"2030-01-08T{at}:00Z")
            self.asked[name] = await scene.ask_to_pay(visit)
        mine, my_office = scene.patient, scene.office
        scene.office = await a_paying_office(scene.owner, scene.stripe)
        scene.patient = await enter(scene.office, "patient")
        self.asked["theirs"] = await scene.ask_to_pay(await scene.book())
        self.accounts["theirs"] = scene.office.account
        scene.patient, scene.office = mine, my_office
        await scene.settle()
        for asked in self.asked.values():
            scene.stripe.pay(intent_of(asked))

    def event(self, kind: str, of: str = "ours") -> Json:
        letters = self.scene.stripe.postman.of(intent_of(self.asked[of]), kind)
        return deepcopy(letters[-1].event)

    def intent(self, of: str) -> str:
        return intent_of(self.asked[of])

    def metadata(self, of: str) -> Json:
        found: Json = dict(self.scene.stripe.thing(self.intent(of))["metadata"])
        return found

    async def rows(self) -> dict[str, list[str]]:
        return {
            table: [
                row["row"]
                for row in await self.scene.owner.fetch(
                    f"select to_jsonb({table})::text as row from {table} order by 1"
                )
            ]
            for table in TABLES
        }

    async def hear(self, event: Json) -> list[tuple[str, str | None]]:
        """What came of it, after all that follows from it."""
        event["id"] = self.scene.stripe.world.name("evt")
        payload = json.dumps(event).encode()
        headers = self.scene.stripe.postman.headers(payload)
        assert await self.scene.deliver(payload, headers) == 200  # it is signed, and stored
        await self.scene.worker.drain()
        rows = await self.scene.owner.fetch(
            "select state, reason from webhook_inbox where stripe_event = $1", event["id"]
        )
        return [tuple(row) for row in rows]


@pytest.fixture
async def ground(scene: Scene, enter: SignIn) -> Ground:
    made = Ground(scene)
    await made.lay(enter)
    return made


Lie: TypeAlias = Callable[[Ground, Json, Json], Any]
PAID = "payment_intent.succeeded"
CHARGED = "charge.succeeded"
LIES: dict[str, tuple[str, Lie]] = {
    "less": (PAID, lambda _, __, obj: obj.update(amount=100, amount_received=100)),
    "more": (PAID, lambda _, __, obj: obj.update(amount=DEPOSIT * 10)),
    "more received than asked": (
        PAID,
        lambda _, __, obj: obj.update(amount_received=DEPOSIT + 1),
    ),
    "no amount": (PAID, lambda _, __, obj: obj.update(amount=None, amount_received=None)),
    "a text for an amount": (PAID, lambda _, __, obj: obj.update(amount="5000")),
    "nothing": (PAID, lambda _, __, obj: obj.update(amount=0, amount_received=0)),
    "another currency": (PAID, lambda _, __, obj: obj.update(currency="jpy")),
    "no currency": (PAID, lambda _, __, obj: obj.pop("currency")),
    "real money, says the event": (PAID, lambda _, event, __: event.update(livemode=True)),
    "real money, says the object": (PAID, lambda _, __, obj: obj.update(livemode=True)),
    "real money, say both": (
        PAID,
        lambda _, event, obj: (event.update(livemode=True), obj.update(livemode=True)),
    ),
    "from another clinic's account": (
        PAID,
        lambda g, event, __: event.update(account=g.accounts["theirs"]),
    ),
    "from an unknown account": (PAID, lambda _, event, __: event.update(account="acct_nobody")),
    "from no account": (PAID, lambda _, event, __: event.pop("account")),
    "another clinic's intent with our names": (
        PAID,
        lambda g, __, obj: obj.update(id=g.intent("theirs")),
    ),
    "our intent with another clinic's names": (
        PAID,
        lambda g, __, obj: obj.update(metadata=g.metadata("theirs")),
    ),
    "an intent of ours for another of our payments": (
        PAID,
        lambda g, __, obj: obj.update(id=g.intent("second")),
    ),
    "names of another of our payments": (
        PAID,
        lambda g, __, obj: obj.update(metadata=g.metadata("second")),
    ),
    "an intent that we never made": (PAID, lambda _, __, obj: obj.update(id="pi_neverMade")),
    "a clinic that does not exist": (
        PAID,
        lambda _, event, obj: (
            event.pop("account"),
            obj["metadata"].update(clinic_id="01a20572-87d6-7767-8b37-f1b01a99a215"),
        ),
    ),
    "a charge of less": (CHARGED, lambda _, __, obj: obj.update(amount=100, amount_captured=100)),
    "a charge in another currency": (CHARGED, lambda _, __, obj: obj.update(currency="usd")),
    "a charge of another intent": (
        CHARGED,
        lambda g, __, obj: obj.update(payment_intent=g.intent("second")),
    ),
    "a charge of another clinic's intent": (
        CHARGED,
        lambda g, __, obj: obj.update(payment_intent=g.intent("theirs")),
    ),
    "a charge with real money": (CHARGED, lambda _, __, obj: obj.update(livemode=True)),
    "more refunded than paid": (
        CHARGED,
        lambda _, __, obj: obj.update(amount_refunded=DEPOSIT + 1),
    ),
}


@pytest.mark.parametrize("name", LIES)
async def test_a_lie_changes_nothing(ground: Ground, name: str) -> None:
    kind, lie = LIES[name]
    event = ground.event(kind)
    lie(ground, event, event["data"]["object"])
    before = await ground.rows()
    ((state, reason),) = await ground.hear(event)
    assert state in ("refused", "unknown"), (state, reason)
    assert (state == "unknown") or reason
    assert await ground.rows() == before
    # Reconciliation does not believe it either; Stripe's own word is still heard.
    await ground.scene.settle()
    for asked in ("ours", "second"):
        assert (await ground.scene.payment(ground.asked[asked]))["status"] == "succeeded"


REFUNDS: dict[str, Lie] = {
    "more than was paid": lambda _, __, obj: obj.update(amount=DEPOSIT + 1),
    "in another currency": lambda _, __, obj: obj.update(currency="usd"),
    "of another clinic": lambda g, __, obj: obj.update(
        payment_intent=g.intent("theirs"), charge=None
    ),
    "named as another clinic's": lambda g, __, obj: obj.update(metadata=g.metadata("theirs")),
    "from another account": lambda g, event, __: event.update(account=g.accounts["theirs"]),
    "with real money": lambda _, event, __: event.update(livemode=True),
}


@pytest.mark.parametrize("name", REFUNDS)
async def test_a_refund_that_was_none(ground: Ground, name: str) -> None:
    scene, intent = ground.scene, ground.intent("ours")
    await scene.settle()
    scene.stripe.refund_in_dashboard(intent, 1000)
    (letter,) = scene.stripe.postman.of(intent, "refund.created")
    event = deepcopy(letter.event)
    REFUNDS[name](ground, event, event["data"]["object"])
    before = await ground.rows()
    ((state, _),) = await ground.hear(event)
    assert state in ("refused", "unknown")
    assert await ground.rows() == before


async def test_what_is_only_dressed_as_ours_is_not_signed(ground: Ground) -> None:
    scene = ground.scene
    payload = json.dumps(ground.event(PAID)).encode()
    good = scene.stripe.postman.headers(payload)
    before, heard = await ground.rows(), await inbox(scene)
    mark = good["stripe-signature"]
    forged = [
        scene.stripe.postman.headers(payload, secrets=("whsec_guessed",)),
        scene.stripe.postman.headers(payload, ahead=-301),
        scene.stripe.postman.headers(payload, ahead=301),
        scene.stripe.postman.headers(payload + b" "),
        {**good, "stripe-signature": mark.replace("v1=", "v0=")},
        {**good, "stripe-signature": mark.partition(",")[0]},
        {**good, "stripe-signature": ""},
        {name: value for name, value in good.items() if name != "stripe-signature"},
    ]
    for headers in forged:
        assert 400 <= await scene.deliver(payload, headers) < 500, headers
    assert (await ground.rows(), await inbox(scene)) == (before, heard)
    assert await scene.deliver(payload, good) == 200
    assert await inbox(scene) == heard + 1


async def inbox(scene: Scene) -> int:
    return int(await scene.owner.fetchval("select count(*) from webhook_inbox"))
