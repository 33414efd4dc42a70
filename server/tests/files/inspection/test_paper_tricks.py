"""PDFs that try to get around being walked through, unpacked and written anew."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from files.corpus_documents import (
    AS_IT_IS,
    CATALOG,
    PAGE,
    PAGES,
    by_hand,
    contents,
    on_opening,
    pdf,
)
from files.corpus_table import HTML, deflate_bomb
from files.inspection.conftest import Look
from pikepdf import Array, Dictionary, Name, String

from topsmile.kernel.errors import Invalid

pytestmark = pytest.mark.anyio
SCRIPT = b"<</Type/Catalog/Pages 2 0 R/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(x)>>]>>>>>>"


def drawn_from(place: str) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        picture = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Image)
        picture[place] = String("\\\\10.0.0.1\\share")
        document.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=picture))

    return pdf(change)


def then_elsewhere() -> bytes:
    elsewhere = Dictionary(S=Name.URI, URI=String("https://evil.test"))
    return pdf(on_opening(S=Name.GoTo, D=String("x"), Next=elsewhere))


def relative_to_a_script(document: pikepdf.Pdf) -> None:
    document.Root.URI = Dictionary(Base=String("javascript:alert"))


def filtered(data: bytes, *filters: str) -> bytes:
    return pdf(contents(data, filters=Array([Name(each) for each in filters])), **AS_IT_IS)


@pytest.mark.parametrize(
    "data",
    [
        by_hand(PAGES.replace(b"2 0 R", b"1 0 R"), PAGES, PAGE, trailer=b"/Root " + SCRIPT),
        then_elsewhere(),
        pdf(relative_to_a_script),
        drawn_from("/F"),
    ],
    ids=["root in the trailer", "next on opening", "base of links", "stream in a share"],
)
async def test_what_happens_by_itself_is_found_wherever_it_hides(look: Look, data: bytes) -> None:
    with pytest.raises(Invalid, match=r"JavaScript|by itself"):
        await look(data, "document")


@pytest.mark.parametrize(
    "make",
    [
        lambda: filtered(base64.a85encode(deflate_bomb(1100)) + b"~>", "/ASCII85Decode",
                         "/FlateDecode"),
        lambda: filtered(deflate_bomb(1100).hex().encode() + b">", "/ASCIIHexDecode",
                         "/FlateDecode"),
        lambda: filtered(deflate_bomb(10), "/Fl", "/Fl"),
        lambda: filtered(deflate_bomb(10), "/FlateDecode", "/LZWDecode"),
    ],
    ids=["in letters", "in digits", "twice, in short", "two ways"],
)  # fmt: skip
async def test_a_bomb_is_one_in_any_wrapping(look: Look, make: Callable[[], bytes]) -> None:
    with pytest.raises(Invalid, match="far more"):
        await look(make(), "document")


async def test_old_ways_of_packing_are_taken(look: Look) -> None:
    for data, *filters in (
        (base64.a85encode(zlib.compress(b"q Q")) + b"~>", "/ASCII85Decode", "/FlateDecode"),
        (b"\x02q Q\x80", "/RunLengthDecode"),
        (b"7120 51>", "/ASCIIHexDecode"),
    ):
        assert (await look(filtered(data, *filters), "document")).pages == 1


SEALED = b"/Type/Page/Seal<</Type/Sig/ByteRange[0 1 2 3]/Contents(00)>>"


async def test_whoever_says_signed_is_written_anew_if_nothing_is_signed(look: Look) -> None:
    said = PAGE.replace(b"/Type/Page", b"/Type/Page/ByteRange[0 1 2 3]")
    seen = await look(by_hand(CATALOG, PAGES, said + b"\n%" + HTML), "document")
    assert HTML not in seen.content.read_bytes()


async def test_nothing_hides_behind_a_signature(look: Look) -> None:
    said = PAGE.replace(b"/Type/Page", SEALED)
    with pytest.raises(Invalid, match="signed"):
        await look(by_hand(CATALOG, PAGES, said + b"\n%" + HTML), "document")


async def test_what_a_signed_paper_was_before_is_looked_at_too(look: Look) -> None:
    """Its first revision runs a program, from inside a packed object; the last one does not."""
    packed = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
    before = pdf(on_opening(S=Name.JavaScript, JS=String("x")), **packed)
    after = before + added(before, PAGE.replace(b"/Type/Page", SEALED))
    with pytest.raises(Invalid, match="JavaScript"):
        await look(after, "document")


def added(before: bytes, page: bytes) -> bytes:
    """Three more objects, a table of them, and another document made of them."""
    out, places = b"\n", []
    for number, body in enumerate(
        (CATALOG.replace(b"2 0", b"52 0"), PAGES.replace(b"3 0", b"53 0"),
         page.replace(b"2 0 R", b"52 0 R")), 51,
    ):  # fmt: skip
        places.append(len(before) + len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 1\n0000000000 65535 f \n51 3\n"
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 54/Root 51 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return out + table + end % (len(before) + len(out))
