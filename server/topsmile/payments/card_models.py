from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from topsmile.kernel.bodies import Body


class Card(msgspec.Struct, frozen=True):
    id: UUID
    patient_id: UUID
    brand: str
    last4: str
    expires_month: int
    expires_year: int
    consented_at: datetime


class Cards(msgspec.Struct, frozen=True):
    items: list[Card]


class CardSetup(msgspec.Struct, frozen=True):
    """What a browser needs to have a card kept, and the sentence that its holder agrees to."""

    client_secret: str
    publishable_key: str
    account: str | None
    script_url: str | None
    test: bool
    consent: str


class SetUpCard(Body, frozen=True):
    """Staff name the patient."""

    patient_id: UUID | None = None


class KeepCard(Body, frozen=True):
    """What the browser was told when the card was confirmed."""

    setup_intent: Annotated[str, msgspec.Meta(min_length=5, max_length=255, pattern="^seti_\\w+$")]
    patient_id: UUID | None = None
