"""A name for a file that is safe wherever it is written: in a header, on a page, in a folder."""

from __future__ import annotations

import re
import unicodedata

from topsmile.files.inspection.rules import TYPES

LONGEST = 150  # letters; with the extension still far from any file system's limit
MOST_BYTES = 200
NAMELESS = "file"
# Characters that some file system or shell reads as more than a letter, and those that a header
# would have to escape.
FORBIDDEN = re.compile(r'[<>:"/\\|?*;%`$\x00-\x1f\x7f]')
# What Windows takes for a device, with any extension.
RESERVED = re.compile(
    r"(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)", re.IGNORECASE
)
# A joined emoji is one picture made of several; elsewhere a joiner is invisible.
JOINER = "\u200d"


def clean_name(name: str, extension: str) -> str:
    """What a person would still recognize, with the extension that the content has; never empty."""
    return fitted(stem(name), extension) + extension


def stem(name: str) -> str:
    text = unicodedata.normalize("NFC", name[:10_000].encode("utf-8", "replace").decode())
    last = text.replace("\\", "/").rstrip("/ ").rpartition("/")[2]
    seen = "".join(each if visible(each) else " " for each in last)
    plain = re.sub(r"\s+", " ", FORBIDDEN.sub("_", seen)).strip(" .")
    plain = without_extension(plain).strip(" ._-")
    if not plain.strip("_"):
        return NAMELESS
    return f"_{plain}" if RESERVED.match(plain) else plain


def visible(letter: str) -> bool:
    """Not what turns the direction of writing, hides or controls; private use has no looks."""
    if letter == JOINER:
        return True
    return unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def without_extension(name: str) -> str:
    """`scan.pdf.exe` said to be a picture is `scan.pdf`: what is no extension of ours may be part
    of a name, such as `Dr. Silva`, so only what looks like one goes."""
    before, dot, last = name.rpartition(".")
    known = any(f".{last.lower()}" in each for each in TYPES.values())
    looks = re.fullmatch(r"[A-Za-z0-9]{1,5}", last) is not None
    return before if dot and before and (known or looks) else name


def fitted(name: str, extension: str) -> str:
    short = name[: LONGEST - len(extension)]
    while len(short.encode()) > MOST_BYTES - len(extension):
        short = short[:-1]
    return short.strip(" ." + JOINER) or NAMELESS
