"""Secrets of endpoints: made here, kept sealed, opened only to sign. PostgreSQL never sees one."""

from __future__ import annotations

import base64
import hmac
import os
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PREFIX = "whsec_"


class Seals:
    """Its key comes from the installation's secret."""

    def __init__(self, secret: str) -> None:
        self._cipher = AESGCM(hmac.digest(secret.encode(), b"webhook secrets", "sha256"))

    def seal(self, clinic_id: UUID, endpoint_id: UUID, secret: str) -> bytes:
        """Good for this endpoint only: carried to another row it does not open."""
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), _whose(clinic_id, endpoint_id))

    def open(self, clinic_id: UUID, endpoint_id: UUID, sealed: bytes) -> str:
        whose = _whose(clinic_id, endpoint_id)
        return self._cipher.decrypt(sealed[:12], sealed[12:], whose).decode()


def _whose(clinic_id: UUID, endpoint_id: UUID) -> bytes:
    return clinic_id.bytes + endpoint_id.bytes


def new_secret() -> str:
    return PREFIX + base64.b64encode(os.urandom(32)).decode()


def signature(secrets: list[str], webhook_id: str, timestamp: int, body: str) -> str:
    """The header of Standard Webhooks: one signature per secret that is valid now."""
    said = f"{webhook_id}.{timestamp}.{body}".encode()
    return " ".join(
        "v1," + base64.b64encode(hmac.digest(_key(each), said, "sha256")).decode()
        for each in secrets
    )


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX))
