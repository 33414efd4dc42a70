"""Which part of a file is asked for (RFC 9110, section 14), and what it is called. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

from topsmile.files.models import RangeNotSatisfiable

ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})\Z")


class Part(NamedTuple):
    """From `start` up to but without `end`."""

    start: int
    end: int
    whole: bool


def part(size: int, etag: str, asked: str | None, if_range: str | None) -> Part:
    """The whole for what is no range of ours to give, such as several at once."""
    whole = Part(0, size, whole=True)
    if asked is None or (if_range is not None and if_range != etag):
        return whole
    found = ONE_RANGE.match(asked.strip())
    if found is None or found[1] == found[2] == "":
        return whole
    first, last = found[1], found[2]
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return whole  # it says nothing that makes sense, and is to be ignored
    if start >= end or start >= size:
        raise RangeNotSatisfiable(size)
    return Part(start, end, whole=False)


def disposition(kind: str, name: str) -> str:
    """The name twice: for everybody in ASCII, and as it is (RFC 6266, RFC 8187)."""
    plain = "".join(each if each.isascii() and each.isprintable() else "_" for each in name)
    plain = plain.replace("\\", "_").replace('"', "_").replace("%", "_")
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
