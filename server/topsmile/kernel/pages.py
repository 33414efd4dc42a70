"""Lists come in pages; a cursor is where the last page ended, opaque to clients."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from litestar.params import QueryParameter

from topsmile.kernel.errors import Invalid

Item = TypeVar("Item")
Key = TypeVar("Key")
Limit = Annotated[int, QueryParameter(ge=1, le=200)]


class Page(msgspec.Struct, Generic[Item], frozen=True):
    items: list[Item]
    next_cursor: str | None = None


def page(found: list[Item], limit: int, key: Callable[[Item], Any]) -> Page[Item]:
    """A page of up to `limit`, from a query that asked for one more."""
    if len(found) <= limit:
        return Page(found)
    shown = found[:limit]
    return Page(shown, _written(key(shown[-1])))


def read_cursor(cursor: str | None, kind: type[Key]) -> Key | None:
    if cursor is None:
        return None
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cursor.encode()), type=kind)
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        raise Invalid.on("cursor", "This is not a cursor of ours.") from error


def _written(key: Any) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode()
