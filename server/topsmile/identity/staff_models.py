from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from topsmile.identity.models import Address
from topsmile.kernel.bodies import Body, Change, Name
from topsmile.kernel.errors import Conflict

StaffRole = Literal["receptionist", "dentist", "hygienist", "manager", "admin"]


class Member(msgspec.Struct, frozen=True):
    """Someone who works at the clinic, as the clinic knows them.

    Nothing here tells whether their address was known before the clinic invited them.
    """

    id: UUID
    name: str
    email: str
    role: StaffRole
    provider_id: UUID | None
    version: int
    last_used_at: datetime | None
    archived_at: datetime | None
    created_at: datetime


class InviteMember(Body, frozen=True):
    """`provider_id`: as whom they treat patients."""

    name: Name
    email: Address
    role: StaffRole
    provider_id: UUID | None = None


class ChangeMember(Change, frozen=True):
    name: Name | msgspec.UnsetType = msgspec.UNSET
    role: StaffRole | msgspec.UnsetType = msgspec.UNSET
    provider_id: UUID | msgspec.UnsetType | None = msgspec.UNSET


class AlreadyStaff(Conflict):
    detail = "Someone with this address works here already."


class LastAdmin(Conflict):
    detail = "The clinic needs an administrator. Make someone else one first."


class NotYourself(Conflict):
    detail = "You cannot archive yourself. Ask another administrator."


class NoLongerStaff(Conflict):
    detail = "This person no longer works here. Invite them again."
