from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from topsmile.kernel.bodies import Body
from topsmile.notifications.models import Channel

Source = Literal["patient", "staff", "reply"]


class Preference(msgspec.Struct, frozen=True):
    """What a patient has said about a channel. `source` is who wrote it down, None for nobody."""

    channel: Channel
    allowed: bool
    consented_at: datetime | None
    source: Source | None


class Preferences(msgspec.Struct, frozen=True):
    items: list[Preference]


class Choose(Body, frozen=True):
    """Channels that are not named stay as they are."""

    email: bool | None = None
    sms: bool | None = None
    whatsapp: bool | None = None


class Reach(msgspec.Struct, frozen=True):
    """A reader, and over which channels the clinic may write to them."""

    patient_id: UUID
    name: str
    email: str | None
    phone: str | None
    locale: str
    clinic: str
    clinic_locale: str
    channels: list[Channel]
    allowed: list[Channel]
    refused: list[Channel]


class Destination(msgspec.Struct, frozen=True):
    channel: Channel
    to: str
