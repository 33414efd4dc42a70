"""Access tokens are JWTs of ten minutes; refresh tokens derive from their session's row. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

import jwt
import msgspec

from topsmile.identity.models import Membership, Principal, Session
from topsmile.kernel.errors import NotSignedIn

ISSUER = "topsmile"
AUDIENCE = "topsmile-api"
TYPE = "at+jwt"
ACCESS_LIFE = timedelta(minutes=10)
SESSION_LIFE = timedelta(days=30)
GRACE = timedelta(seconds=15)
CLAIMS = {
    "person_id": "sub",
    "session_id": "sid",
    "counter": "ctr",
    "clinic_id": "cid",
    "role": "rol",
    "patient_id": "pat",
    "provider_id": "prv",
}
ENDED = 2**53 - 1  # what the cache holds for a session that is over: no counter is greater


class Refresh(NamedTuple):
    session_id: UUID
    counter: int
    proof: bytes


class Tokens:
    """Makes and reads both kinds with one secret of the installation."""

    def __init__(self, secret: str) -> None:
        self._access_key = derived(secret, "access")
        self._refresh_key = derived(secret, "refresh")
        self.device_key = derived(secret, "device")
        self.seal_key = derived(secret, "idempotency")
        self.client_key = derived(secret, "client")
        self._verified = lru_cache(maxsize=10_000)(self._verify)

    def access(self, session: Session, membership: Membership, now: datetime) -> str:
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": int(now.timestamp()),
            "exp": int((now + ACCESS_LIFE).timestamp()),
            "sub": str(session.person_id),
            "sid": str(session.id),
            "ctr": session.counter,
            "cid": str(session.clinic_id),
            "rol": membership.role,
            "pat": str(membership.patient_id) if membership.patient_id else None,
            "prv": str(membership.provider_id) if membership.provider_id else None,
        }
        return jwt.encode(claims, self._access_key, algorithm="HS256", headers={"typ": TYPE})

    def read_access(self, token: str, now: datetime) -> Principal:
        """Raises NotSignedIn for whatever is not a living token of ours."""
        principal, expires = self._verified(token)
        if expires <= now.timestamp():
            raise NotSignedIn
        return principal

    def _verify(self, token: str) -> tuple[Principal, float]:
        """Whose token it is and until when; its signature is checked once, its time always."""
        try:
            decoded = jwt.decode_complete(
                token,
                self._access_key,
                algorithms=["HS256"],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={"verify_exp": False, "verify_iat": False, "require": ["exp", "sub"]},
            )
            claims = decoded["payload"]
            if decoded["header"].get("typ") != TYPE:
                raise NotSignedIn
            named = {field: claims[claim] for field, claim in CLAIMS.items()}
            return msgspec.convert(named, Principal), float(claims["exp"])
        except (jwt.PyJWTError, KeyError, TypeError, ValueError, msgspec.MsgspecError) as error:
            raise NotSignedIn from error

    def refresh(self, session: Session, counter: int) -> str:
        proof = self._proof(session, counter)
        return f"{session.id}.{counter}.{base64.urlsafe_b64encode(proof).decode().rstrip('=')}"

    def is_of(self, refresh: Refresh, session: Session) -> bool:
        return hmac.compare_digest(refresh.proof, self._proof(session, refresh.counter))

    def _proof(self, session: Session, counter: int) -> bytes:
        return hmac.digest(
            self._refresh_key, session.seed + session.id.bytes + str(counter).encode(), "sha256"
        )


def read_refresh(token: str | None) -> Refresh | None:
    """The parts of what may be a refresh token; whether it is one only its session tells."""
    try:
        session_id, counter, proof = (token or "").split(".")
        return Refresh(UUID(session_id), int(counter), base64.urlsafe_b64decode(proof + "="))
    except ValueError:
        return None


class Rotation(NamedTuple):
    """What becomes of a session when a refresh token of `counter` is shown."""

    ends: bool
    counter: int


def rotation(session: Session, counter: int, now: datetime) -> Rotation:
    """The current token gives the next; the one before it, shortly after, the same next one.

    Tabs that refresh at once all show the same token, and each must get the same successor.
    Anything older was copied: the session ends.
    """
    if counter == session.counter:
        return Rotation(ends=False, counter=counter + 1)
    if counter == session.counter - 1 and now - session.rotated_at <= GRACE:
        return Rotation(ends=False, counter=session.counter)
    return Rotation(ends=True, counter=session.counter)


def derived(secret: str, purpose: str) -> bytes:
    return hashlib.sha256(f"topsmile/{purpose}/{secret}".encode()).digest()
