from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal, TypeAlias
from uuid import UUID

import msgspec

from topsmile.clinics.models import Clinic
from topsmile.identity.permissions import MAY, Role
from topsmile.kernel.bodies import Body, Name
from topsmile.kernel.errors import Conflict, TopSmileError

Address: TypeAlias = Annotated[
    str, msgspec.Meta(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
]
Password: TypeAlias = Annotated[str, msgspec.Meta(min_length=8, max_length=256)]
TokenText: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
# What a one-time token is good for. An invitation lets someone choose their first password.
Purpose = Literal["confirm", "reset", "invite"]


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`clinic` is a slug; without it, the membership used last."""

    email: Annotated[str, msgspec.Meta(min_length=1, max_length=254)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
    clinic: str | None = None
    totp: str | None = None


class Newcomer(Body, frozen=True):
    """Someone who registers; `clinic` is a slug."""

    as_typed: ClassVar[frozenset[str]] = frozenset({"password"})

    clinic: Annotated[str, msgspec.Meta(min_length=1, max_length=63)]
    name: Name
    email: Address
    password: Password


class Forgotten(Body, frozen=True):
    email: Address


class NewPassword(Body, frozen=True):
    """`token` is what the link in the mail carries."""

    as_typed: ClassVar[frozenset[str]] = frozenset({"password"})

    token: TokenText
    password: Password


class Confirmation(Body, frozen=True):
    token: TokenText


class TokenInvalid(TopSmileError):
    """One answer for forged, unknown, used and expired: it tells nothing about which."""

    status = 422
    detail = "This link is no longer good. Please ask for a new one."


class AddressTaken(Conflict):
    """Never met as long as whoever confirms an address takes its lock first."""

    detail = "Someone has confirmed this address just now."
    constraint = "one_confirmed_person_per_email"


class Membership(msgspec.Struct, frozen=True):
    clinic_id: UUID
    id: UUID
    person_id: UUID
    role: Role
    patient_id: UUID | None
    provider_id: UUID | None


class Candidate(msgspec.Struct, frozen=True):
    """A person who may be the one signing in."""

    id: UUID
    password_hash: str
    confirmed: bool


class User(msgspec.Struct, frozen=True):
    """The person, as a member of the clinic of their session."""

    id: UUID
    name: str
    email: str
    role: Role
    permissions: list[str]
    patient_id: UUID | None
    provider_id: UUID | None
    clinic: Clinic


class Signed(msgspec.Struct, frozen=True):
    user: User


class Session(msgspec.Struct, frozen=True):
    """One device. The refresh token of `counter` is current; `seed` is what tokens derive from."""

    id: UUID
    clinic_id: UUID
    membership_id: UUID
    person_id: UUID
    seed: bytes
    counter: int
    rotated_at: datetime
    expires_at: datetime
    ended_at: datetime | None


class Device(msgspec.Struct, frozen=True):
    """A session as its owner sees it."""

    id: UUID
    device: str
    address: str
    created_at: datetime
    last_used_at: datetime
    current: bool


class Devices(msgspec.Struct, frozen=True):
    items: list[Device]


class Principal(msgspec.Struct, frozen=True):
    """Who is asking, as their access token says."""

    person_id: UUID
    session_id: UUID
    counter: int
    clinic_id: UUID
    role: Role
    patient_id: UUID | None
    provider_id: UUID | None

    @property
    def is_staff(self) -> bool:
        return self.role != "patient"


class Viewer(msgspec.Struct, frozen=True):
    """Who is asking of one clinic: its member, or anyone. `client` says from where, for limits.

    `holder` is the patient whose own link someone has followed, without signing in.
    """

    clinic_id: UUID
    member: Principal | None
    client: str
    holder: UUID | None = None

    @property
    def is_staff(self) -> bool:
        return self.member is not None and self.member.is_staff

    @property
    def patient_id(self) -> UUID | None:
        """The patient's own record; None for staff and for anyone."""
        if self.holder:
            return self.holder
        return self.member.patient_id if self.member and not self.member.is_staff else None

    @property
    def only_patient(self) -> UUID | None:
        """Whose things this viewer is confined to: a patient's own, all of them for staff."""
        if self.is_staff:
            return None
        return self.patient_id or UUID(int=0)


class Grant(msgspec.Struct, frozen=True):
    """A session's current tokens and whose they are."""

    user: User
    session_id: UUID
    counter: int
    access: str
    refresh: str


def permissions_of(role: Role) -> list[str]:
    return sorted(MAY[role])
