"""What clients send: unknown fields are refused, and space around words means nothing."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Protocol, TypeAlias

import msgspec
from msgspec.structs import force_setattr

from topsmile.kernel.errors import VersionConflict

# Control characters, line and paragraph separators, and what turns the direction of writing.
CONTROLS = r"\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069"
LINE = rf"^[^{CONTROLS}]*$"
# At least one character that shows, on one line.
NAME = rf"^[^{CONTROLS}]*[^\s{CONTROLS}][^{CONTROLS}]*$"

Line: TypeAlias = Annotated[str, msgspec.Meta(max_length=200, pattern=LINE)]
Name: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=NAME)]
Text: TypeAlias = Annotated[str, msgspec.Meta(max_length=10_000)]


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Its strings are trimmed, but for the fields that are kept `as_typed`."""

    as_typed: ClassVar[frozenset[str]] = frozenset()

    def __post_init__(self) -> None:
        for field in self.__struct_fields__:
            value = getattr(self, field)
            if isinstance(value, str) and field not in self.as_typed:
                force_setattr(self, field, value.strip())


class Change(Body, frozen=True):
    """A PATCH: fields that are not sent stay as they are."""

    expected_version: int | None = None

    def changes(self) -> dict[str, Any]:
        sent = {name: getattr(self, name) for name in self.__struct_fields__}
        return {
            name: value
            for name, value in sent.items()
            if name != "expected_version" and value is not msgspec.UNSET
        }


class Archive(Body, frozen=True):
    expected_version: int | None = None


class Versioned(Protocol):
    @property
    def version(self) -> int: ...


def check_version(current: Versioned, expected: int | None) -> None:
    """Raise if the client saw another version of the thing than the one there is."""
    if expected is not None and expected != current.version:
        raise VersionConflict(current=current)
