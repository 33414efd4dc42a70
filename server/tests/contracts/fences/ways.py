"""Which fence is taken away, and how statements lose their predicates."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal, TypeAlias

from topsmile.kernel.db import Statements

Way: TypeAlias = Literal["both fences", "no row-level security", "no predicates"]
PREDICATE = re.compile(r"(?:(\w+)\.)?\bclinic_id = \$1(?!\d)")
# They have no row-level security, so their predicates are their only fence and stay.
OPEN = re.compile(
    r"\b(?:from|join|update|into)\s+(delivery|membership|session|one_time_token)\b(?:\s+(?!where|set|on|left|order)(\w+))?"
)


def without_predicates(sql: str) -> str:
    kept = {alias or table for table, alias in OPEN.findall(sql)}

    def replaced(found: re.Match[str]) -> str:
        stays = found[1] in kept if found[1] else bool(kept)
        return found[0] if stays else "$1::uuid is not null"

    return PREDICATE.sub(replaced, sql)


def unpredicated(method: Callable[..., Any], place: int) -> Callable[..., Any]:
    async def hooked(self: Statements, *args: Any) -> Any:
        return await method(
            self, *args[:place], without_predicates(args[place]), *args[place + 1 :]
        )

    return hooked
