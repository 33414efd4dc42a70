"""PDFs that do something, hide something, are something else too, or never end."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from files.corpus_pictures import cut, good
from files.corpus_table import EICAR, HTML, PHP, Hostile, Verdict, deep_zip, deflate_bomb
from pikepdf import Array, Dictionary, Name, String

Change = Callable[[pikepdf.Pdf], object]
ALERT = String("app.alert(1)")


def pdf(*changes: Change, pages: int = 1, **saving: Any) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(200, 300))
    for change in changes:
        change(document)
    out = io.BytesIO()
    document.save(out, **saving)
    return out.getvalue()


def action(**entries: Any) -> Dictionary:
    return Dictionary({f"/{key}": value for key, value in entries.items()})


def on_opening(**entries: Any) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = document.make_indirect(action(**entries))

    return change


def script() -> Dictionary:
    return action(S=Name.JavaScript, JS=ALERT)


def in_names(document: pikepdf.Pdf) -> None:
    tree = Dictionary(Names=Array([String("x"), document.make_indirect(script())]))
    document.Root.Names = Dictionary(JavaScript=tree)


def link(**entries: Any) -> Change:
    """Something to click, on the first page."""

    def change(document: pikepdf.Pdf) -> None:
        note = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 100, 100]), A=action(**entries)
        )
        document.pages[0].obj.Annots = Array([document.make_indirect(note)])

    return change


def note(subtype: str, **entries: Any) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        made = Dictionary(Type=Name.Annot, Subtype=Name(subtype), Rect=Array([0, 0, 9, 9]))
        for key, value in entries.items():
            made[f"/{key}"] = value
        document.pages[0].obj.Annots = Array([document.make_indirect(made)])

    return change


def on_page(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.AA = Dictionary(O=script())


def attached(document: pikepdf.Pdf) -> None:
    document.attachments["invoice.exe"] = b"MZ" + bytes(64)


def alone(document: pikepdf.Pdf) -> None:
    """A file that no list of attachments knows of."""
    stream = document.make_stream(b"MZ" + bytes(64))
    stream.Type = Name.EmbeddedFile
    document.Root.Hidden = stream


def form(document: pikepdf.Pdf) -> None:
    packet = document.make_stream(b"<xdp:xdp><script>app.alert(1)</script></xdp:xdp>")
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=packet)


def contents(data: bytes, **entries: Any) -> Change:
    """What a page draws, packed as it says itself."""

    def change(document: pikepdf.Pdf) -> None:
        stream = document.make_stream(b"")
        stream.write(data, filter=entries.get("filters"), decode_parms=None)
        for key, value in entries.get("keys", {}).items():
            stream[f"/{key}"] = value
        document.pages[0].obj.Contents = stream

    return change


def bomb() -> bytes:
    return pdf(contents(deflate_bomb(1100), filters=Name.FlateDecode), **AS_IT_IS)


def bomb_in_bomb() -> bytes:
    packed = zlib.compress(deflate_bomb(1000), 9)
    twice = Array([Name.FlateDecode, Name.FlateDecode])
    return pdf(contents(packed, filters=twice), **AS_IT_IS)


def vast_picture(document: pikepdf.Pdf) -> None:
    stream = document.make_stream(zlib.compress(bytes(1000)))
    stream.Subtype, stream.Width, stream.Height = Name.Image, 100_000, 100_000
    stream.ColorSpace, stream.BitsPerComponent = Name.DeviceRGB, 8
    document.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=stream))


def by_hand(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Objects numbered from 1, a table of where they stand, and an end."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, trailer, len(out),
    )  # fmt: skip
    return out + table + end


CATALOG, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]>>"
WHOLE = by_hand(CATALOG, PAGES, PAGE)


def ring_of_pages() -> bytes:
    inner = b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>"
    return by_hand(CATALOG, PAGES, inner)


def ring_of_tables() -> bytes:
    table = WHOLE.index(b"xref")
    return WHOLE.replace(b"/Root", b"/Prev %d/Root" % table)


def abyss() -> bytes:
    return by_hand(CATALOG, PAGES, PAGE, b"[" * 50_000 + b"]" * 50_000)


def spelled_otherwise() -> bytes:
    """`/#4a#53` is /JS, to whoever opens it."""
    opening = (
        b"<</Type/Catalog/Pages 2 0 R/Open#41ction<</S/J#61vaScript/#4a#53(app.alert\\(1\\))>>>>"
    )
    return by_hand(opening, PAGES, PAGE)


def archive_in_the_middle() -> bytes:
    """As a comment between two objects: most readers of archives look from the end."""
    zipped = deep_zip("x.php", PHP).replace(b"\n", b" ").replace(b"\r", b" ")
    return by_hand(CATALOG, PAGES, PAGE + b"\n%" + zipped)


AS_IT_IS: dict[str, Any] = {"compress_streams": False, "stream_decode_level":
                            pikepdf.StreamDecodeLevel.none}  # fmt: skip
PROGRAM, ITSELF, INSIDE = "JavaScript", "by itself", "other files inside"
DAMAGED, MORE, MEDIA, LOCKED = "damaged", "far more", "sound, video or 3D", "protected"
TYPE = "application/pdf"


def line(what: str, make: Callable[[], bytes], says: str, verdict: Verdict = "invalid") -> Hostile:
    return Hostile(what, "document", "paper.pdf", TYPE, make, verdict, says)


def fine(what: str, make: Callable[[], bytes]) -> Hostile:
    return Hostile(what, "consent", "paper.pdf", TYPE, make, "neutralised", becomes=TYPE)


def locked(user: str = "") -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner="b", user=user))


def uri(address: str) -> bytes:
    return pdf(link(S=Name.URI, URI=String(address)))


DOCUMENTS = [
    line("PDF with a script on opening",
         lambda: pdf(on_opening(S=Name.JavaScript, JS=ALERT)), PROGRAM),
    line("PDF with a script by name", lambda: pdf(in_names), PROGRAM),
    line("PDF with a script on its page", lambda: pdf(on_page), "This PDF"),
    line("PDF with a script spelled otherwise", spelled_otherwise, PROGRAM),
    line("PDF with a script in a packed object",
         lambda: pdf(in_names, object_stream_mode=pikepdf.ObjectStreamMode.generate), PROGRAM),
    line("PDF with a script behind a link",
         lambda: pdf(link(S=Name.JavaScript, JS=ALERT)), PROGRAM),
    line("PDF with a script after another action",
         lambda: pdf(link(S=Name.GoTo, D=String("x"), Next=script())), PROGRAM),
    line("PDF that starts a program",
         lambda: pdf(on_opening(S=Name.Launch, F=String("cmd.exe"))), ITSELF),
    line("PDF that leads to a file", lambda: uri("file:///etc/passwd"), ITSELF),
    line("PDF that leads to a script", lambda: uri("java\nscript:alert(1)"), ITSELF),
    line("PDF that leads to a share of Windows", lambda: uri("\\\\10.0.0.1\\share"), ITSELF),
    line("PDF that opens a page elsewhere",
         lambda: pdf(on_opening(S=Name.URI, URI=String("https://evil.test"))), ITSELF),
    line("PDF that sends its form",
         lambda: pdf(link(S=Name.SubmitForm, F=String("https://evil.test"))), ITSELF),
    line("PDF that imports", lambda: pdf(link(S=Name.ImportData, F=String("x.fdf"))), ITSELF),
    line("PDF that opens another file", lambda: pdf(link(S=Name.GoToR, F=String("x"))), ITSELF),
    line("PDF that opens one inside", lambda: pdf(link(S=Name.GoToE, D=String("x"))), INSIDE),
    line("PDF with a program attached", lambda: pdf(attached), INSIDE),
    line("PDF with a program that nothing names", lambda: pdf(alone), INSIDE),
    line("PDF with a file as a note",
         lambda: pdf(note("/FileAttachment", FS=Dictionary(F=String("x.exe")))), INSIDE),
    line("PDF with an XFA form", lambda: pdf(form), "XFA"),
    line("PDF with a film", lambda: pdf(note("/RichMedia")), MEDIA),
    line("PDF with something in three dimensions", lambda: pdf(note("/3D")), MEDIA),
    line("PDF with a password", lambda: locked("a"), LOCKED),
    line("PDF with restrictions", locked, LOCKED),
    line("PDF that unpacks to a gigabyte", bomb, MORE),
    line("PDF packed twice", bomb_in_bomb, MORE),
    line("PDF with a picture of ten billion pixels", lambda: pdf(vast_picture), MORE),
    line("PDF with two thousand pages", lambda: pdf(pages=2000), "too many pages"),
    line("PDF without pages", lambda: pdf(pages=0), "no pages"),
    line("PDF whose pages are a ring", ring_of_pages, ""),
    line("PDF cut off", lambda: cut(pdf(pages=30)), DAMAGED),
    line("PDF that is only a beginning", lambda: b"%PDF-1.7\n", DAMAGED),
    line("PDF of nonsense", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"%%EOF", DAMAGED),
    line("PDF behind a web page", lambda: HTML + WHOLE, "web page", "wrong_type"),
    line("PDF behind a program", lambda: b"MZ" + bytes(62) + WHOLE, "Windows", "wrong_type"),
    line("PDF behind other bytes", lambda: b"\0\1\2\3" + WHOLE, "before it", "wrong_type"),
    line("PDF behind a GIF", lambda: b"GIF89a" + bytes(20) + WHOLE, "GIF", "wrong_type"),
    line("test virus as it is, in a PDF",
         lambda: pdf(contents(EICAR), compress_streams=False), "harmful", "infected"),
    fine("PDF that is an archive too", lambda: WHOLE + deep_zip("x.php", PHP)),
    fine("PDF with an archive in the middle", archive_in_the_middle),
    fine("PDF that is a web page too", lambda: WHOLE + HTML),
    fine("PDF with a script after its end", lambda: WHOLE + b"\n/*" + PHP + b"*/"),
    fine("PDF with a picture after its end", lambda: WHOLE + good("JPEG")),
    fine("PDF whose tables are a ring", ring_of_tables),
    fine("PDF with brackets in brackets", abyss),
]  # fmt: skip
