"""All that Stripe keeps: one shelf per account and mode, and nothing reaches into another's."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from doubles.stripe.faults import Refusal, missing_thing

Thing: TypeAlias = dict[str, Any]
PLATFORM = "acct_platform"
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
API_VERSION = "2026-10-28.endive"


@dataclass
class Shelf:
    world: World
    account: str
    live: bool
    things: dict[str, Thing] = field(default_factory=dict)
    events: list[Thing] = field(default_factory=list)
    # What is known of a thing and never shown: the card behind a payment method, for one.
    secrets: defaultdict[str, Thing] = field(default_factory=lambda: defaultdict(dict))

    def put(self, kind: str, prefix: str, **fields: Any) -> Thing:
        thing: Thing = {
            "id": self.world.name(prefix),
            "object": kind,
            "created": self.world.seconds(),
            "livemode": self.live,
            **fields,
        }
        self.things[thing["id"]] = thing
        return thing

    def find(self, kind: str, name: str, param: str = "id") -> Thing:
        thing = self.things.get(name)
        if thing is None or thing["object"] != kind:
            raise self.elsewhere(kind, name) or missing_thing(kind, name, param)
        return thing

    def elsewhere(self, kind: str, name: str) -> Refusal | None:
        """The same account's other mode is named; another account's things are not."""
        other = self.world.shelves.get((self.account, not self.live))
        if other is None or name not in other.things:
            return None
        modes = ("live", "test") if not self.live else ("test", "live")
        words = (
            f"No such {kind}: '{name}'; a similar object exists in {modes[0]} mode, but a "
            f"{modes[1]} mode key was used to make this request."
        )
        return Refusal(404, "resource_missing", words, param="id")

    def all(self, kind: str, **where: Any) -> list[Thing]:
        """Oldest first."""
        return [
            each
            for each in self.things.values()
            if each["object"] == kind and all(each.get(n) == v for n, v in where.items())
        ]

    def emit(self, kind: str, thing: Thing, **previous: Any) -> Thing:
        """An event with the thing as it is now."""
        data: Thing = {"object": deepcopy(thing)}
        if previous:
            data["previous_attributes"] = previous
        event: Thing = {
            "id": self.world.name("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.world.seconds(),
            "data": data,
            "livemode": self.live,
            "pending_webhooks": 1,
            "request": {"id": self.world.asked_by[0], "idempotency_key": self.world.asked_by[1]},
            "type": kind,
        }
        if self.account != PLATFORM:
            event["account"] = self.account
        self.events.append(event)
        self.world.publish(event)
        return event


class World:
    """Everything, and the clock. `settles` says when the balance learns of a charge."""

    def __init__(self, now: Callable[[], float] = time.time, seed: int = 1) -> None:
        self.now = now
        self.shelves: dict[tuple[str, bool], Shelf] = {}
        self.keys = {"sk_test_platform": False, "sk_live_platform": True}
        self.listeners: list[Callable[[Thing], None]] = []
        self.asked_by: tuple[str | None, str | None] = (None, None)
        self.afterwards: list[Callable[[], None]] = []
        self._chance = random.Random(seed)  # ids differ from one double to the next

    def seconds(self) -> int:
        return int(self.now())

    def name(self, prefix: str, length: int = 24) -> str:
        return f"{prefix}_" + "".join(self._chance.choices(LETTERS, k=length))

    def shelf(self, account: str = "", live: bool = False) -> Shelf:
        place = (account or PLATFORM, live)
        return self.shelves.setdefault(place, Shelf(self, *place))

    def publish(self, event: Thing) -> None:
        for listener in self.listeners:
            listener(event)

    def catch_up(self) -> None:
        """What Stripe does by itself once it has answered, such as booking a charge."""
        while self.afterwards:
            self.afterwards.pop(0)()

    def holder(self, thing: str) -> Shelf:
        """The shelf that a thing lies on: for tests, which see all."""
        found = [each for each in self.shelves.values() if thing in each.things]
        assert len(found) == 1, f"{thing} is on {len(found)} shelves"
        return found[0]
