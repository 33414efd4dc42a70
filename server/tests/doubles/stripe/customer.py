"""What happens at Stripe without our asking: a customer pays, a bank decides, somebody clicks."""

from __future__ import annotations

from typing import Literal

from doubles.stripe import setups
from doubles.stripe.attempts import attempt, challenge, fail, process, succeed
from doubles.stripe.charges import close_dispute, dispute, fail_refund, refund, settle_refund
from doubles.stripe.methods import card_of, made_of, usable
from doubles.stripe.shelf import Shelf, Thing, World

Method = Literal["card", "pix", "boleto"]


class Outside:
    """Each verb takes the id of an intent (or refund, dispute) of any account."""

    def __init__(self, world: World) -> None:
        self.world = world

    def pay(self, intent: str, card: str = "pm_card_visa", method: Method = "card") -> Thing:
        """In the browser, with the client's secret. A declined card changes only the intent."""
        shelf, found = self._open(intent)
        used = (
            usable(shelf, card, found["customer"]) if method == "card" else made_of(shelf, method)
        )
        attempt(shelf, found, used, off_session=False)
        return self._done(found)

    def fail_attempt(self, intent: str) -> Thing:
        return self.pay(intent, "pm_card_chargeDeclined")

    def authenticate(self, intent: str, *, passes: bool = True) -> Thing:
        """What the bank asked for: 3-D Secure, for a payment or for a card to keep."""
        shelf = self.world.holder(intent)
        found = shelf.things[intent]
        assert found["status"] == "requires_action", found["status"]
        if found["object"] == "setup_intent":
            return self._done(setups.succeed(shelf, found))
        used = shelf.find("payment_method", found["payment_method"])
        if passes:
            succeed(shelf, found, used)
        else:
            words = (
                "We are unable to authenticate your payment method. Please choose a different "
                "payment method and try again."
            )
            fail(shelf, found, used, "payment_intent_authentication_failure", words)
        return self._done(found)

    def keep_card(self, setup: str, card: str = "pm_card_visa") -> Thing:
        shelf = self.world.holder(setup)
        found = shelf.find("setup_intent", setup)
        found["payment_method"] = usable(shelf, card, found["customer"])["id"]
        if card_of(shelf, shelf.things[found["payment_method"]]).outcome.startswith("auth"):
            challenge(shelf, found)
            return self._done(found)
        return self._done(setups.confirmed(shelf, found))

    def process(self, intent: str) -> Thing:
        """A Pix or boleto is paid; the money is on its way."""
        shelf = self.world.holder(intent)
        process(shelf, shelf.find("payment_intent", intent))
        return self._done(shelf.things[intent])

    def complete(self, intent: str) -> Thing:
        """The money of a Pix or boleto has arrived."""
        shelf = self.world.holder(intent)
        found = shelf.find("payment_intent", intent)
        assert found["status"] in ("requires_action", "processing"), found["status"]
        succeed(shelf, found, shelf.find("payment_method", found["payment_method"]))
        return self._done(found)

    complete_pix = complete_boleto = complete

    def expire(self, intent: str) -> Thing:
        """A Pix or boleto that nobody paid in time."""
        shelf = self.world.holder(intent)
        found = shelf.find("payment_intent", intent)
        used = shelf.find("payment_method", found["payment_method"])
        words = f"The {used['type']} was not paid before it expired."
        fail(shelf, found, used, "payment_intent_payment_attempt_expired", words)
        return self._done(found)

    expire_pix = expire_boleto = expire

    def refund_in_dashboard(self, intent: str, amount: int | None = None) -> Thing:
        shelf, charge = self._charge(intent)
        left = charge["amount"] - charge["amount_refunded"]
        return self._done(refund(shelf, charge, amount or left, "requested_by_customer", {}))

    def settle_refund(self, name: str) -> Thing:
        shelf = self.world.holder(name)
        settle_refund(shelf, shelf.find("refund", name))
        return self._done(shelf.things[name])

    def fail_refund(self, name: str) -> Thing:
        shelf = self.world.holder(name)
        fail_refund(shelf, shelf.find("refund", name))
        return self._done(shelf.things[name])

    def dispute(self, intent: str) -> Thing:
        shelf, charge = self._charge(intent)
        return self._done(dispute(shelf, charge))

    def close_dispute(self, name: str, status: Literal["won", "lost"]) -> Thing:
        shelf = self.world.holder(name)
        close_dispute(shelf, shelf.find("dispute", name), status)
        return self._done(shelf.things[name])

    def _open(self, intent: str) -> tuple[Shelf, Thing]:
        shelf = self.world.holder(intent)
        found = shelf.find("payment_intent", intent)
        assert found["status"].startswith("requires_"), found["status"]
        return shelf, found

    def _charge(self, intent: str) -> tuple[Shelf, Thing]:
        shelf = self.world.holder(intent)
        return shelf, shelf.find("charge", shelf.find("payment_intent", intent)["latest_charge"])

    def _done(self, thing: Thing) -> Thing:
        self.world.catch_up()
        return thing
