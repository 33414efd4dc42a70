"""Idempotency keys as Stripe documents them, per account and mode."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from doubles.stripe.faults import Refusal

DAY = 24 * 3600


@dataclass
class Kept:
    """`answer` is None while the request that brought the key is being worked on."""

    asked: str
    since: float
    answer: tuple[int, Any] | None = None


class Keys:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, bool, str], Kept] = {}

    def begin(
        self, place: tuple[str, bool, str], method: str, path: str, params: Any, now: float
    ) -> tuple[int, Any] | None:
        """The stored answer, or None: then it is this request's turn."""
        if not 1 <= len(place[2]) <= 255:
            words = "Idempotency keys must be between 1 and 255 characters."
            raise Refusal(400, None, words, kept=False)
        asked = json.dumps([method, path, params], sort_keys=True)
        known = self.kept.get(place)
        if known is None or (known.answer and now - known.since >= DAY):
            self.kept[place] = Kept(asked, now)
            return None
        if known.asked != asked:
            raise mismatched(place[2])
        if known.answer is None:
            raise in_use(place[2])
        return known.answer

    def finish(self, place: tuple[str, bool, str], answer: tuple[int, Any]) -> None:
        self.kept[place].answer = answer

    def release(self, place: tuple[str, bool, str]) -> None:
        """The request never began to be worked on; the key is free again."""
        self.kept.pop(place, None)


def mismatched(key: str) -> Refusal:
    words = (
        "Keys for idempotent requests can only be used with the same parameters they were first "
        f"used with. Try using a key other than '{key}' if you meant to execute a different "
        "request."
    )
    return Refusal(400, None, words, kind="idempotency_error", kept=False)


def in_use(key: str) -> Refusal:
    words = (
        "There is currently another in-progress request using this Stripe account and idempotency "
        f"key ({key}). Please try again later."
    )
    return Refusal(409, "idempotency_key_in_use", words, kind="idempotency_error", kept=False)
