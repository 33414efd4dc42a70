"""What is none of ours, under names and types that say it were."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile

from files.corpus_table import EICAR, HTML, PHP, SCRIPT, Hostile, Verdict, deep_zip, deflate_bomb
from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
DOCTYPE = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def gif(frames: int = 1, size: tuple[int, int] = (8, 8)) -> bytes:
    stills = [Image.new("P", size, each % 250) for each in range(frames)]
    out = io.BytesIO()
    stills[0].save(out, "GIF", save_all=True, append_images=stills[1:])
    return out.getvalue()


def gif_of(width: int, height: int) -> bytes:
    data = bytearray(gif())
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def office(*, macros: bool) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
        if macros:
            archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"AutoOpen")
    return out.getvalue()


def zip_bomb() -> bytes:
    """Ten archives in one, each of which becomes a hundred megabytes."""
    inner = gzip.compress(bytes(1024)) + deflate_bomb(100)
    return deep_zip("0.zip", inner * 10)


def film(brand: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\0\0\0\0" + brand + b"isom" + bytes(64)


def line(
    what: str,
    name: str,
    content: bytes,
    says: str,
    declared: str = "image/jpeg",
    kind: str = "photo",
    verdict: Verdict = "wrong_type",
) -> Hostile:
    return Hostile(what, kind, name, declared, lambda: content, verdict, says)


STRANGERS = [
    line("SVG with a script", "a.svg", SVG, "SVG", "image/svg+xml"),
    line("SVG called a PNG", "a.png", SVG, "SVG", "image/png"),
    line("SVG behind a declaration and an entity", "b.png",
         b"<?xml version='1.0'?>" + DOCTYPE + SVG, "SVG", "image/png"),
    line("SVG behind a byte order mark", "c.jpg", b"\xef\xbb\xbf" + SVG, "SVG"),
    line("SVG in UTF-16", "d.jpg", SVG.decode().encode("utf-16"), "SVG"),
    line("SVG behind spaces", "e.jpg", b" " * 900 + SVG, "SVG"),
    line("SVG behind a comment", "f.jpg", b"<!-- \xff\xd8\xff -->" + SVG, "SVG"),
    line("SVG that is packed", "g.jpg", gzip.compress(SVG), "archive"),
    line("SVG far behind spaces", "h.jpg", b"\n" * 5000 + SVG, "something else"),
    line("web page called a JPEG", "i.jpg", HTML, "web page"),
    line("web page called a PDF", "j.pdf", HTML, "web page", "application/pdf", "document"),
    line("XHTML", "k.jpg", b"<?xml version='1.0'?><html>" + SCRIPT + b"</html>", "XML"),
    line("script", "l.jpg", b"/*\xff\xd8\xff*/fetch('/api/patients')", "something else"),
    line("script for a shell", "m.jpg", b"#!/bin/sh\nrm -rf /", "script"),
    line("PHP called a JPEG", "n.php.jpg", PHP, "program"),
    line("program for Windows", "o.jpg", b"MZ\x90\0" + bytes(60) + b"PE\0\0", "Windows"),
    line("program for Linux", "p.jpg", b"\x7fELF\x02\x01\x01" + bytes(60), "Linux"),
    line("program for macOS", "q.jpg", b"\xcf\xfa\xed\xfe" + bytes(60), "macOS"),
    line("class of Java", "r.jpg", b"\xca\xfe\xba\xbe\0\0\0\x34", "program"),
    line("module of WebAssembly", "s.jpg", b"\0asm\x01\0\0\0", "program"),
    line("shortcut for Windows", "t.jpg", b"L\0\0\0\x01\x14\x02\0" + bytes(60), "shortcut"),
    line("office document with macros", "u.pdf", office(macros=True), "archive or an office",
         "application/pdf", "document"),
    line("office document", "v.docx", office(macros=False), "archive or an office",
         "application/pdf", "consent"),
    line("old office document", "w.pdf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
         "office", "application/pdf", "document"),
    line("text document with an object", "x.pdf", b"{\\rtf1{\\object\\objdata 4d5a}}",
         "text document", "application/pdf", "document"),
    line("archive that is a bomb", "y.pdf", zip_bomb(), "archive", "application/pdf", "document"),
    line("gzip that is a bomb", "z.pdf", gzip.compress(bytes(20_000_000)), "archive",
         "application/pdf", "document"),
    line("GIF that is a JAR too", "a.gif", gif() + deep_zip("META-INF/MANIFEST.MF", b"x"), "GIF"),
    line("GIF called a JPEG", "b.jpg", gif(), "GIF"),
    line("GIF with a script", "c.jpg", b"GIF89a/*" + bytes(8) + b"*/=1;alert(1)", "GIF"),
    line("GIF of 65,535 by 65,535", "d.jpg", gif_of(65535, 65535), "GIF"),
    line("GIF with two thousand frames", "e.jpg", gif(2000), "GIF"),
    line("BMP called a PNG", "f.png", b"BM" + bytes(64), "BMP", "image/png"),
    line("icon", "g.png", b"\0\0\x01\0\x01\0" + bytes(32), "icon", "image/png"),
    line("PostScript", "h.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (r) file", "PostScript"),
    line("film called a HEIC", "i.heic", film(b"mp42"), "video", "image/heic"),
    line("AVIF called a HEIC", "j.heic", film(b"avif"), "video", "image/heic"),
    line("DICOM with a program before it", "k.jpg", b"MZ" + bytes(126) + b"DICM", "Windows"),
    line("DICOM", "l.jpg", bytes(128) + b"DICM" + bytes(64), "DICOM", kind="x_ray"),
    line("BigTIFF", "m.tif", b"II+\0\x08\0\0\0" + bytes(64), "something else", kind="x_ray"),
    line("TIFF where photos go", "n.tif", b"II*\0\x08\0\0\0" + bytes(64), "TIFF"),
    line("database", "o.pdf", b"SQLite format 3\0" + bytes(84), "database", kind="document"),
    line("nothing but zeros", "p.jpg", bytes(4096), "something else"),
    line("signature of a JPEG, one byte late", "q.jpg", b"\0\xff\xd8\xff\xe0" + bytes(64),
         "something else"),
    line("RIFF that is a recording", "r.webp", b"RIFF\x24\0\0\0WAVEfmt " + bytes(32),
         "something else", "image/webp"),
    line("empty file", "s.jpg", b"", "empty", verdict="invalid"),
    line("test virus", "t.jpg", EICAR, "harmful", verdict="infected"),
    line("test virus far behind", "u.pdf", b"%PDF-1.7\n" + bytes(3_000_000) + EICAR, "harmful",
         "application/pdf", "document", "infected"),
    line("test virus across two pieces", "v.pdf", b"%PDF-1.7\n" + bytes(1024**2 + 1000) + EICAR,
         "harmful", "application/pdf", "document", "infected"),
    line("test virus, packed", "w.zip", deep_zip("eicar.com", EICAR), "archive",
         "application/zip", "document"),
]  # fmt: skip
