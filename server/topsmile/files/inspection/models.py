from __future__ import annotations

from pathlib import Path

import msgspec

from topsmile.files.inspection.refusing import WORDS, Rule
from topsmile.kernel.errors import FieldError, Invalid, TopSmileError, Unavailable

MEGABYTE = 1024 * 1024


class Infected(TopSmileError):
    status = 422
    detail = "This file carries something harmful. We did not keep it."


def refused(rule: Rule, limit: int | None = None) -> Invalid:
    """It may be the right kind of file, but not one we keep; the sentence says what to do."""
    why = WORDS[rule].format(limit=limit)
    return Invalid(why, errors=[FieldError("file", why, rule, limit)])


def full() -> Unavailable:
    """Nobody's fault who uploads, and it passes."""
    return Unavailable(60, "There is no room for this file right now. Please try again later.")


class Limits(msgspec.Struct, frozen=True):
    """What looking into one file may take. `places` children run at once in a process."""

    seconds: float = 30.0
    patience: float = 30.0  # waiting for a place
    places: int = 2
    memory: int = 1024 * MEGABYTE
    written: int = 256 * MEGABYTE
    pixels: int = 64_000_000
    side: int = 32_000
    pages: int = 1_000
    objects: int = 300_000
    unpacked: int = 1024 * MEGABYTE


class Inspected(msgspec.Struct, frozen=True):
    """What is to be stored. `content` and `thumbnail` lie in the scratch folder of the caller,
    who removes them; thumbnails are JPEGs. `content` may be the source itself."""

    content_type: str
    extension: str  # with its dot
    content: Path
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    thumbnail: Path | None = None


class Task(msgspec.Struct, frozen=True):
    """What the child is told, on its standard input."""

    source: str
    folder: str
    content_type: str
    exact: bool  # an x-ray: nothing of the picture may be lost where its form allows
    limits: Limits


class Told(msgspec.Struct, frozen=True):
    """What the child answers, on its standard output."""

    refused: Rule | None = None
    limit: int | None = None  # of what was refused for being too much
    content_type: str = ""
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    thumbnail: bool = False
    untouched: bool = False  # the source is to be kept as it is
