"""Facts, and who wants to hear them. An event commits with the change it reports, or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

import msgspec

from topsmile.kernel.db import Tx


class Event(msgspec.Struct, frozen=True):
    """A fact in the past tense. It carries ids, never personal data."""


E = TypeVar("E", bound=Event)
E_contra = TypeVar("E_contra", bound=Event, contravariant=True)
Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


class Errand(Protocol, Generic[E_contra, Task, Outcome]):
    """What must leave the house: prepare (transaction) → ask (none open) → record (transaction)."""

    async def prepare(self, tx: Tx, event: E_contra) -> Task | None:
        """What is to be asked, with a key that stays the same; None when there is nothing to do."""

    async def ask(self, outside: Any, task: Task) -> Outcome:
        """Ask the outside world. It may be asked again after a death: at least once."""

    async def record(self, tx: Tx, task: Task, outcome: Outcome) -> None:
        """Write down what it said, in the transaction that marks the delivery done."""

    async def give_up(self, tx: Tx, event: E_contra) -> None:
        """Every attempt has failed: write down that it waits. A replay prepares anew."""


Handler: TypeAlias = Callable[[Tx, Any], Awaitable[None]]
Subscriber: TypeAlias = "Handler | Errand[Any, Any, Any]"
subscribers: dict[type[Event], dict[str, Subscriber]] = defaultdict(dict)


def on(event: type[E]) -> Callable[[Callable[[Tx, E], Awaitable[None]]], Handler]:
    """Call the function once for every such event, in a transaction of the event's clinic.

    It may be tried again, but what it wrote stays only together with the mark that it is done. It
    asks nobody but PostgreSQL: to reach the outside world it writes down what is to be sent.
    """

    def subscribe(handler: Callable[[Tx, E], Awaitable[None]]) -> Handler:
        _add(event, handler.__name__, handler)
        return handler

    return subscribe


def errand(event: type[E], name: str, runner: Errand[E, Any, Any]) -> None:
    """Run the errand for every such event, until it has been recorded."""
    _add(event, name, runner)


def _add(event: type[Event], name: str, subscriber: Subscriber) -> None:
    known = subscribers[event].setdefault(name, subscriber)
    if known is not subscriber:
        raise ValueError(f"two subscribers of {name_of(event)} are called {name}")


def name_of(event: type[Event]) -> str:
    return str(event.__struct_config__.tag)


def event_named(name: str) -> type[Event]:
    for event in subscribers:
        if name_of(event) == name:
            return event
    raise LookupError(f"no event is called {name}")


async def emit(tx: Tx, event: Event) -> None:
    """Write the event and a delivery per subscriber: one statement, in the change's transaction."""
    await tx.run(
        """
        with happened as (
          insert into event (clinic_id, name, payload, request_id, occurred_at)
          values ($1, $2, $3, $4, $5)
          returning id
        )
        insert into delivery (clinic_id, event_id, handler, due_at, request_id, created_at)
        select $1, happened.id, handler, $5, $4, $5 from happened, unnest($6::text[]) handler
        """,
        name_of(type(event)),
        msgspec.json.encode(event).decode(),
        tx.cause.request_id,
        tx.now,
        list(subscribers[type(event)]),
    )
