"""What an installation takes payments with: made once by the composition roots."""

from __future__ import annotations

import msgspec

from topsmile.adapters.stripe import HttpStripe, NoStripe, Stripe
from topsmile.payments.models import PaymentsOff
from topsmile.settings import Settings


class Till(msgspec.Struct, frozen=True):
    """`connect`: each clinic is paid into an account of its own. `live`: the money is real."""

    stripe: Stripe
    on: bool
    connect: bool
    live: bool
    publishable_key: str
    script_url: str | None
    origin: str

    def check_on(self) -> None:
        if not self.on:
            raise PaymentsOff


def till(settings: Settings) -> Till:
    key = settings.stripe_secret_key
    stripe: Stripe = NoStripe()
    if key is not None:
        stripe = HttpStripe(
            key.get_secret_value(), settings.stripe_url, settings.stripe_timeout_seconds
        )
    return Till(
        stripe,
        key is not None,
        settings.stripe_connect,
        settings.takes_real_money,
        settings.stripe_publishable_key,
        settings.stripe_script_url,
        settings.origin,
    )
