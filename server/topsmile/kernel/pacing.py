"""How much a request may send and how long it may take; uploads have an allowance of their own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any, TypeAlias

import msgspec

from topsmile.kernel.errors import TooLarge

Message: TypeAlias = MutableMapping[str, Any]
# After a refusal so much more is taken in and thrown away: a client that only listens once it has
# said everything would otherwise see its connection break instead of the reason.
LINGER_SECONDS = 2.0
LINGER_BYTES = 1024 * 1024


class Allowance(msgspec.Struct, frozen=True):
    """For a POST to a path like `pattern`.

    Its bytes must come at `rate` per second in the long run and never pause for longer than any
    request may take; then `work` seconds are left to do something with them.
    """

    pattern: str
    body_limit: int
    work: float
    rate: int = 8 * 1024

    def covers(self, method: str, path: str) -> bool:
        return method == "POST" and re.fullmatch(self.pattern, path) is not None


class Pace:
    """Counts what has come of one body, and says until when the next piece is waited for."""

    def __init__(
        self, allowance: Allowance | None, body_limit: int, deadline: float, *, expected: bool
    ) -> None:
        self.allowance = allowance
        self.body_limit = allowance.body_limit if allowance else body_limit
        self.deadline = deadline
        self.began = asyncio.get_running_loop().time()
        self.read = 0
        self.whole = not expected

    def count(self, message: Message) -> None:
        self.read += len(message.get("body", b""))
        self.whole = self.whole or not message.get("more_body", False)
        if self.read > self.body_limit:
            raise TooLarge(most=self.body_limit)

    def until(self) -> float | None:
        """The loop's time at which it is cut; None leaves that as it is."""
        if self.allowance is None:
            return None
        now = asyncio.get_running_loop().time()
        if self.whole:
            return now + self.allowance.work
        in_the_long_run = self.began + self.deadline + self.read / self.allowance.rate
        return min(now + self.deadline, in_the_long_run)

    @property
    def refusing_early(self) -> bool:
        """An answer now would come before the client has said everything."""
        return self.allowance is not None and not self.whole

    async def linger(self, receive: Callable[[], Awaitable[Message]]) -> None:
        most = self.read + LINGER_BYTES
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while not self.whole and self.read < most:
                    message = await receive()
                    self.read += len(message.get("body", b""))
                    self.whole = not message.get("more_body", False)
