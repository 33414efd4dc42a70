"""Payment intents."""

from __future__ import annotations

from doubles.stripe.asking import Call, route
from doubles.stripe.attempts import attempt
from doubles.stripe.faults import Refusal, bad_param, missing_param
from doubles.stripe.listing import PAGES, page
from doubles.stripe.methods import known, usable
from doubles.stripe.money import checked_amount, checked_currency
from doubles.stripe.shelf import Thing

KINDS = ("card", "pix", "boleto")
CHANGEABLE = (
    "amount customer description metadata payment_method payment_method_types receipt_email "
    "setup_future_usage statement_descriptor_suffix payment_method_options shipping"
)
CREATE = (
    f"{CHANGEABLE} currency automatic_payment_methods capture_method confirm confirmation_method "
    "off_session return_url application_fee_amount on_behalf_of transfer_data transfer_group "
    "statement_descriptor use_stripe_sdk error_on_requires_action mandate mandate_data "
    "payment_method_data excluded_payment_method_types radar_options"
)
CONFIRM = (
    "payment_method return_url off_session setup_future_usage mandate mandate_data receipt_email "
    "payment_method_types payment_method_options use_stripe_sdk error_on_requires_action "
    "payment_method_data shipping"
)
REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")


@route("POST", "/v1/payment_intents", CREATE)
def create(call: Call) -> Thing:
    amount, currency = call.number("amount"), checked_currency(call.needed("currency"))
    if amount is None:
        raise missing_param("amount")
    checked_amount(amount, currency)
    check_chargeable(call)
    kinds = kinds_of(call, currency)
    customer = call.text("customer")
    if customer:
        known(call.shelf, customer)
    checked_usage(call)
    intent = blank(call, amount, currency, kinds, customer)
    if method := call.text("payment_method"):
        intent["payment_method"] = usable(call.shelf, method, customer)["id"]
        intent["status"] = "requires_confirmation"
    call.shelf.emit("payment_intent.created", intent)
    return confirmed(call, intent) if call.flag("confirm") else intent


def blank(call: Call, amount: int, currency: str, kinds: list[str], customer: str | None) -> Thing:
    intent = call.shelf.put(
        "payment_intent",
        "pi",
        amount=amount,
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        application=None,
        application_fee_amount=call.number("application_fee_amount"),
        automatic_payment_methods=call.params.get("automatic_payment_methods"),
        canceled_at=None,
        cancellation_reason=None,
        capture_method=call.text("capture_method", "automatic_async"),
        confirmation_method="automatic",
        currency=currency,
        customer=customer,
        description=call.text("description"),
        last_payment_error=None,
        latest_charge=None,
        metadata=call.metadata(),
        next_action=None,
        on_behalf_of=None,
        payment_method=None,
        payment_method_options=call.mapping("payment_method_options"),
        payment_method_types=kinds,
        processing=None,
        receipt_email=call.text("receipt_email"),
        review=None,
        setup_future_usage=call.text("setup_future_usage"),
        shipping=None,
        statement_descriptor=None,
        statement_descriptor_suffix=call.text("statement_descriptor_suffix"),
        status="requires_payment_method",
        transfer_data=None,
        transfer_group=None,
    )
    intent["client_secret"] = f"{intent['id']}_secret_{call.world.name('x')[2:]}"
    return intent


def check_chargeable(call: Call) -> None:
    account = call.world.shelf().things.get(call.shelf.account)
    if account is not None and not account["charges_enabled"]:
        words = (
            "Your account cannot currently make charges. Finish its onboarding, or see which "
            "requirements are due."
        )
        raise Refusal(400, "account_invalid", words, kept=False)
    if call.text("capture_method", "automatic") not in ("automatic", "automatic_async"):
        raise bad_param("capture_method", "This double captures by itself.")


def kinds_of(call: Call, currency: str) -> list[str]:
    kinds = call.listing("payment_method_types")
    automatic = call.mapping("automatic_payment_methods").get("enabled") == "true"
    if kinds and automatic:
        words = "You may only specify one of these parameters: automatic_payment_methods,"
        raise bad_param("payment_method_types", f"{words} payment_method_types.")
    if not kinds:
        kinds = list(KINDS) if currency == "brl" else ["card"]
    for kind in kinds:
        if kind not in KINDS:
            raise bad_param("payment_method_types", f"The payment method type {kind} is invalid.")
        if kind != "card" and currency != "brl":
            words = f"The payment method `{kind}` cannot be used with the currency `{currency}`."
            raise bad_param("payment_method_types", words, "payment_intent_invalid_parameter")
    return kinds


def checked_usage(call: Call) -> None:
    usage = call.text("setup_future_usage")
    if usage not in (None, "on_session", "off_session"):
        raise bad_param("setup_future_usage", f"Invalid setup_future_usage: {usage}")
    if call.text("off_session") and not call.flag("confirm") and call.path.count("/") == 2:
        words = "The parameter `off_session` cannot be passed in unless `confirm` is true."
        raise bad_param("off_session", words)


def confirmed(call: Call, intent: Thing) -> Thing:
    if intent["payment_method"] is None:
        words = (
            "You cannot confirm this PaymentIntent because it's missing a payment method. Update "
            "the PaymentIntent with a payment method and then confirm it again."
        )
        raise unexpected(intent, words)
    method = call.shelf.find("payment_method", intent["payment_method"])
    if method["type"] not in intent["payment_method_types"]:
        words = f"The PaymentMethod provided ({method['type']}) is not allowed for this intent."
        raise Refusal(400, "payment_intent_incompatible_payment_method", words)
    call.shelf.secrets[intent["id"]]["return_url"] = call.text("return_url")
    off_session = call.text("off_session") not in (None, "false")
    refusal = attempt(call.shelf, intent, method, off_session=off_session)
    if refusal:
        raise refusal
    return intent


def unexpected(intent: Thing, words: str) -> Refusal:
    return Refusal(400, "payment_intent_unexpected_state", words, payment_intent=dict(intent))


@route("GET", "/v1/payment_intents/{id}", "client_secret")
def retrieve(call: Call, name: str) -> Thing:
    return call.shelf.find("payment_intent", name, "intent")


@route("GET", "/v1/payment_intents", f"{PAGES} customer")
def list_them(call: Call) -> Thing:
    return page(call, call.shelf.all("payment_intent"), "customer")


@route("POST", "/v1/payment_intents/{id}", CHANGEABLE)
def update(call: Call, name: str) -> Thing:
    intent = call.shelf.find("payment_intent", name, "intent")
    money = set(call.params) - {"metadata", "description", "expand"}
    if money and intent["status"] not in OPEN:
        words = (
            f"This PaymentIntent could not be updated because of its status of {intent['status']}."
        )
        raise unexpected(intent, words)
    amount = call.number("amount")
    if amount is not None:
        intent["amount"] = checked_amount(amount, intent["currency"])
    if customer := call.text("customer"):
        intent["customer"] = known(call.shelf, customer)["id"]
    for field in ("description", "setup_future_usage", "receipt_email"):
        if field in call.params:
            intent[field] = call.text(field)
    intent["metadata"] = call.metadata(intent["metadata"])
    return intent


@route("POST", "/v1/payment_intents/{id}/confirm", CONFIRM)
def confirm(call: Call, name: str) -> Thing:
    intent = call.shelf.find("payment_intent", name, "intent")
    if intent["status"] not in OPEN:
        words = (
            "You cannot confirm this PaymentIntent because it has already "
            f"{'succeeded' if intent['status'] == 'succeeded' else intent['status']}."
        )
        raise unexpected(intent, words)
    if method := call.text("payment_method"):
        intent["payment_method"] = usable(call.shelf, method, intent["customer"])["id"]
    if usage := call.text("setup_future_usage"):
        intent["setup_future_usage"] = usage
    return confirmed(call, intent)


@route("POST", "/v1/payment_intents/{id}/cancel", "cancellation_reason")
def cancel(call: Call, name: str) -> Thing:
    intent = call.shelf.find("payment_intent", name, "intent")
    reason = call.text("cancellation_reason")
    if reason not in (None, *REASONS):
        raise bad_param("cancellation_reason", f"Invalid cancellation_reason: {reason}")
    if intent["status"] not in OPEN:
        words = (
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}. "
            "Only a PaymentIntent with one of the following statuses may be canceled: "
            f"requires_capture, {', '.join(OPEN)}."
        )
        raise unexpected(intent, words)
    intent.update(
        status="canceled",
        canceled_at=call.world.seconds(),
        cancellation_reason=reason,
        next_action=None,
    )
    call.shelf.emit("payment_intent.canceled", intent)
    return intent
