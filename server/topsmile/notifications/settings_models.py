from __future__ import annotations

from typing import Annotated, TypeAlias
from uuid import UUID

import msgspec

from topsmile.kernel.bodies import Body, Change
from topsmile.notifications.models import Channel

# Up to 30 days ahead, at least a quarter of an hour; the same one twice is one.
Offsets: TypeAlias = Annotated[
    list[Annotated[int, msgspec.Meta(ge=15, le=43_200)]], msgspec.Meta(max_length=6)
]
Wall: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=1439)]


class ServiceReminders(Body, frozen=True):
    """A service with reminders of its own, none at all where the list is empty."""

    service_id: UUID
    reminder_minutes: Offsets


class MessageSettings(msgspec.Struct, frozen=True):
    """Quiet hours are wall minutes since midnight; the same twice are none."""

    quiet_from: int
    quiet_until: int
    reminder_minutes: list[int]
    channels: list[Channel]
    services: list[ServiceReminders]
    version: int

    def offsets(self, service_id: UUID) -> list[int]:
        """How long before a visit of this service reminders come, longest first."""
        own = [each.reminder_minutes for each in self.services if each.service_id == service_id]
        return sorted(set(own[0] if own else self.reminder_minutes), reverse=True)


class ChangeMessageSettings(Change, frozen=True):
    """`services`: all that have reminders of their own; who is not named has the clinic's."""

    quiet_from: Wall | msgspec.UnsetType = msgspec.UNSET
    quiet_until: Wall | msgspec.UnsetType = msgspec.UNSET
    reminder_minutes: Offsets | msgspec.UnsetType = msgspec.UNSET
    channels: list[Channel] | msgspec.UnsetType = msgspec.UNSET
    services: (
        Annotated[list[ServiceReminders], msgspec.Meta(max_length=200)] | msgspec.UnsetType
    ) = msgspec.UNSET
