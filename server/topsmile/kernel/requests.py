"""How a request's body becomes a struct: strictly, once, naming the field when it cannot."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from litestar import Request

from topsmile.kernel import strict_json
from topsmile.kernel.errors import FieldError, Invalid, WrongType


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
    return FieldError(field, said)
