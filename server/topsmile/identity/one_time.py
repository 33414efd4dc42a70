"""Tokens for links in mails. Their text derives from their id, so a message carries only the id.

PostgreSQL never sees the text: whoever reads the database, or writes rows into it, has no token.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

from topsmile.identity.tokens import derived


class OneTime:
    """`<id>.<proof>`, with one secret of the installation. The server and the worker make it."""

    def __init__(self, secret: str) -> None:
        self._key = derived(secret, "one-time")

    def text(self, token_id: UUID) -> str:
        proof = base64.urlsafe_b64encode(self._proof(token_id)).decode().rstrip("=")
        return f"{token_id}.{proof}"

    def read(self, text: str) -> UUID | None:
        """The id in a token that we made; None for whatever else this may be."""
        try:
            token_id = UUID(text.partition(".")[0])
        except ValueError:
            return None
        made = hmac.compare_digest(self.text(token_id).encode(), text.encode(errors="replace"))
        return token_id if made else None

    def proof_hash(self, token_id: UUID) -> bytes:
        return hashlib.sha256(self._proof(token_id)).digest()

    def _proof(self, token_id: UUID) -> bytes:
        return hmac.digest(self._key, token_id.bytes, "sha256")
