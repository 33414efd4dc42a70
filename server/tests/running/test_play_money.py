"""Test money, asked as Stripe is: with Stripe's own client, and as a browser with a card."""

from __future__ import annotations

import json
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import stripe
from running.installation import free_port

from topsmile.running.home import Home
from topsmile.running.play_money import starting
from topsmile.running.play_money.starting import BESIDE, PUBLISHABLE, PlayMoney, why_not
from topsmile.settings import Place

pytestmark = pytest.mark.processes
OURS = {"clinic_id": "c", "payment_id": "p", "appointment_id": "a"}
GOOD, DECLINED, ASKS = "4242424242424242", "4000000000000002", "4000002500003155"


class Hearing:
    """Where the webhooks go. The first of all is refused: it must come again."""

    def __init__(self) -> None:
        self.heard: list[tuple[bytes, str]] = []
        self.again = False
        hearing = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if hearing.again:
                    hearing.heard.append((body, self.headers["Stripe-Signature"]))
                self.send_response(200 if hearing.again else 503)
                hearing.again = True
                self.end_headers()

            def log_message(self, *_: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])


class Till:
    """The process, Stripe's client on it, and a browser."""

    def __init__(self, money: PlayMoney) -> None:
        self.money = money
        self.client = stripe.StripeClient(
            money.secret_key, base_addresses={"api": money.for_topsmile()["STRIPE_URL"]}
        )
        self.start()

    def start(self) -> None:
        command = self.money.service().command
        self.process = subprocess.Popen(command.arguments, env=dict(command.environment))
        eventually(self.money.answers)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def intent(self, amount: int = 5000, key: str = "", **more: Any) -> stripe.PaymentIntent:
        asked: Any = {
            "amount": amount,
            "currency": "brl",
            "metadata": OURS,
            "automatic_payment_methods": {"enabled": True},
            "description": "x",
            "expand": ["latest_charge"],
            **more,
        }
        return self.client.v1.payment_intents.create(asked, {"idempotency_key": key or None})

    def pay(self, intent: stripe.PaymentIntent, number: str) -> Any:
        card = {"number": number, "exp_month": "12", "exp_year": "2040", "cvc": "123"}
        return self.browser(f"{intent.id}/pay", client_secret=intent.client_secret, card=card)

    def browser(self, path: str, **said: Any) -> Any:
        url = f"{self.money.for_topsmile()['STRIPE_URL']}/v1/payment_intents/{path}"
        asked = json.dumps({"key": PUBLISHABLE, **said}).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(url, asked)) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)


@pytest.fixture(scope="module")
def hearing() -> Iterator[Hearing]:
    hearing = Hearing()
    yield hearing
    hearing.server.shutdown()
    hearing.server.server_close()


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory, hearing: Hearing) -> Iterator[Till]:
    home = Home(tmp_path_factory.mktemp("money"))
    till = Till(PlayMoney(Place(port=hearing.port), home, free_port()))
    yield till
    till.kill()


def eventually(true: Callable[[], bool], within: float = 60) -> None:
    until = time.monotonic() + within
    while not true():
        assert time.monotonic() < until, "not in time"
        time.sleep(0.02)


def told(hearing: Hearing, till: Till, kind: str, about: str) -> list[Any]:
    for body, signed in hearing.heard:
        stripe.Webhook.construct_event(body, signed, till.money.webhook_secret)
    events = [json.loads(body) for body, _ in hearing.heard]
    return [each for each in events if each["type"] == kind and about in str(each["data"])]


def test_a_payment_and_its_refund_and_what_is_told_of_them(till: Till, hearing: Hearing) -> None:
    intent = till.intent()
    assert till.pay(intent, GOOD)["status"] == "succeeded"
    eventually(lambda: bool(told(hearing, till, "payment_intent.succeeded", intent.id)))
    assert hearing.again, "the first call was refused and came again"
    (event,) = told(hearing, till, "payment_intent.succeeded", intent.id)
    assert event["data"]["object"]["metadata"] == OURS
    assert event["data"]["object"]["amount_received"] == 5000
    assert not event["data"]["object"]["livemode"]

    refunds = till.client.v1.refunds
    some = refunds.create(
        {"payment_intent": intent.id, "amount": 2000, "reason": "requested_by_customer"}
    )
    assert (some.status, some.amount) == ("succeeded", 2000)
    with pytest.raises(stripe.InvalidRequestError, match="greater than"):
        refunds.create({"payment_intent": intent.id, "amount": 3001})
    assert refunds.create({"payment_intent": intent.id}).amount == 3000
    eventually(lambda: len(told(hearing, till, "refund.created", intent.id)) == 2)


def test_a_declined_card_may_be_followed_by_another(till: Till, hearing: Hearing) -> None:
    intent = till.intent()
    error = till.pay(intent, DECLINED)["error"]
    assert (error["code"], error["payment_intent"]["id"]) == ("card_declined", intent.id)
    eventually(lambda: bool(told(hearing, till, "payment_intent.payment_failed", intent.id)))
    found = till.client.v1.payment_intents.retrieve(intent.id)
    assert found.status == "requires_payment_method"
    assert till.pay(intent, GOOD)["status"] == "succeeded"
    assert till.pay(intent, GOOD)["error"]["code"] == "payment_intent_unexpected_state"


def test_a_bank_that_wants_to_be_asked(till: Till) -> None:
    intent = till.intent()
    assert till.pay(intent, ASKS)["status"] == "requires_action"
    asked = {"client_secret": intent.client_secret}
    assert till.browser(f"{intent.id}/_authenticate?success=false", **asked)["status"] == (
        "requires_payment_method"
    )
    assert till.pay(intent, ASKS)["status"] == "requires_action"
    assert till.browser(f"{intent.id}/_authenticate?success=true", **asked)["status"] == "succeeded"


def test_what_cannot_be_read_as_a_card_is_said(till: Till) -> None:
    for wrong in ("4242", "", "letters and words"):
        assert till.pay(till.intent(), wrong)["error"]["code"] == "incorrect_number"


def test_a_kept_card_is_charged_without_its_holder(till: Till) -> None:
    customer = till.client.v1.customers.create({"metadata": {"patient_id": "p"}})
    first = till.intent(customer=customer.id, setup_future_usage="off_session")
    till.pay(first, GOOD)
    listed = till.client.v1.payment_methods.list({"customer": customer.id, "type": "card"})
    (card,) = listed.data
    fee = till.intent(
        customer=customer.id, payment_method=card.id, off_session=True, confirm=True, amount=900
    )
    assert fee.status == "succeeded"
    charge: Any = fee.latest_charge
    assert (charge.payment_intent, charge.metadata.to_dict()) == (fee.id, OURS)
    standing = till.intent(customer=customer.id)
    paid = till.client.v1.payment_intents.confirm(
        standing.id, {"payment_method": card.id, "off_session": True}
    )
    assert paid.status == "succeeded"
    till.client.v1.payment_methods.detach(card.id)


def test_lists_are_of_what_is_new_or_of_a_customer_the_newest_first(till: Till) -> None:
    asked = till.client.v1
    customer = asked.customers.create({}).id
    first, second = till.intent(customer=customer), till.intent(customer=customer)
    till.pay(first, GOOD)
    refund = asked.refunds.create({"payment_intent": first.id})
    theirs = asked.payment_intents.list({"customer": customer, "limit": 1})
    assert [each.id for each in theirs.auto_paging_iter()] == [second.id, first.id]
    new: Any = {"created": {"gte": first.created}, "limit": 100}
    assert [each.id for each in asked.payment_intents.list(new).data][:2] == [second.id, first.id]
    assert asked.refunds.list(new).data[0].id == refund.id
    assert asked.balance_transactions.list(new).data[0].source == refund.id
    later: Any = {"created": {"gte": first.created + 3600}}
    for each in (asked.payment_intents, asked.refunds, asked.payouts, asked.balance_transactions):
        assert each.list(later).data == []


def test_the_same_key_is_answered_the_same_also_after_a_death(till: Till) -> None:
    first = till.intent(key="one")
    assert till.intent(key="one").id == first.id
    assert till.intent(key="two").id != first.id
    till.kill()
    till.start()
    assert till.intent(key="one").id == first.id


def test_a_cancelled_intent_cannot_be_paid(till: Till, hearing: Hearing) -> None:
    intent = till.intent()
    cancelled = till.client.v1.payment_intents.cancel(
        intent.id, {"cancellation_reason": "abandoned"}
    )
    assert cancelled.status == "canceled"
    assert till.pay(intent, GOOD)["error"]["code"] == "payment_intent_unexpected_state"
    eventually(lambda: bool(told(hearing, till, "payment_intent.canceled", intent.id)))


def test_only_our_keys_open_it(till: Till) -> None:
    stranger = stripe.StripeClient(
        "sk_test_other", base_addresses={"api": till.money.for_topsmile()["STRIPE_URL"]}
    )
    with pytest.raises(stripe.AuthenticationError):
        stranger.v1.customers.create({})
    intent = till.intent()
    wrong = till.browser(f"{intent.id}/pay", key="pk_test_other", client_secret="", card={})
    assert wrong["error"]["type"] == "authentication_error"
    flush = urllib.request.Request(
        till.money.for_topsmile()["STRIPE_URL"] + "/_config/data", method="DELETE"
    )
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(flush)
    assert till.client.v1.payment_intents.retrieve(intent.id).id == intent.id


def test_the_port_is_the_same_each_time_unless_somebody_has_it(tmp_path: Path) -> None:
    port = free_port() % 40_000 + 20_000
    place = Place(port=port)
    assert PlayMoney.beside(place, Home(tmp_path)).port == port + BESIDE
    with ThreadingHTTPServer(("127.0.0.1", port + BESIDE), BaseHTTPRequestHandler):
        assert PlayMoney.beside(place, Home(tmp_path)).port != port + BESIDE


def test_where_it_cannot_be_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert why_not(Place()) is None
    assert "https" in str(why_not(Place(public_url="https://clinic.example")))
    monkeypatch.setattr(starting, "installed", lambda: False)
    assert "not installed" in str(why_not(Place()))
