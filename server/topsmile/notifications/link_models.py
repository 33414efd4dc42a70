from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from topsmile.identity.models import TokenText
from topsmile.kernel.bodies import Body
from topsmile.notifications.links import Purpose
from topsmile.payments.models import Cancelling
from topsmile.scheduling.models import Instant, Named, Status


class ClinicOfLink(msgspec.Struct, frozen=True):
    slug: str
    name: str
    timezone: str
    locale: str


class VisitOfLink(msgspec.Struct, frozen=True):
    """What the patient needs to know to decide, and nothing else of them."""

    id: UUID
    status: Status
    starts_at: datetime
    ends_at: datetime
    starts_local: datetime
    service: Named
    provider: Named


class Followed(msgspec.Struct, frozen=True):
    """Where a link leads. `possible`: what it is for can still be done.

    `cancelling`: what that costs, for a link that cancels while it is possible.
    """

    purpose: Purpose
    clinic: ClinicOfLink
    appointment: VisitOfLink
    possible: bool
    cancelling: Cancelling | None


class Follow(Body, frozen=True):
    token: TokenText


class CancelByLink(Body, frozen=True):
    token: TokenText
    reason: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    not_after: Instant | None = None


class RescheduleByLink(Body, frozen=True):
    token: TokenText
    starts_at: Instant
    provider_id: UUID | None = None
