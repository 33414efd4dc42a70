"""What is wrong with a field has a stable word, by which a client says it in anybody's language."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import pytest

from topsmile.kernel.bodies import Body, Name
from topsmile.kernel.errors import FieldError, Invalid
from topsmile.kernel.requests import decoded


class Visit(Body, frozen=True):
    name: Name
    kind: Literal["new", "known"] = "new"
    patient: UUID | None = None
    minutes: Annotated[int, msgspec.Meta(ge=5, le=480)] = 30
    tags: Annotated[tuple[str, ...], msgspec.Meta(max_length=2)] = ()


@pytest.mark.parametrize(
    ("sent", "field", "rule", "limit"),
    [
        ({}, "name", "missing", None),
        ({"name": ""}, "name", "too_short", 1),
        ({"name": "a" * 201}, "name", "too_long", 200),
        ({"name": " "}, "name", "malformed", None),
        ({"name": 1}, "name", "wrong_type", None),
        ({"name": "Ana", "kind": "odd"}, "kind", "not_one_of", None),
        ({"name": "Ana", "patient": "x"}, "patient", "malformed", None),
        ({"name": "Ana", "minutes": 1}, "minutes", "too_small", 5),
        ({"name": "Ana", "minutes": 1000}, "minutes", "too_large", 480),
        ({"name": "Ana", "tags": ["a", "b", "c"]}, "tags", "too_long", 2),
        ({"name": "Ana", "age": 3}, "age", "unknown", None),
    ],
)
def test_every_refusal_names_its_rule(
    sent: dict[str, Any], field: str, rule: str, limit: int | None
) -> None:
    with pytest.raises(Invalid) as refused:
        decoded(msgspec.json.encode(sent), Visit)
    [error] = refused.value.extra["errors"]
    assert (error.field, error.rule, error.limit) == (field, rule, limit)
    assert error.message


def test_what_has_no_rule_is_told_as_before() -> None:
    assert msgspec.to_builtins(FieldError("to", "This is before `from`.")) == {
        "field": "to",
        "message": "This is before `from`.",
    }
