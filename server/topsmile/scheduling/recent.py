"""Answers given lately, found again by what they depend on.

Many people look at the same week of the same service. The name of an answer is made of everything
the answer depends on, clinic and versions included, so what stands under it cannot be out of date.
"""

from __future__ import annotations

from collections import OrderedDict

MOST_BYTES = 32 * 1024 * 1024


class RecentAnswers:
    """This process's, the least recently used going first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._bodies: OrderedDict[bytes, bytes] = OrderedDict()
        self._bytes = 0
        self._most = most_bytes

    def find(self, name: bytes) -> bytes | None:
        body = self._bodies.get(name)
        if body is not None:
            self._bodies.move_to_end(name)
        return body

    def keep(self, name: bytes, body: bytes) -> None:
        if name in self._bodies:
            return
        self._bodies[name] = body
        self._bytes += len(body)
        while self._bytes > self._most:
            _, gone = self._bodies.popitem(last=False)
            self._bytes -= len(gone)
