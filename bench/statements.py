"""The application's own SQL for one operation, as a pgbench script.

The statements are recorded while the real service runs; what varies from one transaction to the
next becomes a pgbench variable, everything else stays the literal it was.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from topsmile.kernel import db

Recorded = list[tuple[str, tuple[Any, ...]]]


@contextmanager
def recording() -> Iterator[Recorded]:
    """Whatever runs through a transaction meanwhile, with its arguments."""
    seen: Recorded = []
    plain = {
        name: getattr(db.Statements, name) for name in ("all", "maybe", "value", "values", "run")
    }

    def wrapped(name: str) -> Callable[..., Awaitable[Any]]:
        async def method(self: db.Statements, *args: Any) -> Any:
            sql, *rest = args[1:] if name in ("all", "maybe") else args
            seen.append((sql, self._bound(tuple(rest))))
            return await plain[name](self, *args)

        return method

    for name in plain:
        setattr(db.Statements, name, wrapped(name))
    try:
        yield seen
    finally:
        for name, method in plain.items():
            setattr(db.Statements, name, method)


def script(recorded: Recorded, clinic: UUID, varying: dict[Any, str], preamble: str = "") -> str:
    """A transaction of pgbench's. `varying`: which argument becomes which SQL expression."""
    # The application begins and names its clinic in one round trip; so does this.
    lines = [
        preamble,
        "\\startpipeline",
        "begin;",
        f"set local app.clinic_id = '{clinic}';",
        "\\endpipeline",
    ]
    lines += [_filled(sql, args, varying) + ";" for sql, args in recorded]
    return "\n".join([*lines, "commit;", ""])


def _filled(sql: str, args: tuple[Any, ...], varying: dict[Any, str]) -> str:
    plain = re.sub(r"--.*", "", sql)
    one_line = " ".join(plain.split()).rstrip(";")
    return re.sub(r"\$(\d+)", lambda m: _literal(args[int(m.group(1)) - 1], varying), one_line)


def _literal(value: Any, varying: dict[Any, str]) -> str:
    try:
        if value in varying:
            return varying[value]
    except TypeError:
        pass
    if isinstance(value, list):
        inside = ", ".join(_literal(each, varying) for each in value)
        return f"array[{inside}]" if value else "'{}'"
    return _plain(value)


def _plain(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool() | int() | float():
            return str(value).lower()
        case UUID():
            return f"'{value}'::uuid"
        case datetime():
            # No literal may hold `:name`: pgbench would take it for a variable.
            return f"to_timestamp({value.timestamp():.0f})"
        case date():
            return f"'{value.isoformat()}'::date"
        case bytes():
            return f"'\\x{value.hex()}'::bytea"
    return "'" + str(value).replace("'", "''").replace(":", ": ") + "'"
