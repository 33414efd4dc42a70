"""Forms in bracket notation, as PHP and Stripe read them: `a[b][0]=c`."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from doubles.stripe.faults import bad_param


def decoded(text: str) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        first, rest = re.match(r"([^\[\]]*)(.*)", name).groups()  # type: ignore[union-attr]
        path = [first, *re.findall(r"\[([^\]]*)\]", rest)]
        plant(tree, path, value)
    return {name: listed(value) for name, value in tree.items()}


def plant(tree: dict[str, Any], path: list[str], value: str) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
        if not isinstance(tree, dict):
            raise bad_param(path[0], f"Invalid nesting of {path[0]}")
    last = path[-1]
    tree[str(len(tree)) if last == "" else last] = value


def listed(value: Any) -> Any:
    """A mapping of 0, 1, 2 is a list."""
    if not isinstance(value, dict):
        return value
    if value and all(name.isdecimal() for name in value):
        return [listed(value[name]) for name in sorted(value, key=int)]
    return {name: listed(each) for name, each in value.items()}
