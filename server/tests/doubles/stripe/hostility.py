"""What goes wrong with a request, by a plan or by seeded chance."""

from __future__ import annotations

import random
from collections import Counter, defaultdict, deque
from typing import Literal

Deed = Literal[
    "take",
    "slow",  # within the patience of whoever asks
    "late",  # the effect comes when whoever asked has given up; its key is in use until then
    "hang before",  # nothing is done, nothing is said
    "hang after",  # it is done, and nobody hears of it
    "drop before",
    "drop after",
    "500 before",
    "500 after",  # done, and the key remembers the good answer
    "500 for good",  # done, and the key remembers the 500
    "429",
    "409",  # somebody else is said to use the key
    "nonsense",  # done, and what is said is no JSON
]
DEEDS: tuple[Deed, ...] = Deed.__args__  # type: ignore[attr-defined]
UNDONE = frozenset({"hang before", "drop before", "500 before", "429", "409"})


class Hostility:
    """`plan["POST /v1/refunds"]` is done in turn, then `plan["*"]`, then chance decides."""

    def __init__(self) -> None:
        self.plan: dict[str, deque[Deed]] = defaultdict(deque)
        self.done: Counter[Deed] = Counter()
        self.patience = 1.0
        self._chance = random.Random(0)
        self._odds: dict[Deed, float] = {}
        self._only = ""

    def rage(self, seed: int, odds: dict[Deed, float], only: str = "") -> None:
        """By chance from now on; `only` is a method. Without odds it is calm again."""
        self._chance, self._odds, self._only = random.Random(seed), odds, only

    def next_deed(self, method: str, template: str) -> Deed:
        deed = self._next(method, template)
        self.done[deed] += 1
        return deed

    def _next(self, method: str, template: str) -> Deed:
        for name in (f"{method} {template}", "*"):
            if self.plan[name]:
                return self.plan[name].popleft()
        if self._odds and method.startswith(self._only):
            drawn = self._chance.random()
            for deed, odd in self._odds.items():
                drawn -= odd
                if drawn < 0:
                    return deed
        return "take"
