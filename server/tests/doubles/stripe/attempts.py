"""What becomes of an attempt to pay an intent, whoever makes it."""

from __future__ import annotations

from doubles.stripe.balance import move
from doubles.stripe.cards import Card
from doubles.stripe.faults import Refusal
from doubles.stripe.methods import attach, card_of
from doubles.stripe.money import fee_of
from doubles.stripe.shelf import Shelf, Thing

ASKED_TOO_MUCH = Card(
    "declined", "authentication_required", "authentication_required", last4="3184"
)


def attempt(shelf: Shelf, intent: Thing, method: Thing, *, off_session: bool) -> Refusal | None:
    """The refusal that whoever asked for it is answered with, or None."""
    intent["payment_method"] = method["id"]
    if method["type"] != "card":
        show_voucher(shelf, intent, method)
        return None
    card = card_of(shelf, method)
    if card.outcome == "declined":
        return decline(shelf, intent, method, card)
    if asks(shelf, method, card, off_session=off_session):
        if off_session:
            return decline(shelf, intent, method, ASKED_TOO_MUCH)
        challenge(shelf, intent)
        return None
    succeed(shelf, intent, method)
    return None


def asks(shelf: Shelf, method: Thing, card: Card, *, off_session: bool) -> bool:
    """Whether the bank wants to see the cardholder."""
    if card.outcome == "authentication once":
        return not (off_session and shelf.secrets[method["id"]].get("set up"))
    return card.outcome == "authentication"


def challenge(shelf: Shelf, intent: Thing) -> None:
    intent["status"] = "requires_action"
    address = f"https://hooks.stripe.test/3d_secure/{intent['id']}"
    back = shelf.secrets[intent["id"]].get("return_url")
    if back:
        redirect = {"return_url": back, "url": address}
        intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": redirect}
    else:
        sdk = {"type": "three_d_secure_redirect", "stripe_js": address}
        intent["next_action"] = {"type": "use_stripe_sdk", "use_stripe_sdk": sdk}
    shelf.emit(f"{intent['object']}.requires_action", intent)


def show_voucher(shelf: Shelf, intent: Thing, method: Thing) -> None:
    """Pix and boleto: the customer has something to pay elsewhere."""
    now, kind = shelf.world.seconds(), method["type"]
    page = f"https://payments.stripe.test/{kind}/{intent['id']}"
    if kind == "pix":
        shown = {
            "data": f"00020101021226{intent['id']}",
            "expires_at": now + 3600,
            "hosted_instructions_url": page,
            "image_url_png": f"{page}.png",
            "image_url_svg": f"{page}.svg",
        }
        intent["next_action"] = {"type": "pix_display_qr_code", "pix_display_qr_code": shown}
    else:
        shown = {
            "expires_at": now + 3 * 24 * 3600,
            "hosted_voucher_url": page,
            "number": "01010101010101010101010101010101010101010101010",
            "pdf": f"{page}.pdf",
        }
        intent["next_action"] = {
            "type": "boleto_display_details",
            "boleto_display_details": shown,
        }
    intent["status"] = "requires_action"
    shelf.emit("payment_intent.requires_action", intent)


def process(shelf: Shelf, intent: Thing) -> None:
    """The customer has done their part; the money is on its way."""
    intent.update(status="processing", next_action=None)
    intent["processing"] = {"type": "pix"} if "pix" in intent["payment_method_types"] else None
    shelf.emit("payment_intent.processing", intent)


def succeed(shelf: Shelf, intent: Thing, method: Thing) -> Thing:
    charge = charged(shelf, intent, method)
    charge.update(paid=True, captured=True, status="succeeded", amount_captured=intent["amount"])
    intent.update(
        status="succeeded",
        next_action=None,
        processing=None,
        last_payment_error=None,
        latest_charge=charge["id"],
        payment_method=method["id"],
        amount_received=intent["amount"],
    )
    shelf.emit("charge.succeeded", charge)
    shelf.emit("payment_intent.succeeded", intent)
    keep(shelf, intent, method)
    # Stripe answers first and books afterwards.
    shelf.world.afterwards.append(lambda: book(shelf, charge))
    return charge


def keep(shelf: Shelf, intent: Thing, method: Thing) -> None:
    """A card that is paid with is used up, unless it is a customer's."""
    if intent.get("setup_future_usage") and intent["customer"]:
        shelf.secrets[method["id"]]["set up"] = True
        attach(shelf, method, intent["customer"])
    elif method["customer"] is None:
        shelf.secrets[method["id"]]["spent"] = True


def book(shelf: Shelf, charge: Thing) -> None:
    kind = charge["payment_method_details"]["type"]
    fee = fee_of(charge["amount"], charge["currency"], kind)
    moved = move(shelf, "charge" if kind == "card" else "payment", charge, charge["amount"], fee)
    charge["balance_transaction"] = moved["id"]
    shelf.emit("charge.updated", charge, balance_transaction=None)


def decline(shelf: Shelf, intent: Thing, method: Thing, card: Card) -> Refusal:
    charge = charged(shelf, intent, method)
    charge.update(
        failure_code=card.code,
        failure_message=card.words,
        outcome={"type": "issuer_declined", "network_status": "declined_by_network"},
    )
    intent["latest_charge"] = charge["id"]
    shelf.emit("charge.failed", charge)
    return fail(shelf, intent, method, card.code, card.words, card.decline_code)


def fail(
    shelf: Shelf,
    intent: Thing,
    method: Thing,
    code: str,
    words: str,
    decline_code: str | None = None,
) -> Refusal:
    error: Thing = {"type": "card_error", "code": code, "message": words}
    error |= {"decline_code": decline_code} if decline_code else {}
    error |= {"charge": intent["latest_charge"]} if intent["latest_charge"] else {}
    error["payment_method"] = dict(method)
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        processing=None,
        last_payment_error=error,
    )
    shelf.emit("payment_intent.payment_failed", intent)
    more = {name: value for name, value in error.items() if name not in ("type", "message", "code")}
    return Refusal(402, code, words, kind="card_error", payment_intent=dict(intent), **more)


def charged(shelf: Shelf, intent: Thing, method: Thing) -> Thing:
    kind = method["type"]
    return shelf.put(
        "charge",
        "ch" if kind == "card" else "py",
        amount=intent["amount"],
        amount_captured=0,
        amount_refunded=0,
        application_fee_amount=intent["application_fee_amount"],
        balance_transaction=None,
        billing_details=dict(method["billing_details"]),
        captured=False,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_balance_transaction=None,
        failure_code=None,
        failure_message=None,
        metadata=dict(intent["metadata"]),
        outcome={"type": "authorized", "network_status": "approved_by_network"},
        paid=False,
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"type": kind, kind: dict(method[kind])},
        receipt_email=intent["receipt_email"],
        receipt_url=f"https://pay.stripe.test/receipts/{intent['id']}",
        refunded=False,
        status="failed",
    )
