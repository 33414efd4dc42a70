"""What in a PDF does something by itself, hides something, or is a bomb: refused in words."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

from topsmile.files.inspection.models import Limits
from topsmile.files.inspection.refusing import Refused, Rule

DEEPEST = 60
PIECE = 64 * 1024
MOST_OF_AN_IMAGE = 400_000_000  # pixels; a large scan with one bit each
SCRIPT: Rule = "pdf_script"
ACTION: Rule = "pdf_action"
ATTACHED: Rule = "pdf_attached"
FORM: Rule = "pdf_form"
MEDIA: Rule = "pdf_media"
BOMB: Rule = "pdf_bomb"

KEYS: dict[str, Rule] = {
    "/JS": SCRIPT,
    "/JavaScript": SCRIPT,
    "/AA": ACTION,
    "/XFA": FORM,
    "/EmbeddedFiles": ATTACHED,
    "/EF": ATTACHED,
    "/AF": ATTACHED,
    "/RichMediaContent": MEDIA,
    "/RichMediaSettings": MEDIA,
    "/Collection": ATTACHED,
}
ACTIONS: dict[str, Rule] = {
    "/JavaScript": SCRIPT,
    "/Launch": ACTION,
    "/SubmitForm": ACTION,
    "/ImportData": ACTION,
    "/GoToE": ATTACHED,
    "/GoToR": ACTION,
    "/Rendition": MEDIA,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/GoTo3DView": MEDIA,
    "/RichMediaExecute": MEDIA,
}
TYPES: dict[str, Rule] = {"/EmbeddedFile": ATTACHED}
SUBTYPES: dict[str, Rule] = {
    "/RichMedia": MEDIA,
    "/3D": MEDIA,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/Screen": MEDIA,
    "/FileAttachment": ATTACHED,
}
# Where a link may lead; an address without a scheme begins with the name of a place.
ADDRESSES = re.compile(r"(https?://|mailto:|tel:|#|[a-z0-9-]+(\.[a-z0-9-]+)+([/?#]|$))")
# What a document may do as it opens: show a page.
HARMLESS = {"/GoTo"}
# How a stream may be packed: by what makes it smaller, inside what makes it text.
FLATE = {"/FlateDecode", "/Fl"}
PACKED = FLATE | {"/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
IN_LETTERS = {"/ASCII85Decode", "/A85"}
IN_DIGITS = {"/ASCIIHexDecode", "/AHx"}


def judge(pdf: pikepdf.Pdf, limits: Limits) -> bool:
    """Whether it is signed; Refused if it is none of ours. Names are as qpdf reads them, so
    `/J#53` is /JS."""
    signed, unpacked = False, 0
    if len(pdf.objects) > limits.objects:
        raise Refused(BOMB)
    # A document may stand in its trailer, and in no object.
    for indirect in (pdf.trailer, *pdf.objects):
        for part in parts(indirect, DEEPEST):
            refuse_active(part)
            signed = signed or ("/ByteRange" in part and "/Contents" in part)
        if isinstance(indirect, pikepdf.Stream):
            unpacked += unpacks_to(indirect, limits.unpacked - unpacked)
    opening(pdf)
    return signed


def parts(value: Any, depth: int) -> Iterator[pikepdf.Dictionary | pikepdf.Stream]:
    """Every dictionary in an object, not following references: each is an object of its own."""
    if depth < 0:
        raise Refused(BOMB)
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        yield value
        for key in value.keys():  # noqa: SIM118 -- of a stream, iterating is not over its keys
            inner = value[key]
            if not inner.is_indirect if isinstance(inner, pikepdf.Object) else False:
                yield from parts(inner, depth - 1)
    elif isinstance(value, pikepdf.Array):
        for inner in value:
            if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
                yield from parts(inner, depth - 1)


def refuse_active(part: pikepdf.Dictionary | pikepdf.Stream) -> None:
    for key, why in KEYS.items():
        if key in part:
            raise Refused(why)
    for key, meanings in (("/S", ACTIONS), ("/Type", TYPES), ("/Subtype", SUBTYPES)):
        if (meaning := said(part.get(key))) in meanings:
            raise Refused(meanings[meaning])
    if said(part.get("/S")) == "/URI" and not leads_somewhere_safe(part.get("/URI")):
        raise Refused(ACTION)
    # What a stream shows may be fetched from elsewhere, which tells there who reads it.
    if isinstance(part, pikepdf.Stream) and ("/F" in part or "/Ref" in part):
        raise Refused(ACTION)


def said(value: Any) -> str:
    return str(value) if isinstance(value, pikepdf.Name) else ""


def leads_somewhere_safe(address: Any) -> bool:
    plain = "".join(str(address).split()).lower()
    return ADDRESSES.match(plain) is not None and "\\" not in plain


def opening(pdf: pikepdf.Pdf) -> None:
    """A page to begin with is fine; anything else that happens on opening is not."""
    action, links = pdf.Root.get("/OpenAction"), pdf.Root.get("/URI")
    if isinstance(action, pikepdf.Dictionary) and (
        said(action.get("/S")) not in HARMLESS or "/Next" in action
    ):
        raise Refused(ACTION)
    if isinstance(links, pikepdf.Dictionary) and not leads_somewhere_safe(links.get("/Base", "#")):
        raise Refused(ACTION)


def unpacks_to(stream: pikepdf.Stream, most: int) -> int:
    """How much a stream becomes, counted piece by piece and never held."""
    size = stream.get("/Width", 0), stream.get("/Height", 0)
    if said(stream.get("/Subtype")) == "/Image" and pixels(size) > MOST_OF_AN_IMAGE:
        raise Refused(BOMB)
    names = filters(stream)
    if len(names) > 3 or sum(name in PACKED for name in names) > 1:
        raise Refused(BOMB)
    if not PACKED.intersection(names):
        return 0
    raw = stream.read_raw_bytes()
    while names[0] in IN_LETTERS | IN_DIGITS:
        raw = plain(raw, names.pop(0))
    if names[0] in FLATE:
        return inflated(raw, most)
    return unpacked_whole(stream, most)


def filters(stream: pikepdf.Stream) -> list[str]:
    given = stream.get("/Filter")
    return [said(each) for each in given] if isinstance(given, pikepdf.Array) else [said(given)]


def plain(raw: bytes, name: str) -> bytes:
    """Readers show what they could read of it."""
    text = b"".join(raw.split())
    try:
        if name in IN_LETTERS:
            return base64.a85decode(text.removeprefix(b"<~").partition(b"~>")[0])
        digits = text.partition(b">")[0]
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    except ValueError:
        raise Refused(BOMB) from None


def unpacked_whole(stream: pikepdf.Stream, most: int) -> int:
    """The old ways of packing; the child's own walls are around it."""
    try:
        size = len(stream.read_bytes(pikepdf.StreamDecodeLevel.specialized))
    except pikepdf.PdfError:
        return 0
    if size > most:
        raise Refused(BOMB)
    return size


def pixels(size: tuple[Any, Any]) -> int:
    try:
        return int(size[0]) * int(size[1])
    except (TypeError, ValueError):
        raise Refused(BOMB) from None


def inflated(packed: bytes, most: int) -> int:
    decoder, total, rest = zlib.decompressobj(), 0, packed
    try:
        while rest and not decoder.eof:
            total += len(decoder.decompress(rest, PIECE))
            rest = decoder.unconsumed_tail
            if total > most:
                raise Refused(BOMB)
    except zlib.error:
        return total  # readers show what they could unpack
    return total
