from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypeAlias
from uuid import UUID

import msgspec

from topsmile.identity.models import Address, Newcomer
from topsmile.kernel.bodies import Body, Change, Name, Text

# Digits and what people put between them: three or more characters once it is trimmed.
Phone: TypeAlias = Annotated[
    str, msgspec.Meta(max_length=32, pattern=r"^\s*\+?[(]?[0-9][0-9 ()./-]+[0-9]\s*$")
]
Locale: TypeAlias = Annotated[
    str,
    msgspec.Meta(max_length=16, pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"),
]


class Patient(msgspec.Struct, frozen=True):
    """`locale` is the language the clinic writes to them in; `notes` are for the staff."""

    id: UUID
    name: str
    email: str | None
    phone: str | None
    birth_date: date | None
    locale: str
    notes: str
    version: int
    archived_at: datetime | None
    created_at: datetime


class CreatePatient(Body, frozen=True):
    """Without a `locale`, the clinic's."""

    name: Name
    email: Address | None = None
    phone: Phone | None = None
    birth_date: date | None = None
    locale: Locale | None = None
    notes: Text = ""


class ChangePatient(Change, frozen=True):
    name: Name | msgspec.UnsetType = msgspec.UNSET
    email: Address | msgspec.UnsetType | None = msgspec.UNSET
    phone: Phone | msgspec.UnsetType | None = msgspec.UNSET
    birth_date: date | msgspec.UnsetType | None = msgspec.UNSET
    locale: Locale | msgspec.UnsetType = msgspec.UNSET
    notes: Text | msgspec.UnsetType = msgspec.UNSET


class Profile(msgspec.Struct, frozen=True):
    """What patients see of their own record: not what the staff wrote down for themselves."""

    id: UUID
    name: str
    email: str | None
    phone: str | None
    birth_date: date | None
    locale: str
    version: int


class ChangeProfile(Change, frozen=True):
    """Another e-mail address is another way in; it is not changed here."""

    name: Name | msgspec.UnsetType = msgspec.UNSET
    phone: Phone | msgspec.UnsetType | None = msgspec.UNSET
    birth_date: date | msgspec.UnsetType | None = msgspec.UNSET
    locale: Locale | msgspec.UnsetType = msgspec.UNSET


class Register(Newcomer, frozen=True):
    """A patient who registers by themselves at the clinic with this slug."""

    phone: Phone | None = None
    locale: Locale | None = None
