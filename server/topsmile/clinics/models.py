from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from topsmile.kernel.errors import Conflict


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


class OpenClinic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A clinic to be."""

    slug: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    timezone: str
    currency: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}$")]
    locale: str
    is_demo: bool = False
