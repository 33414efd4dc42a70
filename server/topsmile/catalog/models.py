from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias
from uuid import UUID

import msgspec

from topsmile.clinics.models import Policy, Terms
from topsmile.kernel.bodies import Body, Change, Name, Text
from topsmile.kernel.money import Money

Duration: TypeAlias = Annotated[int, msgspec.Meta(ge=5, le=720)]
Buffer: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=240)]
Position: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Providers: TypeAlias = Annotated[list[UUID], msgspec.Meta(max_length=500)]


class Service(msgspec.Struct, frozen=True):
    """What the clinic does for its patients, how long it takes, and who performs it.

    Without a `policy` of its own the clinic's holds. `terms` are what that comes to at this price,
    null while the clinic takes no payments.
    """

    id: UUID
    name: str
    description: str
    duration_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    price: Money
    provider_ids: list[UUID]
    position: int
    version: int
    archived_at: datetime | None
    policy: Policy | None
    terms: Terms | None


class Price(Body, frozen=True):
    amount: Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
    currency: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}$", max_length=3)]


class CreateService(Body, frozen=True):
    """`position` orders the list; `price` is in the clinic's currency."""

    name: Name
    duration_minutes: Duration
    price: Price
    description: Text = ""
    buffer_before_minutes: Buffer = 0
    buffer_after_minutes: Buffer = 0
    provider_ids: Providers = msgspec.field(default_factory=list)
    position: Position = 0
    policy: Policy | None = None


class ChangeService(Change, frozen=True):
    """`provider_ids`, when sent, replaces who performs it; a null `policy` means the clinic's."""

    name: Name | msgspec.UnsetType = msgspec.UNSET
    description: Text | msgspec.UnsetType = msgspec.UNSET
    duration_minutes: Duration | msgspec.UnsetType = msgspec.UNSET
    buffer_before_minutes: Buffer | msgspec.UnsetType = msgspec.UNSET
    buffer_after_minutes: Buffer | msgspec.UnsetType = msgspec.UNSET
    price: Price | msgspec.UnsetType = msgspec.UNSET
    provider_ids: Providers | msgspec.UnsetType = msgspec.UNSET
    position: Position | msgspec.UnsetType = msgspec.UNSET
    policy: Policy | msgspec.UnsetType | None = msgspec.UNSET
