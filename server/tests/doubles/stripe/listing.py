"""Lists: newest first, in pages, as every list of Stripe's is."""

from __future__ import annotations

from typing import Any

from doubles.stripe.asking import Call
from doubles.stripe.faults import bad_param, missing_thing
from doubles.stripe.shelf import Thing

PAGES = "limit starting_after ending_before created"
BOUNDS = {
    "gt": lambda at, bound: at > bound,
    "gte": lambda at, bound: at >= bound,
    "lt": lambda at, bound: at < bound,
    "lte": lambda at, bound: at <= bound,
}


def page(call: Call, things: list[Thing], *filters: str) -> Thing:
    """`things` oldest first; `filters` are parameters named like the field they compare."""
    chosen = [each for each in reversed(things) if wanted(call, each, filters)]
    limit = call.number("limit") or 10
    if not 1 <= limit <= 100:
        raise bad_param("limit", "Limit must be between 1 and 100.")
    part, more = cut(call, chosen, limit)
    return {"object": "list", "url": call.path, "has_more": more, "data": part}


def wanted(call: Call, thing: Thing, filters: tuple[str, ...]) -> bool:
    for name in filters:
        asked = call.text(name)
        if asked is not None and thing.get(name) != asked:
            return False
    return within(call.params.get("created"), thing["created"])


def within(asked: Any, at: int) -> bool:
    if asked is None:
        return True
    if isinstance(asked, str):
        return at == int(asked)
    return all(BOUNDS[name](at, int(bound)) for name, bound in asked.items())


def cut(call: Call, chosen: list[Thing], limit: int) -> tuple[list[Thing], bool]:
    names = [each["id"] for each in chosen]
    after, before = call.text("starting_after"), call.text("ending_before")
    for cursor in (after, before):
        if cursor is not None and cursor not in names:
            raise missing_thing("object", cursor, "starting_after")
    if before is not None:
        earlier = chosen[: names.index(before)]
        return earlier[-limit:], len(earlier) > limit
    rest = chosen[names.index(after) + 1 :] if after is not None else chosen
    return rest[:limit], len(rest) > limit
