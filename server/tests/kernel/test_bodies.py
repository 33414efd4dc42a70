from __future__ import annotations

from typing import ClassVar

import msgspec
import pytest

from topsmile.kernel.bodies import Body, Change, Line, Name, check_version
from topsmile.kernel.errors import VersionConflict


class Visitor(Body, frozen=True):
    as_typed: ClassVar[frozenset[str]] = frozenset({"secret"})

    name: Name
    secret: str = ""
    note: Line | None = None


class ChangeVisitor(Change, frozen=True):
    name: Name | msgspec.UnsetType = msgspec.UNSET
    note: Line | msgspec.UnsetType | None = msgspec.UNSET


class Thing(msgspec.Struct, frozen=True):
    version: int


def test_strings_are_trimmed_but_for_what_is_kept_as_typed() -> None:
    visitor = msgspec.convert({"name": "\u00a0 Ana  Sá ", "secret": " s ", "note": " "}, Visitor)

    assert visitor == Visitor("Ana  Sá", " s ", "")


@pytest.mark.parametrize("name", ["José", "O'Brien-Šimić", "李小龙", "محمد", "👩🏽", "a"])
def test_names_of_all_people(name: str) -> None:
    assert msgspec.convert({"name": name}, Visitor).name == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "\u00a0\u2003",
        "a\nb",
        "a\tb",
        "a\x1bb",
        "a\x85b",
        "a\u2028b",
        "a\u202eb",
        "a\u2066b",
    ],
)
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"name": name}, Visitor)


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"name": "Ana", "clinic_id": 1}, Visitor)


def test_a_change_knows_what_was_sent() -> None:
    sent = msgspec.convert({"expected_version": 3, "note": None}, ChangeVisitor)

    assert sent.expected_version == 3
    assert sent.changes() == {"note": None}
    assert ChangeVisitor().changes() == {}


def test_a_version_that_was_not_named_is_not_checked() -> None:
    check_version(Thing(2), None)
    check_version(Thing(2), 2)
    with pytest.raises(VersionConflict) as refused:
        check_version(Thing(2), 1)
    assert refused.value.extra == {"current": Thing(2)}
