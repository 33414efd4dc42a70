"""What localstripe does not do as Stripe does, where it matters here."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import inspect
import json
import pickle
import time
from typing import Any

import aiohttp
from localstripe import webhooks
from localstripe.errors import UserError
from localstripe.resources import (
    BalanceTransaction,
    Charge,
    Customer,
    Event,
    PaymentIntent,
    PaymentMethod,
    Payout,
    Refund,
    SetupIntent,
    extra_apis,
)

PAUSES = (0.2, 1, 2, 5, 15, 60, 300)  # seconds before each attempt to tell something
TOLD = (
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "charge.refunded",
    "refund.created",
    "setup_intent.succeeded",
)
SETTLED = ("succeeded", "canceled", "processing")


def take_on() -> None:
    """Before localstripe's server is imported: it ties its addresses to these functions then."""
    for kind in (Customer, PaymentIntent, Refund, SetupIntent):
        kind._api_create = only_known(kind)
    PaymentIntent._api_create = with_future_use(PaymentIntent._api_create)
    Refund._api_create = told_and_within(Refund._api_create)
    instead = {
        PaymentIntent._api_cancel: cancelled(PaymentIntent._api_cancel),
        PaymentIntent._api_confirm: confirm,
        SetupIntent._api_confirm: kept(SetupIntent._api_confirm),
    }
    extra_apis[:] = [(way, url, instead.get(verb, verb)) for way, url, verb in extra_apis]
    PaymentIntent._report_failure = failed
    PaymentMethod._charging_is_declined = declined
    PaymentIntent.amount_received = property(received)
    Charge.payment_method_details = property(details)
    Charge._initialize_charge = named_as_its_intent(Charge._initialize_charge)
    for kind in (BalanceTransaction, PaymentIntent, Payout, Refund):
        kind._api_list_all = since(kind._api_list_all)
    webhooks._send_webhook = send


def only_known(kind: Any) -> Any:
    """Stripe takes more than localstripe knows of; what only refines is left out."""
    created = kind._api_create
    known = {
        name
        for function in (kind.__init__, created)
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    }
    return lambda **asked: created(**{name: asked[name] for name in asked if name in known})


def with_future_use(created: Any) -> Any:
    def create(setup_future_usage: str | None = None, **asked: Any) -> Any:
        intent = created(**asked)
        intent.setup_future_usage = setup_future_usage
        return intent

    return create


def told_and_within(created: Any) -> Any:
    """No more goes back than came, and whoever listens hears of it."""

    def create(**asked: Any) -> Any:
        charge = charge_of(asked)
        left = charge.amount - charge.amount_refunded
        if int(asked.get("amount") or left) > left or left <= 0:
            raise UserError(
                400,
                "Refund amount is greater than the unrefunded amount on the charge",
                {"code": "charge_already_refunded"},
            )
        refund = created(**{"amount": left, **asked})
        refund.payment_intent = charge.payment_intent
        webhooks.schedule_webhook(Event("refund.created", refund))
        webhooks.schedule_webhook(Event("charge.refunded", charge))
        return refund

    return create


def charge_of(asked: dict[str, Any]) -> Any:
    if asked.get("charge"):
        return Charge._api_retrieve(asked["charge"])
    intent = PaymentIntent._api_retrieve(str(asked.get("payment_intent")))
    if intent.latest_charge is None or intent.status != "succeeded":
        raise UserError(400, "This PaymentIntent does not have a successful charge to refund.")
    return intent.latest_charge


def cancelled(cancel: Any) -> Any:
    def tell(id: str, **_: Any) -> Any:  # noqa: A002
        intent = cancel(id)
        webhooks.schedule_webhook(Event("payment_intent.canceled", intent))
        return intent

    return tell


def kept(confirm: Any) -> Any:
    """A card that was set up belongs to the customer it was set up for."""

    def attach(**asked: Any) -> Any:
        setup = confirm(**asked)
        if setup.status == "succeeded":
            if setup.customer:
                PaymentMethod._api_attach(setup.payment_method, customer=setup.customer)
            webhooks.schedule_webhook(Event("setup_intent.succeeded", setup))
        return setup

    return attach


def declined(method: Any) -> bool:
    """Of some cards localstripe says it only when they are kept, not when they are charged."""
    if method.type != "card":
        return False
    return method._attaching_is_declined() or method._card_number in (
        "4000000000000341",
        "4000008260003178",
        "4000008400001629",
    )


def failed(intent: Any) -> None:
    """Whoever asked is told what became of the intent, too."""
    webhooks.schedule_webhook(Event("payment_intent.payment_failed", intent))
    charge = intent.latest_charge
    said = {
        "code": charge.failure_code,
        "decline_code": "generic_decline",
        "charge": charge.id,
        "payment_intent": intent._export(),
    }
    raise UserError(402, charge.failure_message, said)


def received(intent: Any) -> int:
    return intent.amount if intent.status == "succeeded" else 0


def details(charge: Any) -> dict[str, Any]:
    method = PaymentMethod._api_retrieve(charge.payment_method)
    return {"type": method.type, method.type: dict(getattr(method, method.type))}


def named_as_its_intent(begun: Any) -> Any:
    """What an intent says of itself stands on each charge of it, before anybody hears of that."""

    def begin(charge: Any, *told: Any, **whom: Any) -> None:
        if charge.payment_intent is not None:
            charge.metadata = dict(PaymentIntent._api_retrieve(charge.payment_intent).metadata)
        begun(charge, *told, **whom)

    return begin


def since(listed: Any) -> Any:
    """The newest first, and where that is asked only what is new, or a customer's."""

    def listing(
        url: str,
        created: dict[str, str] | None = None,
        customer: str | None = None,
        **asked: Any,
    ) -> Any:
        found, after = listed(url, **asked), int((created or {}).get("gte", 0))
        in_time = sorted(found._list, key=lambda each: each.created)
        found._list = [
            each
            for each in reversed(in_time)
            if each.created >= after and customer in (None, getattr(each, "customer", None))
        ]
        return found

    return listing


def pay(id: str, secret: str, card: dict[str, Any]) -> Any:  # noqa: A002
    """What a browser does with the card that was typed into it."""
    intent = PaymentIntent._api_retrieve(id)
    if secret != intent.client_secret:
        raise UserError(404, "No such payment_intent")
    check_open(intent)
    method = readable(card)
    attempt(intent, method.id)
    if intent.customer and getattr(intent, "setup_future_usage", None):
        PaymentMethod._api_attach(method.id, customer=intent.customer)
    return intent


def confirm(id: str, payment_method: str = "", **_: Any) -> Any:  # noqa: A002
    """What its owner does, with a card that is kept."""
    intent = PaymentIntent._api_retrieve(id)
    check_open(intent)
    attempt(intent, PaymentMethod._api_retrieve(payment_method or intent.payment_method).id)
    return intent


def check_open(intent: Any) -> None:
    if intent.status in SETTLED:
        raise UserError(
            400,
            f"This PaymentIntent's status is {intent.status}.",
            {"code": "payment_intent_unexpected_state", "payment_intent": intent._export()},
        )


def attempt(intent: Any, method: str) -> None:
    intent.payment_method, intent.latest_charge, intent.next_action = method, None, None
    intent._confirm(on_failure_now=intent._report_failure)


def readable(card: dict[str, Any]) -> Any:
    try:
        return PaymentMethod(type="card", card=card)
    except (UserError, AttributeError):
        raise UserError(400, "The card cannot be read.", {"code": "incorrect_number"}) from None


async def send(event: Any) -> None:
    """Again and again until it is taken, each time signed anew."""
    if event.type not in TOLD:
        return
    body = json.dumps(event._export(), indent=2, sort_keys=True).encode()
    for pause in PAUSES:
        await asyncio.sleep(pause)
        said = [await deliver(hook, body) for hook in webhooks._webhooks.values()]
        if all(said):
            return


async def deliver(hook: Any, body: bytes) -> bool:
    at = int(time.time())
    signature = hmac.new(hook.secret.encode(), b"%d.%s" % (at, body), hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "Stripe-Signature": f"t={at},v1={signature}"}
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
            session.post(hook.url, data=body, headers=headers) as answer,
        ):
            return 200 <= answer.status < 300
    except (aiohttp.ClientError, TimeoutError):
        return False


def pickled(books: Any) -> bytes:
    return pickle.dumps(dict(books), protocol=pickle.HIGHEST_PROTOCOL)


def unpickled(books: bytes) -> dict[str, Any]:
    found: dict[str, Any] = pickle.loads(books)  # noqa: S301 - a file of ours in a closed home
    return found
