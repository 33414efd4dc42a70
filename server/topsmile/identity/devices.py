"""The mark of a device from which a person has signed in before. Pure."""

from __future__ import annotations

import base64
import hmac
from uuid import UUID

NONCE_BYTES = 12


def mark(key: bytes, person_id: UUID, nonce: bytes) -> str:
    """`nonce` and the proof that we gave it to this very person, whatever address they use."""
    proof = hmac.digest(key, nonce + person_id.bytes, "sha256")[:16]
    return base64.urlsafe_b64encode(nonce + proof).decode()


def known(key: bytes, shown: str | None, person_id: UUID) -> str:
    """The device's name in counters if its mark is of this person, else empty."""
    try:
        nonce = base64.urlsafe_b64decode((shown or "").encode())[:NONCE_BYTES]
    except ValueError:
        return ""
    expected = mark(key, person_id, nonce).encode()
    return nonce.hex() if shown and hmac.compare_digest(expected, shown.encode()) else ""
