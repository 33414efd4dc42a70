"""How a request's body becomes a struct: strictly, once, naming the field when it cannot."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from litestar import Request

from topsmile.kernel import strict_json
from topsmile.kernel.errors import FieldError, Invalid, WrongType

# How msgspec's sentences begin, and the stable word for each.
RULES = (
    (r"Object missing required field", "missing"),
    (r"Object contains unknown field", "unknown"),
    (r"Expected `(?:str|array)` of length >= (\d+)", "too_short"),
    (r"Expected `(?:str|array)` of length <= (\d+)", "too_long"),
    (r"Expected `(?:int|float)` >= (-?\d+)", "too_small"),
    (r"Expected `(?:int|float)` <= (-?\d+)", "too_large"),
    (r"Expected `str` matching regex", "malformed"),
    (r"Invalid enum value", "not_one_of"),
    (r"Invalid ", "malformed"),
    (r"Expected ", "wrong_type"),
)


class StrictRequest(Request[Any, Any, Any]):
    """Litestar would convert `"1"` to 1 and forgive the content type; the contract does not."""

    async def json(self) -> Any:
        field = self.route_handler.parsed_data_field
        body = await self.body()
        declared = self.headers.get("content-type", "")
        if declared.partition(";")[0].strip().lower() != "application/json" and (body or declared):
            raise WrongType
        if not body and field is not None and field.is_optional:
            return None
        strict_json.check(body)
        return decoded(body, field.annotation if field else Any)


def decoded(body: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise Invalid(errors=[field_error(str(error))]) from error


def field_error(message: str) -> FieldError:
    """The field and the reason in one of msgspec's messages."""
    said, _, path = message.partition(" - at `$")
    field = path.rstrip("`").lstrip(".")
    named = re.search(r"(?:required|unknown) field `([^`]+)`", said)
    if named:
        field = f"{field}.{named.group(1)}" if field else named.group(1)
    rule, limit = _rule(said)
    return FieldError(field, said, rule, limit)


def _rule(said: str) -> tuple[str, int | None]:
    for begins, rule in RULES:
        found = re.match(begins, said)
        if found:
            return rule, int(found.group(1)) if found.groups() else None
    return "", None
