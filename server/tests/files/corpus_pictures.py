"""Pictures that are more than pictures, or that become far too many."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from typing import Any

import pillow_heif
from files.corpus_table import EICAR, HTML, PHP, SCRIPT, Hostile, deep_zip, deflate_bomb
from PIL import Image, PngImagePlugin

pillow_heif.register_heif_opener()
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + SCRIPT + b"</x:xmpmeta>"
MP4 = struct.pack(">I", 24) + b"ftypmp42\0\0\0\0mp42isom" + b"\0\0\0\x08mdat"


@cache
def good(form: str, size: tuple[int, int] = (64, 48)) -> bytes:
    return saved(form, size)


def saved(form: str, size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    across = Image.linear_gradient("L").resize(size)
    picture = Image.merge("RGB", (across, across.rotate(90).resize(size), across.rotate(180)))
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def located(**more: Any) -> Image.Exif:
    """Taken in a clinic in São Paulo, by a phone that said so."""
    exif = Image.Exif()
    exif[0x010F] = "TelefoneDaMaria"
    exif[0x010E] = PHP.decode()
    exif.get_ifd(0x8825).update({1: "S", 2: (23.0, 33.0, 1.5), 3: "W", 4: (46.0, 38.0, 2.5)})
    for tag, value in more.items():
        exif[int(tag[1:])] = value
    return exif


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def header(width: int, height: int) -> bytes:
    shape = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", shape)


def with_chunk(name: bytes, data: bytes) -> bytes:
    """A good PNG with one more chunk after its header."""
    png = good("PNG")
    return png[:33] + chunk(name, data) + png[33:]


def with_text() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", PHP.decode())
    text.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    return saved("PNG", pnginfo=text)


def broken_sum() -> bytes:
    png = bytearray(good("PNG"))
    png[45] ^= 0xFF
    return bytes(png)


def jpeg_of(width: int, height: int) -> bytes:
    """A good JPEG whose frame says that it is of another size."""
    jpeg = bytearray(good("JPEG"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(jpeg)


def still_with_many(form: str, frames: int) -> bytes:
    stills = [Image.new("RGB", (8, 8), (each % 256, each // 256, 0)) for each in range(frames)]
    out = io.BytesIO()
    stills[0].save(out, form, save_all=True, append_images=stills[1:], duration=10)
    return out.getvalue()


def webp_of(width: int, height: int) -> bytes:
    """Only a canvas in its extended header."""
    canvas = struct.pack("<I", 0) + (width - 1).to_bytes(3, "little")
    canvas += (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + good("WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff(*tags: tuple[int, int, int, int], after: int = 0) -> bytes:
    """By hand: tags of (tag, type, count, value), and where the next page is said to be."""
    pages = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\0" + struct.pack("<I", 8) + pages + struct.pack("<I", after) + bytes(4096)


def grey_tiff(width: int, height: int, *, at: int = 300, length: int = 64, after: int = 0) -> bytes:
    return tiff(
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, 1, at), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, length), after=after,
    )  # fmt: skip


def private_tiff() -> bytes:
    out = io.BytesIO()
    Image.new("L", (32, 32), 90).save(out, "TIFF", tiffinfo={270: PHP.decode(), 65000: "secret"})
    return out.getvalue() + HTML


def pages_of_tiff() -> bytes:
    return still_with_many("TIFF", 3)


def cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def fine(what: str, name: str, make: Any, becomes: str, kind: str = "photo") -> Hostile:
    return Hostile(what, kind, name, becomes, make, "neutralised", becomes=becomes)


def bad(what: str, name: str, make: Any, says: str, kind: str = "photo") -> Hostile:
    return Hostile(what, kind, name, "image/jpeg", make, "invalid", says)


JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
LARGE, DAMAGED, MOVES = "too large", "damaged", "moves or has several pages"

NEUTRALISED = [
    fine("JPEG with GPS and PHP in its EXIF", "a.jpg", lambda: saved("JPEG", exif=located()), JPEG),
    fine("JPEG on its side, with GPS", "b.jpg", lambda: saved("JPEG", exif=located(_274=6)), JPEG),
    fine("JPEG with a script in its XMP", "c.jpg", lambda: saved("JPEG", xmp=XMP), JPEG),
    fine("JPEG with a script as comment", "d.jpg", lambda: saved("JPEG", comment=SCRIPT), JPEG),
    fine("JPEG with junk as ICC profile", "e.jpg",
         lambda: saved("JPEG", icc_profile=PHP * 2000), JPEG),
    fine("JPEG that is a web page too", "f.jpg", lambda: good("JPEG") + HTML, JPEG),
    fine("JPEG that is an archive too", "g.jpg",
         lambda: good("JPEG") + deep_zip("x.php", PHP), JPEG),
    fine("JPEG that is a JAR too", "h.jpg",
         lambda: good("JPEG") + deep_zip("META-INF/MANIFEST.MF", b"Main-Class: X"), JPEG),
    fine("JPEG that is a PDF too", "i.jpg", lambda: good("JPEG") + b"%PDF-1.7\n1 0 obj<<>>", JPEG),
    fine("JPEG with a film behind it", "j.jpg", lambda: good("JPEG") + MP4, JPEG),
    fine("JPEG called a script", "k.php", lambda: good("JPEG"), JPEG),
    fine("JPEG called a PNG", "l.png", lambda: good("JPEG"), JPEG),
    fine("PNG with PHP and XMP as texts", "m.png", with_text, PNG),
    fine("PNG with GPS in its EXIF", "n.png", lambda: saved("PNG", exif=located()), PNG),
    fine("PNG with a chunk of its own", "o.png", lambda: with_chunk(b"phPa", PHP), PNG),
    fine("PNG with junk as ICC profile", "p.png",
         lambda: with_chunk(b"iCCP", b"x\0\0" + zlib.compress(PHP * 99)), PNG),
    fine("PNG that is a web page too", "q.png", lambda: good("PNG") + HTML, PNG),
    fine("PNG that is an archive too", "r.png", lambda: good("PNG") + deep_zip("x", PHP), PNG),
    fine("PNG called a JPEG", "s.jpg", lambda: good("PNG"), PNG),
    fine("WebP with GPS and XMP", "t.webp",
         lambda: saved("WEBP", exif=located().tobytes(), xmp=XMP), WEBP),
    fine("WebP that is a web page too", "u.webp", lambda: good("WEBP") + HTML, WEBP),
    fine("HEIC with GPS and XMP", "v.heic",
         lambda: saved("HEIF", exif=located().tobytes(), xmp=XMP), JPEG),
    fine("TIFF with tags of its own", "w.tif", private_tiff, PNG, "x_ray"),
    fine("TIFF whose pages are a ring", "x.tif", lambda: grey_tiff(8, 8, after=8), PNG, "x_ray"),
]  # fmt: skip

REFUSED = [
    bad("PNG of 65,535 by 65,535", "a.png",
        lambda: header(65535, 65535) + chunk(b"IDAT", deflate_bomb(9)), LARGE),
    bad("PNG that is one line of a billion", "b.png",
        lambda: header(1_000_000_000, 1) + chunk(b"IDAT", deflate_bomb(1)), LARGE),
    bad("PNG of two billion by two billion", "c.png",
        lambda: header(2**31 - 1, 2**31 - 1) + chunk(b"IDAT", b""), LARGE),
    bad("PNG that is only a signature", "d.png", lambda: b"\x89PNG\r\n\x1a\n", DAMAGED),
    bad("PNG of nothing by nothing", "e.png", lambda: header(0, 0), DAMAGED),
    bad("PNG with a wrong sum", "f.png", broken_sum, DAMAGED),
    bad("PNG cut off", "g.png", lambda: cut(good("PNG")), DAMAGED),
    bad("PNG whose text unpacks to a gigabyte", "h.png",
        lambda: with_chunk(b"zTXt", b"x\0\0" + deflate_bomb(1024)), DAMAGED),
    bad("PNG that moves, for ever", "i.png",
        lambda: with_chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)), DAMAGED),
    bad("PNG with a thousand frames", "j.png", lambda: still_with_many("PNG", 1000), MOVES),
    bad("WebP with five hundred frames", "k.webp", lambda: still_with_many("WEBP", 500), MOVES),
    bad("WebP of 16,384 by 16,384", "l.webp", lambda: webp_of(16384, 16384), DAMAGED),
    bad("WebP cut off", "m.webp", lambda: cut(good("WEBP")), DAMAGED),
    bad("JPEG of 65,500 by 65,500", "n.jpg", lambda: jpeg_of(65500, 65500), LARGE),
    bad("JPEG cut off", "o.jpg", lambda: cut(good("JPEG", (640, 480))), DAMAGED),
    bad("JPEG that is only a beginning", "p.jpg", lambda: b"\xff\xd8\xff\xe0", DAMAGED),
    bad("JPEG that is a script from its fourth byte", "q.jpg",
        lambda: b"\xff\xd8\xff" + SCRIPT, DAMAGED),
    bad("HEIC cut off", "r.heic", lambda: cut(good("HEIF")), DAMAGED),
    bad("film that says it is a HEIC", "s.heic",
        lambda: struct.pack(">I", 24) + b"ftypmp42\0\0\0\0heicmp42" + MP4, DAMAGED),
    bad("TIFF of two billion by two billion", "t.tif",
        lambda: grey_tiff(2**31, 2**31), LARGE, "x_ray"),
    bad("TIFF whose pixels lie outside", "u.tif",
        lambda: grey_tiff(64, 64, at=2**31, length=2**31), DAMAGED, "x_ray"),
    bad("TIFF with three pages", "w.tif", pages_of_tiff, MOVES, "x_ray"),
    bad("TIFF with a tag of four billion values", "x.tif",
        lambda: tiff((256, 4, 2**32 - 1, 8), (257, 4, 1, 8)), DAMAGED, "x_ray"),
    Hostile("JPEG with a test virus behind it", "photo", "y.jpg", JPEG,
            lambda: good("JPEG") + EICAR, "infected"),
]  # fmt: skip
