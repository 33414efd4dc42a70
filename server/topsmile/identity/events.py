from __future__ import annotations

from uuid import UUID

from topsmile.identity.permissions import Role
from topsmile.kernel.events import Event


class UserSignedIn(Event, frozen=True, tag="user.signed_in"):
    """A new session began."""

    person_id: UUID
    session_id: UUID


class UserSignedOut(Event, frozen=True, tag="user.signed_out"):
    """A session ended: by its owner, its age, or because a used token was shown again."""

    person_id: UUID
    session_id: UUID


class UserRegistered(Event, frozen=True, tag="user.registered"):
    """Someone became a patient by themselves; `token_id` confirms their address."""

    person_id: UUID
    patient_id: UUID
    token_id: UUID


class ConfirmationAsked(Event, frozen=True, tag="user.confirmation_asked"):
    """They want the link that confirms their address once more. `token_id` is not the secret."""

    person_id: UUID
    token_id: UUID


class UserConfirmed(Event, frozen=True, tag="user.confirmed"):
    """Whoever this is reads the mail of their address."""

    person_id: UUID


class PasswordForgotten(Event, frozen=True, tag="user.password_forgotten"):
    """Someone asked for a way back in. `token_id` is not the secret."""

    person_id: UUID
    token_id: UUID


class PasswordReset(Event, frozen=True, tag="user.password_reset"):
    """All sessions of this person have ended."""

    person_id: UUID


class MemberInvited(Event, frozen=True, tag="user.invited"):
    """Someone was made staff and is to choose a password. `token_id` is not the secret."""

    person_id: UUID
    token_id: UUID


class RoleChanged(Event, frozen=True, tag="user.role_changed"):
    """Their sessions at this clinic have ended."""

    person_id: UUID
    role: Role


class MembershipEnded(Event, frozen=True, tag="user.membership_ended"):
    """They may no longer do anything here; their sessions at this clinic have ended."""

    person_id: UUID
