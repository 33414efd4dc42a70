"""Argon2 in a small pool of its own threads: unbounded, signing in would be a denial of service."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from topsmile.kernel.errors import Unavailable

LONGEST_QUEUE = 200


class Passwords:
    """About 20 ms a check; the interpreter lock is free meanwhile."""

    def __init__(self, threads: int = 2) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="argon2")
        self._waiting = 0
        self.nobody = self._hasher.hash("nobody's password")

    async def hash(self, password: str) -> str:
        return str(await self._run(self._hasher.hash, password))

    async def matches(self, hashed: str, password: str) -> bool:
        return bool(await self._run(self._verify, hashed, password))

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: object, *args: str) -> object:
        if self._waiting >= LONGEST_QUEUE:
            raise Unavailable(retry_after=5)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *args)  # type: ignore[arg-type]
        finally:
            self._waiting -= 1

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
