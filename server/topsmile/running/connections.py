"""A client's connection: uvicorn's, with bounds on the head of a request.

Whoever sends one slowly, or without end, would keep a place and memory for nothing.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
HEAD_BYTES = 64 * 1024


class Connection(HttpToolsProtocol):
    """From the first byte, or from being connected, to the end of the head the clock runs."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._deadline: asyncio.TimerHandle | None = None
        self._head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_complete()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deadline is not None:
            self._head += len(data)
            if self._head > HEAD_BYTES and not self._ends_within(data):
                self.send_400_response("The head of this request is too long.")
                return
        super().data_received(data)

    def _ends_within(self, data: bytes) -> bool:
        """A body may follow in the same packet, and is bounded elsewhere."""
        return b"\r\n\r\n" in data and self._head - len(data) <= HEAD_BYTES

    def on_message_begin(self) -> None:
        if self._deadline is None:
            self._await_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head_is_complete()
        super().on_headers_complete()

    def _await_head(self) -> None:
        self._head = 0
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _head_is_complete(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        if self.transport is not None and not self.transport.is_closing():
            self.transport.close()
