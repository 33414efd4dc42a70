"""A fact of a Stripe object, and how two of them are joined. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeAlias

import msgspec

Kind: TypeAlias = Literal["intent", "charge", "refunded", "refund", "dispute", "funds", "fee"]
Key: TypeAlias = tuple[Kind, str]

# How far along a state is. What is further along stays, whenever it was heard. A refund that
# succeeded may fail afterwards; a charge that succeeded may not, nor may an intent.
FURTHER: dict[Kind, dict[str, int]] = {
    "intent": {"canceled": 1, "succeeded": 2},
    "charge": {"failed": 1, "succeeded": 2},
    "refund": {"succeeded": 1, "canceled": 2, "failed": 3},
    "dispute": {
        "warning_closed": 1,
        "needs_response": 2,
        "under_review": 2,
        "prevented": 3,
        "won": 3,
        "lost": 3,
    },
}
# Among states that come and go the later one stays; within one of Stripe's seconds the latter here.
TURNS = (
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "requires_capture",
    "processing",
)
TIMED = frozenset({"intent", "dispute"})


class Heard(msgspec.Struct, frozen=True):
    """Where a word of Stripe's comes from. `at`: Stripe's second when it was so.

    For an event that is its `created`, for an answer the moment it was asked. `account` is the
    connected account ("" for the key's own).
    """

    at: int
    account: str
    livemode: bool


class Fact(msgspec.Struct, frozen=True, omit_defaults=True):
    """One aspect of one Stripe object. `amount` in minor units.

    `about` is the object that it belongs to (a refund's charge, a charge's intent), `ours` the id
    of our refund in the metadata, `moved` whether the balance has changed already.
    """

    kind: Kind
    id: str
    state: str = ""
    amount: int = 0
    currency: str = ""
    at: int = 0
    fee: int = 0
    error: str = ""
    about: str = ""
    ours: str = ""
    method: str = ""
    moved: bool = False

    @property
    def key(self) -> Key:
        return (self.kind, self.id)


def _place(fact: Fact) -> tuple[Any, ...]:
    """Where its state stands among all that may be said of the object: a total order."""
    turn = TURNS.index(fact.state) if fact.state in TURNS else -1
    steps = int(fact.state) if fact.kind == "funds" else 0
    return (
        FURTHER.get(fact.kind, {}).get(fact.state, steps),
        fact.at if fact.kind in TIMED else 0,
        bool(fact.error) if fact.kind == "intent" else False,
        turn,
        fact.amount,
        fact.fee,
        fact.state,
        fact.currency,
        fact.error,
        fact.at,
    )


def joined(one: Fact, other: Fact) -> Fact:
    """What both together say: the later state, and whatever either knows of whose it is."""
    later = max(one, other, key=_place)
    return msgspec.structs.replace(
        later,
        about=max(one.about, other.about),
        ours=max(one.ours, other.ours),
        method=max(one.method, other.method),
        moved=one.moved or other.moved,
    )


def join(known: Mapping[Key, Fact], more: Iterable[Fact]) -> dict[Key, Fact]:
    """Commutative, associative, idempotent: order and repetition make no difference."""
    together = dict(known)
    for fact in more:
        had = together.get(fact.key)
        together[fact.key] = joined(had, fact) if had else fact
    return together
