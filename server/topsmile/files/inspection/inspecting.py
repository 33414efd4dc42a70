"""From what was sent to what may be kept: the bounded child does the dangerous part."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from topsmile.files.inspection.childhood import ask
from topsmile.files.inspection.models import Infected, Inspected, Limits, Task, refused
from topsmile.files.inspection.rules import RULES, TYPES
from topsmile.files.inspection.sniffing import ENOUGH, judged
from topsmile.kernel.errors import TooLarge

# The test virus of the trade, in halves: scanners are to find it in uploads, not in this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PIECE = 1024 * 1024


async def inspect(
    source: Path, *, kind: str, name: str, scratch: Path, limits: Limits | None = None
) -> Inspected:
    """Of the file `source`, said to be a `kind`: what is to be stored, or an error in words.

    `scratch` is a folder of this upload alone. Whatever the outcome, its caller removes it.
    """
    del name  # It decides nothing; see names.clean_name.
    rule = RULES[kind]
    first = await asyncio.to_thread(looked_through, source, rule.max_bytes)
    content_type = judged(first, rule)
    folder = scratch / "inspected"
    folder.mkdir(mode=0o700)
    told = await ask(
        Task(str(source), str(folder), content_type, kind == "x_ray", limits or Limits())
    )
    content = source if told.untouched else folder / "content"
    size, sha256 = await asyncio.to_thread(measured, content)
    return Inspected(
        content_type=told.content_type,
        extension=TYPES[told.content_type][0],
        content=content,
        size=size,
        sha256=sha256,
        width=told.width,
        height=told.height,
        pages=told.pages,
        thumbnail=folder / "thumbnail" if told.thumbnail else None,
    )


def looked_through(source: Path, most: int) -> bytes:
    """The first bytes; a known test virus is found without any scanner."""
    if source.stat().st_size == 0:
        raise refused("file_empty")
    if source.stat().st_size > most:
        raise TooLarge(f"Files of this kind may have up to {most // PIECE} MB.", most=most)
    with source.open("rb") as file:
        first = before = file.read(ENOUGH)
        while piece := file.read(PIECE):
            if EICAR in before + piece:
                raise Infected
            before = piece[-len(EICAR) :]
    if EICAR in first:
        raise Infected
    return first


def measured(content: Path) -> tuple[int, str]:
    with content.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), sha256
