"""Which bytes are JSON that means one thing only. Pure."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from topsmile.kernel.errors import Malformed

DEEPEST = 32
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # not after an escaped backslash


def check(body: bytes) -> None:
    """Raise Malformed for what parsers read differently or PostgreSQL cannot keep."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Malformed("The body is not UTF-8.") from None
    if "\x00" in text or NUL.search(text):
        raise Malformed("The body contains a NUL character.")
    if _deepest(text) > DEEPEST:
        raise Malformed("The body is nested too deeply.")
    try:
        value = json.loads(text, object_pairs_hook=_distinct, parse_constant=_constant)
    except (ValueError, RecursionError):
        raise Malformed("The body is not JSON.") from None
    if "\\u" in text:
        _whole(value)


def _deepest(text: str) -> int:
    """How deep brackets nest; 0 without looking where there are too few to matter."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return 0
    depth = deepest = 0
    quoted = escaped = False
    for character in text:
        if quoted:
            quoted = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            quoted = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Malformed("A name stands twice in one object.")
    return found


def _constant(name: str) -> NoReturn:
    raise Malformed(f"{name} is not JSON.")


def _whole(value: Any) -> None:
    """Raise for half a surrogate pair, wherever it stands."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Malformed("The body contains half a character.") from None
