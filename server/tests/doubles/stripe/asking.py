"""One request as the handlers see it, and the table of what may be asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeAlias

from doubles.stripe.faults import Refusal, bad_param, missing_param, unknown_param
from doubles.stripe.shelf import Shelf, Thing, World

Handler: TypeAlias = Callable[..., Thing]


@dataclass
class Call:
    world: World
    shelf: Shelf
    method: str
    path: str
    params: Thing
    key: str | None = None
    request: str = ""

    def text(self, name: str, default: str | None = None) -> str | None:
        value = self.params.get(name)
        if value is not None and not isinstance(value, str):
            raise bad_param(name, f"Invalid string: {value}")
        return value or default

    def needed(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise missing_param(name)
        return value

    def number(self, name: str) -> int | None:
        value = self.text(name)
        if value is not None and not re.fullmatch(r"-?[0-9]{1,15}", value):
            raise bad_param(name, f"Invalid integer: {value}", "parameter_invalid_integer")
        return None if value is None else int(value)

    def flag(self, name: str) -> bool:
        value = self.text(name)
        if value not in (None, "true", "false"):
            raise bad_param(name, f"Invalid boolean: {value}")
        return value == "true"

    def mapping(self, name: str) -> Thing:
        value = self.params.get(name) or {}
        if not isinstance(value, dict):
            raise bad_param(name, f"Invalid object: {value}")
        return value

    def listing(self, name: str) -> list[Any]:
        value = self.params.get(name) or []
        if not isinstance(value, list):
            raise bad_param(name, f"Invalid array: {value}")
        return value

    def metadata(self, before: Thing | None = None) -> dict[str, str]:
        if self.params.get("metadata") == "":
            return {}
        found = {**(before or {}), **self.mapping("metadata")}
        for name, value in found.items():
            if not isinstance(value, str) or len(name) > 40 or len(value) > 500:
                raise bad_param(f"metadata[{name}]", f"Invalid metadata: {name}")
        if len(found) > 50:
            raise bad_param("metadata", "Metadata can hold at most 50 keys.")
        return {name: value for name, value in found.items() if value != ""}


@dataclass(frozen=True)
class Route:
    method: str
    template: str
    pattern: re.Pattern[str]
    params: frozenset[str]
    handler: Handler


ROUTES: list[Route] = []


def route(method: str, template: str, params: str = "") -> Callable[[Handler], Handler]:
    """`params`: the names it takes; whatever else is sent is refused, as Stripe refuses it."""
    pattern = re.compile(re.sub(r"\{\w+\}", r"([^/]+)", template))
    names = frozenset([*params.split(), "expand"])

    def registered(handler: Handler) -> Handler:
        ROUTES.append(Route(method, template, pattern, names, handler))
        return handler

    return registered


def found(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    for each in ROUTES:
        match = each.pattern.fullmatch(path)
        if match and each.method == method:
            return each, match.groups()
    words = f"Unrecognized request URL ({method}: {path})."
    raise Refusal(404, None, words, kept=False)


def answered(call: Call) -> Thing:
    handling, names = found(call.method, call.path)
    for name in call.params:
        if name not in handling.params:
            raise unknown_param(name)
    return expanded(call, handling.handler(call, *names))


def expanded(call: Call, thing: Thing) -> Thing:
    answer = deepcopy(thing)
    for path in call.listing("expand"):
        unfold(call.shelf, answer, path.split("."), path)
    return answer


def unfold(shelf: Shelf, thing: Any, steps: list[str], path: str) -> None:
    if isinstance(thing, list):
        for each in thing:
            unfold(shelf, each, steps, path)
        return
    step, *rest = steps
    if not isinstance(thing, dict) or step not in thing:
        raise bad_param("expand", f"This property cannot be expanded ({path}).")
    value = thing[step]
    if isinstance(value, str):
        if value not in shelf.things:
            raise bad_param("expand", f"This property cannot be expanded ({path}).")
        thing[step] = value = deepcopy(shelf.things[value])
    if rest and value is not None:
        unfold(shelf, value, rest, path)
