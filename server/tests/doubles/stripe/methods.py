"""Payment methods and customers."""

from __future__ import annotations

from doubles.stripe.asking import Call, route
from doubles.stripe.cards import CARDS, NUMBERS, Card
from doubles.stripe.faults import Refusal, bad_param, missing_thing
from doubles.stripe.listing import PAGES, page
from doubles.stripe.shelf import Shelf, Thing

SPENT = (
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer "
    "attachment, shared with a connected account without Customer attachment, or was detached "
    "from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must "
    "attach it to a Customer first."
)


def of_card(shelf: Shelf, name: str) -> Thing:
    card = CARDS[name]
    month, year = card.expires
    details = {
        "brand": card.brand,
        "country": "BR",
        "display_brand": card.brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": f"finger{card.brand}{card.last4}",
        "funding": "credit",
        "last4": card.last4,
    }
    made = made_of(shelf, "card", card=details)
    shelf.secrets[made["id"]]["card"] = card
    return made


def made_of(shelf: Shelf, kind: str, **details: Thing) -> Thing:
    billing = {"address": None, "email": None, "name": None, "phone": None, "tax_id": None}
    return shelf.put(
        "payment_method",
        "pm",
        type=kind,
        allow_redisplay="unspecified",
        billing_details=billing,
        customer=None,
        metadata={},
        **(details or {kind: {}}),
    )


def usable(shelf: Shelf, name: str, customer: str | None, param: str = "payment_method") -> Thing:
    """A test token makes a new method, as with Stripe."""
    if name in CARDS:
        if shelf.live:
            words = f"No such PaymentMethod: '{name}'; test tokens do not work in live mode."
            raise Refusal(404, "resource_missing", words, param=param)
        return of_card(shelf, name)
    method = shelf.find("payment_method", name, param)
    if shelf.secrets[name].get("spent"):
        raise Refusal(400, None, SPENT)
    if method["customer"] not in (None, customer):
        words = "The payment method you provided is attached to another customer."
        raise Refusal(400, None, words, param=param)
    return method


def card_of(shelf: Shelf, method: Thing) -> Card:
    card: Card = shelf.secrets[method["id"]].get("card", Card())
    return card


def attach(shelf: Shelf, method: Thing, customer: str) -> None:
    if method["customer"] != customer:
        method["customer"] = customer
        shelf.emit("payment_method.attached", method)


@route("POST", "/v1/payment_methods", "type card boleto pix billing_details metadata")
def create_method(call: Call) -> Thing:
    kind = call.needed("type")
    if kind != "card":
        return made_of(call.shelf, kind)
    card = call.mapping("card")
    name = card.get("token", "").replace("tok_", "pm_card_") or NUMBERS.get(card.get("number", ""))
    if name not in CARDS:
        raise Refusal(402, "incorrect_number", "Your card number is incorrect.", kind="card_error")
    made = of_card(call.shelf, name)
    made["metadata"] = call.metadata()
    return made


@route("GET", "/v1/payment_methods/{id}")
def retrieve_method(call: Call, name: str) -> Thing:
    return call.shelf.find("payment_method", name, "payment_method")


@route("GET", "/v1/payment_methods", f"{PAGES} customer type")
def list_methods(call: Call) -> Thing:
    return page(call, call.shelf.all("payment_method"), "customer", "type")


@route("GET", "/v1/customers/{id}/payment_methods", f"{PAGES} type")
def list_methods_of(call: Call, customer: str) -> Thing:
    known(call.shelf, customer)
    return page(call, call.shelf.all("payment_method", customer=customer), "type")


@route("POST", "/v1/payment_methods/{id}/attach", "customer")
def attach_method(call: Call, name: str) -> Thing:
    customer = known(call.shelf, call.needed("customer"))
    method = usable(call.shelf, name, customer["id"])
    card = card_of(call.shelf, method)
    if card.outcome == "declined" and card.last4 != "0341":
        raise Refusal(402, card.code, card.words, kind="card_error", decline_code=card.decline_code)
    attach(call.shelf, method, customer["id"])
    return method


@route("POST", "/v1/payment_methods/{id}/detach")
def detach_method(call: Call, name: str) -> Thing:
    method = call.shelf.find("payment_method", name, "payment_method")
    if method["customer"] is None:
        words = "The payment method you provided is not attached to a customer so detachment is"
        raise Refusal(400, None, f"{words} impossible.")
    call.shelf.secrets[name]["spent"] = True
    before, method["customer"] = method["customer"], None
    call.shelf.emit("payment_method.detached", method, customer=before)
    return method


def known(shelf: Shelf, customer: str, param: str = "customer") -> Thing:
    found = shelf.find("customer", customer, param)
    if found.get("deleted"):
        raise missing_thing("customer", customer, param)
    return found


CUSTOMER = "name email phone description metadata preferred_locales address invoice_settings"


@route("POST", "/v1/customers", f"{CUSTOMER} payment_method")
def create_customer(call: Call) -> Thing:
    fields = {name: call.text(name) for name in ("name", "email", "phone", "description")}
    if fields["email"] and "@" not in fields["email"]:
        raise bad_param("email", f"Invalid email address: {fields['email']}", "email_invalid")
    customer = call.shelf.put(
        "customer",
        "cus",
        **fields,
        metadata=call.metadata(),
        balance=0,
        delinquent=False,
        preferred_locales=call.listing("preferred_locales"),
        invoice_settings={"default_payment_method": None},
    )
    if name := call.text("payment_method"):
        attach(call.shelf, usable(call.shelf, name, customer["id"]), customer["id"])
    call.shelf.emit("customer.created", customer)
    return customer


@route("GET", "/v1/customers/{id}")
def retrieve_customer(call: Call, name: str) -> Thing:
    return call.shelf.find("customer", name)


@route("POST", "/v1/customers/{id}", CUSTOMER)
def update_customer(call: Call, name: str) -> Thing:
    customer = known(call.shelf, name, "id")
    for field in ("name", "email", "phone", "description"):
        if field in call.params:
            customer[field] = call.text(field)
    customer["metadata"] = call.metadata(customer["metadata"])
    call.shelf.emit("customer.updated", customer)
    return customer


@route("DELETE", "/v1/customers/{id}")
def delete_customer(call: Call, name: str) -> Thing:
    customer = known(call.shelf, name, "id")
    call.shelf.emit("customer.deleted", customer)
    customer["deleted"] = True
    for method in call.shelf.all("payment_method", customer=name):
        method["customer"] = None
        call.shelf.secrets[method["id"]]["spent"] = True
    return {"id": name, "object": "customer", "deleted": True}


@route("GET", "/v1/customers", f"{PAGES} email")
def list_customers(call: Call) -> Thing:
    there = [each for each in call.shelf.all("customer") if not each.get("deleted")]
    return page(call, there, "email")
