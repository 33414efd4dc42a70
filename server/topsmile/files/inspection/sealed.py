"""A signed PDF is kept to the last byte: so nothing but the document may be in the file.

Whether the signature is true is for its readers to find out. Whoever only claims one must not get
around being written anew: what that would have dropped is looked for here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf

from topsmile.files.inspection import active
from topsmile.files.inspection.models import Limits
from topsmile.files.inspection.refusing import Refused

END = b"%%EOF"
NEAR_THE_END = 66_000
MOST_REVISIONS = 20
# What no page needs, outside of what is packed. Names are told apart from longer ones.
STRANGE = re.compile(
    rb"<script|<html|<\?php|<svg|<iframe|/(JavaScript|JS|Launch|EmbeddedFile|XFA|RichMedia)\b",
    re.IGNORECASE,
)


def judge(source: Path, limits: Limits) -> None:
    end = ending(source, NEAR_THE_END)
    if not end.rstrip(b"\r\n\x00 ").endswith(END) or b"PK\x05\x06" in end:
        raise Refused("pdf_signed")
    whole = source.read_bytes()
    if STRANGE.search(whole):
        raise Refused("pdf_signed")
    for earlier in revisions(whole):
        judge_earlier(earlier, limits)


def revisions(whole: bytes) -> Iterator[bytes]:
    """The file as it was before something was added to it: readers can show those too."""
    ends = [found.end() for found in re.finditer(END, whole)][:-1]
    if len(ends) > MOST_REVISIONS:
        raise Refused("pdf_signed")
    return (whole[:end] for end in ends)  # one after the other: each may be nearly all of it


def judge_earlier(earlier: bytes, limits: Limits) -> None:
    try:
        pdf = pikepdf.open(BytesIO(earlier), attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PdfError:
        return  # the first part of one that is made for the web is no document
    with pdf:
        active.judge(pdf, limits)


def ending(source: Path, length: int) -> bytes:
    with source.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - length))
        return file.read()
