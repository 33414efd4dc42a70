from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID
from zoneinfo import available_timezones

import msgspec

from topsmile.kernel.bodies import LINE, Body, Change, Name
from topsmile.kernel.errors import Conflict, Invalid
from topsmile.kernel.money import Money

DepositKind = Literal["none", "amount", "full"]
Amount: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Hours: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=8760)]
BrandColor: TypeAlias = Annotated[str, msgspec.Meta(pattern="^#[0-9a-fA-F]{6}$", max_length=7)]
Phone: TypeAlias = Annotated[str, msgspec.Meta(max_length=40, pattern=LINE)]
Mail: TypeAlias = Annotated[
    str, msgspec.Meta(max_length=254, pattern=r"^ *([^@\s]+@[^@\s]+\.[^@\s]+)? *$")
]


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
    brand_color: str | None


class PublicClinic(msgspec.Struct, frozen=True):
    """For a clinic's public pages; `today` is the date there now."""

    slug: str
    name: str
    timezone: str
    currency: str
    locale: str
    today: date
    brand_color: str | None
    phone: str | None
    email: str | None
    address: str | None
    about: str | None


class ClinicProfile(msgspec.Struct, frozen=True):
    """What a clinic says of itself to everyone, as its members see and change it.

    `brand_color` is `#rrggbb`; `address` and `about` may have several lines.
    """

    slug: str
    name: str
    timezone: str
    currency: str
    locale: str
    brand_color: str | None
    phone: str | None
    email: str | None
    address: str | None
    about: str | None
    version: int


class ChangeClinicProfile(Change, frozen=True):
    """Null, or nothing but space, takes away what was said."""

    name: Name | msgspec.UnsetType = msgspec.UNSET
    brand_color: BrandColor | msgspec.UnsetType | None = msgspec.UNSET
    phone: Phone | msgspec.UnsetType | None = msgspec.UNSET
    email: Mail | msgspec.UnsetType | None = msgspec.UNSET
    address: Annotated[str, msgspec.Meta(max_length=500)] | msgspec.UnsetType | None = msgspec.UNSET
    about: Annotated[str, msgspec.Meta(max_length=1000)] | msgspec.UnsetType | None = msgspec.UNSET

    def changes(self) -> dict[str, Any]:
        wanted = {name: value or None for name, value in super().changes().items()}
        if self.brand_color:
            wanted["brand_color"] = self.brand_color.lower()
        return wanted


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
