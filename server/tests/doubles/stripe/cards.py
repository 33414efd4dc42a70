"""Test cards and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal[
    "approved",
    "authentication",  # every time: off session it is declined
    "authentication once",  # until it is set up
    "declined",
    "refund fails",
    "refund pends",
]


@dataclass(frozen=True)
class Card:
    outcome: Outcome = "approved"
    code: str = ""
    decline_code: str | None = None
    brand: str = "visa"
    last4: str = "4242"
    expires: tuple[int, int] = (12, 2034)

    @property
    def words(self) -> str:
        return WORDS.get(self.decline_code or self.code, WORDS["card_declined"])


WORDS = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": (
        "An error occurred while processing your card. Try again in a little bit."
    ),
    "authentication_required": (
        "Your card was declined. This transaction requires authentication."
    ),
}


def refused(code: str, last4: str, decline_code: str | None = None) -> Card:
    return Card("declined", code, decline_code, last4=last4)


CARDS = {
    "pm_card_visa": Card(),
    "pm_card_mastercard": Card(brand="mastercard", last4="4444"),
    "pm_card_amex": Card(brand="amex", last4="0005"),
    "pm_card_br": Card(last4="0000"),
    "pm_card_chargeDeclined": refused("card_declined", "0002", "generic_decline"),
    "pm_card_visa_chargeDeclined": refused("card_declined", "0002", "generic_decline"),
    "pm_card_chargeDeclinedInsufficientFunds": refused(
        "card_declined", "9995", "insufficient_funds"
    ),
    "pm_card_visa_chargeDeclinedInsufficientFunds": refused(
        "card_declined", "9995", "insufficient_funds"
    ),
    "pm_card_chargeDeclinedLostCard": refused("card_declined", "9987", "lost_card"),
    "pm_card_chargeDeclinedStolenCard": refused("card_declined", "9979", "stolen_card"),
    "pm_card_chargeDeclinedExpiredCard": refused("expired_card", "0069"),
    "pm_card_chargeDeclinedIncorrectCvc": refused("incorrect_cvc", "0127"),
    "pm_card_chargeDeclinedProcessingError": refused("processing_error", "0119"),
    "pm_card_chargeCustomerFail": refused("card_declined", "0341", "generic_decline"),
    "pm_card_authenticationRequired": Card("authentication", last4="3184"),
    "pm_card_authenticationRequiredOnSetup": Card("authentication once", last4="3155"),
    "pm_card_threeDSecure2Required": Card("authentication", last4="3220"),
    "pm_card_refundFail": Card("refund fails", last4="5126"),
    "pm_card_pendingRefund": Card("refund pends", last4="7726"),
}

NUMBERS = {
    "4242424242424242": "pm_card_visa",
    "5555555555554444": "pm_card_mastercard",
    "4000000760000002": "pm_card_br",
    "4000000000000002": "pm_card_chargeDeclined",
    "4000000000009995": "pm_card_chargeDeclinedInsufficientFunds",
    "4000000000009987": "pm_card_chargeDeclinedLostCard",
    "4000000000000069": "pm_card_chargeDeclinedExpiredCard",
    "4000000000000127": "pm_card_chargeDeclinedIncorrectCvc",
    "4000002760003184": "pm_card_authenticationRequired",
    "4000002500003155": "pm_card_authenticationRequiredOnSetup",
    "4000000000005126": "pm_card_refundFail",
    "4000000000007726": "pm_card_pendingRefund",
    "4000000000000341": "pm_card_chargeCustomerFail",
}
