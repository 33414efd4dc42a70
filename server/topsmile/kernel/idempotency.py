"""A repeat of a request with the same Idempotency-Key gets the first one's answer.

The answer is stored in the transaction of the change, sealed with a key that only the server and
the holder of the Idempotency-Key can make: an answer may hold what nobody else should read.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from litestar import Response

from topsmile.kernel.db import Tx
from topsmile.kernel.errors import IdempotencyMismatch, InProgress, Invalid
from topsmile.kernel.schedules import every

Answer = TypeVar("Answer")
LONGEST_KEY = 255


class _Stored(msgspec.Struct, frozen=True):
    body_hash: bytes
    status: int
    answer: bytes


class Once:
    """`await once(lambda: service.book(…))`: the verb's answer, or the one it gave before."""

    def __init__(
        self, tx: Tx, secret: bytes, key: str | None, whose: str, operation: str, body: bytes
    ) -> None:
        if key is not None and not 0 < len(key) <= LONGEST_KEY:
            raise Invalid.on("Idempotency-Key", f"Use 1 to {LONGEST_KEY} characters.")
        self.tx = tx
        self.key = key
        words = f"{tx.clinic_id}\n{whose}\n{operation}\n{key}"
        self._seal = hmac.digest(secret, words.encode(), "sha256")
        self._body = hmac.digest(self._seal, body, "sha256")

    async def __call__(
        self, verb: Callable[[], Awaitable[Answer]], status: int = 201
    ) -> Response[Answer]:
        if self.key is None:
            return Response(await verb(), status_code=status)
        stored = await self._earlier()
        if stored is not None:
            # Its bytes go out as they did the first time.
            body = cast("Answer", msgspec.Raw(self._open(stored)))
            return Response(body, status_code=stored.status)
        answer = await verb()
        await self._store(status, answer)
        return Response(answer, status_code=status)

    async def recall(self, kind: type[Answer]) -> Answer | None:
        """What was remembered under the key: for an answer that must not be stored as it is."""
        if self.key is None:
            return None
        stored = await self._earlier()
        return None if stored is None else msgspec.json.decode(self._open(stored), type=kind)

    async def remember(self, answer: Any, status: int = 201) -> None:
        if self.key is not None:
            await self._store(status, answer)

    @property
    def _hash(self) -> bytes:
        return hashlib.sha256(b"key" + self._seal).digest()

    async def _earlier(self) -> _Stored | None:
        number = int.from_bytes(self._hash[:8], "big", signed=True)
        if not await self.tx.value(
            "select pg_try_advisory_xact_lock($2) from (select $1::uuid) clinic", number
        ):
            raise InProgress
        stored = await self.tx.maybe(
            _Stored,
            """
            select body_hash, status, answer from idempotency
            where clinic_id = $1 and key_hash = $2
              and created_at > $3::timestamptz - interval '24 hours'
            """,
            self._hash,
            self.tx.now,
        )
        if stored and not hmac.compare_digest(stored.body_hash, self._body):
            raise IdempotencyMismatch
        return stored

    async def _store(self, status: int, answer: Any) -> None:
        nonce = os.urandom(12)
        sealed = nonce + AESGCM(self._seal).encrypt(nonce, msgspec.json.encode(answer), None)
        await self.tx.run(
            """
            insert into idempotency (clinic_id, key_hash, body_hash, status, answer, created_at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (clinic_id, key_hash) do update
            set body_hash = excluded.body_hash, status = excluded.status,
              answer = excluded.answer, created_at = excluded.created_at
            """,
            self._hash,
            self._body,
            status,
            sealed,
            self.tx.now,
        )

    def _open(self, stored: _Stored) -> bytes:
        try:
            return AESGCM(self._seal).decrypt(stored.answer[:12], stored.answer[12:], None)
        except InvalidTag:
            raise IdempotencyMismatch from None


@every("17 * * * *")
async def forget_old_answers(tx: Tx) -> None:
    """Keys live 24 hours."""
    await tx.run(
        """
        delete from idempotency
        where clinic_id = $1 and created_at < $2::timestamptz - interval '24 hours'
        """,
        tx.now,
    )
