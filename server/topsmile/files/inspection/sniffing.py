"""What a file is by its first bytes. Only decoding it, in the child, shows that this is true."""

from __future__ import annotations

from topsmile.files.inspection.rules import WORDS, Rule
from topsmile.kernel.errors import WrongType

ENOUGH = 1024
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}
# For saying what it is instead. The first that fits.
STRANGERS: tuple[tuple[bytes, str], ...] = (
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"8BPS", "a Photoshop file"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"%!PS", "a PostScript file"),
    (b"MZ", "a program for Windows"),
    (b"\x7fELF", "a program for Linux"),
    (b"\xcf\xfa\xed\xfe", "a program for macOS"),
    (b"\xce\xfa\xed\xfe", "a program for macOS"),
    (b"\xfe\xed\xfa", "a program for macOS"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\x00asm", "a program"),
    (b"dex\n", "a program for Android"),
    (b"#!", "a script"),
    (b"PK\x03\x04", "an archive or an office document"),
    (b"PK\x05\x06", "an archive"),
    (b"PK\x07\x08", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"BZh", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"Rar!", "an archive"),
    (b"\xfd7zXZ", "an archive"),
    (b"\x28\xb5\x2f\xfd", "an archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "a text document"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "a shortcut for Windows"),
    (b"OggS", "a recording"),
    (b"ID3", "a recording"),
    (b"\x1a\x45\xdf\xa3", "a video"),
    (b"SQLite format 3", "a database"),
)


def type_of(first: bytes) -> str | None:
    """One of our types, or None. A signature anywhere but at the very beginning is none."""
    if first.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if first.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if first.startswith(b"RIFF") and first[8:12] == b"WEBP":
        return "image/webp"
    if first.startswith((b"II*\x00", b"MM\x00*")):
        return "image/tiff"
    if first.startswith(b"%PDF-"):
        return "application/pdf"
    return "image/heic" if is_heif(first) else None


def is_heif(first: bytes) -> bool:
    """A picture from a phone: a box `ftyp` that names one of the brands for pictures."""
    length = int.from_bytes(first[:4], "big")
    if first[4:8] != b"ftyp" or not 16 <= length <= 512:
        return False
    brands = {first[at : at + 4] for at in (8, *range(16, min(length, len(first)), 4))}
    return bool(brands & HEIF_BRANDS)


def stranger(first: bytes) -> str:
    """What somebody sent instead, in words."""
    for signature, words in STRANGERS:
        if first.startswith(signature):
            return words
    if first[4:8] == b"ftyp":
        return "a video or a picture in a format we do not take"
    if first[128:132] == b"DICM":
        return "a DICOM file"
    return looks_like_text(first)


def looks_like_text(first: bytes) -> str:
    text = first.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if b"<svg" in text:
        return "an SVG drawing"
    if text.startswith((b"<!doctype html", b"<html", b"<script", b"<head", b"<body", b"<iframe")):
        return "a web page"
    if text.startswith((b"<?php", b"<?=", b"<%")):
        return "a program"
    if text.startswith((b"<?xml", b"<!", b"<")):
        return "an XML file"
    if b"%pdf-" in text:
        return "a PDF with something else before it"
    return "something else"


def judged(first: bytes, rule: Rule) -> str:
    """The type, if this kind of file may be it."""
    found = type_of(first)
    if found in rule.accepts:
        return found
    what = f"a {WORDS[found]} file" if found else stranger(first)
    raise WrongType(f"This is {what}. We take {rule.words} here.")
