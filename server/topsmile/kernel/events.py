"""Facts, and who wants to hear them. An event commits with the change it reports, or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeAlias, TypeVar

import msgspec

from topsmile.kernel.db import Tx, Undone


class Event(msgspec.Struct, frozen=True):
    """A fact in the past tense. It carries ids, never personal data.

    `revision` rises when its fields change; `earlier` then says how the fields that an older
    revision was written with become those of the next.
    """

    revision: ClassVar[int] = 1
    earlier: ClassVar[dict[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}


E = TypeVar("E", bound=Event)
E_contra = TypeVar("E_contra", bound=Event | None, contravariant=True)
Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


class NotYet(Undone):
    """A subscriber has nothing to complain of but must wait; that uses up no attempt."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not for another {seconds:.0f} seconds")
        self.seconds = seconds


class Again(msgspec.Struct, frozen=True):
    """What `record` answers when the world said no for now: it counts as a failed attempt.

    What `record` wrote stays. `error` is for staff and holds no personal data. With `hold` no
    attempt follows by itself: a person decides.
    """

    error: str
    hold: bool = False


class Errand(Protocol, Generic[E_contra, Task, Outcome]):
    """What must leave the house: prepare (transaction) → ask (none open) → record (transaction)."""

    async def prepare(self, tx: Tx, event: E_contra) -> Task | None:
        """What is to be asked, with a key that stays the same; None when there is nothing to do."""

    async def ask(self, outside: Any, task: Task) -> Outcome:
        """Ask the outside world. It may be asked again after a death: at least once."""

    async def record(self, tx: Tx, task: Task, outcome: Outcome) -> Again | None:
        """Write down what it said, in the transaction that marks the delivery done."""

    async def give_up(self, tx: Tx, event: E_contra) -> None:
        """Every attempt has failed: write down that it waits. A replay prepares anew."""


Handler: TypeAlias = Callable[[Tx, Any], Awaitable[None]]
Subscriber: TypeAlias = "Handler | Errand[Any, Any, Any]"
subscribers: dict[type[Event], dict[str, Subscriber]] = defaultdict(dict)
# Seconds to wait after each failed attempt, for errands that have a rhythm of their own.
rhythms: dict[str, tuple[float, ...]] = {}
_named: dict[str, type[Event]] = {}


def on(
    event: type[E], *others: type[Event]
) -> Callable[[Callable[[Tx, E], Awaitable[None]]], Handler]:
    """Call the function once for every such event, in a transaction of the event's clinic.

    It may be tried again, but what it wrote stays only together with the mark that it is done. It
    asks nobody but PostgreSQL: to reach the outside world it writes down what is to be sent. Which
    event it was, and when, stands in `tx.cause.event`.
    """

    def subscribe(handler: Callable[[Tx, E], Awaitable[None]]) -> Handler:
        _add(event, handler.__name__, handler)
        for other in others:
            _add(other, handler.__name__, handler)
        return handler

    return subscribe


def errand(
    event: type[Event] | Sequence[type[Event]],
    name: str,
    runner: Errand[Any, Any, Any],
    *,
    waits: tuple[float, ...] | None = None,
) -> None:
    """Run the errand for every such event, until it has been recorded.

    `waits`: seconds after each failed attempt; one more attempt than waits, then it is held.
    """
    for each in [event] if isinstance(event, type) else event:
        _add(each, name, runner)
    if waits is not None:
        rhythms[name] = waits


def _add(event: type[Event], name: str, subscriber: Subscriber) -> None:
    known = subscribers[event].setdefault(name, subscriber)
    if known is not subscriber:
        raise ValueError(f"two subscribers of {name_of(event)} are called {name}")


def name_of(event: type[Event]) -> str:
    return str(event.__struct_config__.tag)


def catalogue(kind: type[Event] = Event) -> Iterator[type[Event]]:
    """Every event there is, of the packages that are imported."""
    for each in kind.__subclasses__():
        if each.__struct_config__.tag is not None:
            yield each
        yield from catalogue(each)


def event_named(name: str) -> type[Event]:
    if name not in _named:
        _named.update((name_of(each), each) for each in catalogue())
    if name not in _named:
        raise LookupError(f"no event is called {name}")
    return _named[name]


def decoded(name: str, revision: int, payload: str) -> Event:
    """The event as it is understood today; LookupError or MsgspecError when it is not."""
    kind = event_named(name)
    if revision == kind.revision:
        return msgspec.json.decode(payload, type=kind)
    fields = msgspec.json.decode(payload, type=dict[str, Any])
    for older in range(revision, kind.revision):
        fields = kind.earlier[older](fields)
    return msgspec.convert(fields, kind, strict=False)


async def emit(tx: Tx, event: Event, due_at: datetime | None = None) -> None:
    """Write the event and a delivery per subscriber: one statement, in the change's transaction.

    With `due_at` nobody hears of it before then: how the clock's own events are planned.
    """
    await tx.run(
        """
        with happened as (
          insert into event (clinic_id, name, payload, request_id, occurred_at, revision)
          values ($1, $2, $3, $4, $5, $7)
          returning id
        )
        insert into delivery (clinic_id, event_id, handler, due_at, request_id, created_at)
        select $1, happened.id, handler, $8, $4, $5 from happened, unnest($6::text[]) handler
        """,
        name_of(type(event)),
        msgspec.json.encode(event).decode(),
        tx.cause.request_id,
        tx.now,
        list(subscribers[type(event)]),
        type(event).revision,
        due_at or tx.now,
    )
    tx.rings = tx.rings or due_at is None or due_at <= tx.now
