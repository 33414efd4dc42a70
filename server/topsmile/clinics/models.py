from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, TypeAlias
from uuid import UUID
from zoneinfo import available_timezones

import msgspec

from topsmile.kernel.bodies import Body
from topsmile.kernel.errors import Conflict, Invalid
from topsmile.kernel.money import Money

DepositKind = Literal["none", "amount", "full"]
Amount: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Hours: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=8760)]


class SlugTaken(Conflict):
    detail = "Another clinic has this address already."
    constraint = "one_clinic_per_slug"


class Clinic(msgspec.Struct, frozen=True):
    """What everyone may know of a clinic. `timezone` is an IANA name, `locale` a BCP 47 tag."""

    id: UUID
    slug: str
    name: str
    timezone: str
    currency: str
    locale: str


class PublicClinic(msgspec.Struct, frozen=True):
    """For a booking page; `today` is the date there now."""

    slug: str
    name: str
    timezone: str
    currency: str
    locale: str
    today: date


class Settings(msgspec.Struct, frozen=True):
    """What a clinic's own transactions may know of it."""

    timezone: str
    currency: str
    locale: str


class Policy(Body, frozen=True):
    """What is asked of whoever books. Amounts are minor units of the clinic's currency.

    Whoever cancels within the last `cancellation_hours` is late.
    """

    deposit_kind: DepositKind = "none"
    deposit_amount: Amount | None = None
    cancellation_hours: Hours = 24
    late_cancel_fee: Amount | None = None
    no_show_fee: Amount | None = None


class Terms(msgspec.Struct, frozen=True):
    """What a policy means for one visit; null where nothing is asked."""

    deposit: Money | None
    cancellation_hours: int
    late_cancel_fee: Money | None
    no_show_fee: Money | None


RULES = [
    (
        "slug",
        "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
        "The slug is part of the booking address: small letters, digits and hyphens, up to 63.",
    ),
    ("name", r"\S(.{0,198}\S)?", "The clinic needs a name of up to 200 characters."),
    ("currency", "[A-Z]{3}", "The currency is an ISO 4217 code, such as BRL."),
    (
        "locale",
        "[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?",
        "The locale is a language tag, such as pt-BR.",
    ),
]


class OpenClinic(msgspec.Struct, frozen=True):
    """A clinic to be."""

    slug: str
    name: str
    timezone: str
    currency: str
    locale: str
    is_demo: bool = False

    def check(self) -> None:
        """Raises Invalid with a sentence for whoever opens the clinic."""
        for field, pattern, sentence in RULES:
            if not re.fullmatch(pattern, getattr(self, field)):
                raise Invalid.on(field, sentence)
        if self.timezone not in available_timezones():
            raise Invalid.on(
                "timezone", "This is not an IANA time zone, such as America/Sao_Paulo."
            )
