"""Setup intents: a card is kept, nothing is paid."""

from __future__ import annotations

from doubles.stripe.asking import Call, route
from doubles.stripe.attempts import challenge
from doubles.stripe.faults import Refusal
from doubles.stripe.listing import PAGES, page
from doubles.stripe.methods import attach, card_of, known, usable
from doubles.stripe.shelf import Shelf, Thing

CREATE = (
    "customer payment_method payment_method_types automatic_payment_methods usage metadata "
    "description confirm return_url mandate_data"
)


@route("POST", "/v1/setup_intents", CREATE)
def create(call: Call) -> Thing:
    customer = call.text("customer")
    if customer:
        known(call.shelf, customer)
    setup = call.shelf.put(
        "setup_intent",
        "seti",
        application=None,
        cancellation_reason=None,
        customer=customer,
        description=call.text("description"),
        last_setup_error=None,
        latest_attempt=None,
        mandate=None,
        metadata=call.metadata(),
        next_action=None,
        payment_method=None,
        payment_method_types=call.listing("payment_method_types") or ["card"],
        status="requires_payment_method",
        usage=call.text("usage", "off_session"),
    )
    setup["client_secret"] = f"{setup['id']}_secret_{call.world.name('x')[2:]}"
    call.shelf.emit("setup_intent.created", setup)
    if name := call.text("payment_method"):
        setup["payment_method"] = usable(call.shelf, name, customer)["id"]
        setup["status"] = "requires_confirmation"
    return confirmed(call.shelf, setup) if call.flag("confirm") else setup


def confirmed(shelf: Shelf, setup: Thing) -> Thing:
    if setup["payment_method"] is None:
        words = "You cannot confirm this SetupIntent because it's missing a payment method."
        raise Refusal(400, "setup_intent_unexpected_state", words, setup_intent=dict(setup))
    method = shelf.find("payment_method", setup["payment_method"])
    card = card_of(shelf, method)
    if card.outcome == "declined":
        refusal = Refusal(
            402, card.code, card.words, kind="card_error", decline_code=card.decline_code
        )
        setup.update(
            status="requires_payment_method",
            payment_method=None,
            last_setup_error=dict(refusal.error),
        )
        shelf.emit("setup_intent.setup_failed", setup)
        refusal.error["setup_intent"] = dict(setup)
        raise refusal
    if card.outcome.startswith("authentication"):
        challenge(shelf, setup)
        return setup
    return succeed(shelf, setup)


def succeed(shelf: Shelf, setup: Thing) -> Thing:
    method = shelf.find("payment_method", setup["payment_method"])
    setup.update(status="succeeded", next_action=None, last_setup_error=None)
    shelf.secrets[method["id"]]["set up"] = True
    if setup["customer"]:
        attach(shelf, method, setup["customer"])
    shelf.emit("setup_intent.succeeded", setup)
    return setup


@route("GET", "/v1/setup_intents/{id}", "client_secret")
def retrieve(call: Call, name: str) -> Thing:
    return call.shelf.find("setup_intent", name, "intent")


@route("GET", "/v1/setup_intents", f"{PAGES} customer payment_method")
def list_them(call: Call) -> Thing:
    return page(call, call.shelf.all("setup_intent"), "customer", "payment_method")


@route("POST", "/v1/setup_intents/{id}/confirm", "payment_method return_url mandate_data")
def confirm(call: Call, name: str) -> Thing:
    setup = call.shelf.find("setup_intent", name, "intent")
    if setup["status"] in ("succeeded", "canceled"):
        words = f"You cannot confirm this SetupIntent because it is {setup['status']}."
        raise Refusal(400, "setup_intent_unexpected_state", words, setup_intent=dict(setup))
    if method := call.text("payment_method"):
        setup["payment_method"] = usable(call.shelf, method, setup["customer"])["id"]
    return confirmed(call.shelf, setup)


@route("POST", "/v1/setup_intents/{id}/cancel", "cancellation_reason")
def cancel(call: Call, name: str) -> Thing:
    setup = call.shelf.find("setup_intent", name, "intent")
    if setup["status"] in ("succeeded", "canceled"):
        words = f"You cannot cancel this SetupIntent because it is {setup['status']}."
        raise Refusal(400, "setup_intent_unexpected_state", words, setup_intent=dict(setup))
    setup["status"] = "canceled"
    call.shelf.emit("setup_intent.canceled", setup)
    return setup
