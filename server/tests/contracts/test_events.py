"""What events may carry, and that the reference tells of every one."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Literal, get_origin, get_type_hints
from uuid import UUID

import pytest

import topsmile.app  # noqa: F401 -- imports every package that has events
from topsmile.kernel.events import Event, catalogue, name_of

EVENTS = sorted((e for e in catalogue() if not name_of(e).startswith("test.")), key=name_of)
# Workers read events of all clinics, so nothing in one may tell about a person.
IMPERSONAL = {UUID, UUID | None, int, bool, datetime}
REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "events.md"


@pytest.mark.parametrize("event", EVENTS, ids=name_of)
def test_an_event_carries_ids_and_nothing_personal(event: type[Event]) -> None:
    hints = get_type_hints(event)
    fields = {name: hints[name] for name in event.__struct_fields__}
    personal = {
        name: kind
        for name, kind in fields.items()
        if kind not in IMPERSONAL and get_origin(kind) is not Literal
    }
    assert personal == {}


def test_every_event_has_a_name_of_its_own() -> None:
    names = [name_of(event) for event in EVENTS]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", name) for name in names)


def described(event: type[Event]) -> str:
    """The event's row of the reference."""
    fields = ", ".join(f"`{name}`" for name in event.__struct_fields__) or "–"
    said = " ".join((event.__doc__ or "").split())
    return f"| `{name_of(event)}` | {event.revision} | {fields} | {said} |"


def test_the_reference_tells_of_every_event_and_of_no_other() -> None:
    """Its rows are the events' own docstrings; the words around them are written by hand."""
    rows = [line for line in REFERENCE.read_text().splitlines() if line.startswith("| `")]
    assert rows == [described(event) for event in EVENTS]


@pytest.mark.parametrize("event", EVENTS, ids=name_of)
def test_an_event_says_what_happened(event: type[Event]) -> None:
    own = event.__dict__.get("__doc__")
    assert own
    assert own.strip().endswith(".")
