"""What a good file becomes: the same picture, without what it told about its maker."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import pikepdf
import pytest
from files.corpus_documents import WHOLE, link, pdf
from files.corpus_pictures import good, located, saved
from files.inspection.conftest import Look
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageChops, ImageCms, ImageStat

from topsmile.files.inspection import Inspected, Limits, canonical
from topsmile.kernel.errors import Invalid, TooLarge, WrongType

pytestmark = pytest.mark.anyio


def opened(seen: Inspected) -> Image.Image:
    with Image.open(seen.content) as picture:
        picture.load()
        return picture


def encoded(picture: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def difference(one: Image.Image, other: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
async def test_the_picture_stays_the_same(look: Look, form: str) -> None:
    sent = good(form, (640, 480))
    seen = await look(sent)
    assert (seen.width, seen.height) == (640, 480)
    assert difference(opened(seen).convert("RGB"), Image.open(io.BytesIO(sent))) < 2


async def test_it_stands_as_it_was_held(look: Look) -> None:
    picture = Image.new("RGB", (80, 40), "white")
    picture.paste("red", (0, 0, 40, 40))
    seen = await look(encoded(picture, "JPEG", exif=located(_274=6), quality=95))
    upright = opened(seen)
    assert upright.size == (40, 80) == (seen.width, seen.height)
    top, bottom = upright.getpixel((20, 10)), upright.getpixel((20, 70))
    assert top[1] < 60 < 200 < bottom[1]  # type: ignore[index]


async def test_its_colours_are_told_in_the_one_way_that_every_screen_knows(look: Look) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    lab = Image.new("LAB", (32, 32), (128, 200, 128))
    seen = await look(encoded(lab, "TIFF", icc_profile=profile), "x_ray")
    assert opened(seen).mode == "RGB"
    assert "icc_profile" not in opened(seen).info


async def test_sixteen_bits_of_grey_stay_to_the_last(look: Look) -> None:
    grey = Image.linear_gradient("L").convert("I").point(lambda value: value * 257 + 3)
    for form in ("PNG", "TIFF"):
        sent = grey.convert("I;16")
        seen = await look(encoded(sent, form, dpi=(508, 508)), "x_ray")
        kept = opened(seen)
        assert seen.content_type == "image/png"
        assert kept.mode == "I;16"
        assert kept.tobytes() == sent.tobytes()
        assert round(kept.info["dpi"][0]) == 508
        assert seen.thumbnail
        assert Image.open(seen.thumbnail).getextrema() == (0, 255)


async def test_paper_is_white_behind_what_is_transparent(look: Look) -> None:
    seen = await look(encoded(Image.new("RGBA", (64, 64), (255, 0, 0, 0)), "PNG"))
    assert opened(seen).mode == "RGBA"
    assert seen.thumbnail
    assert Image.open(seen.thumbnail).getpixel((9, 9)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
async def test_every_mode_is_one_that_browsers_show(look: Look, mode: str) -> None:
    form = "TIFF" if mode == "CMYK" else "PNG"
    source = Image.linear_gradient("L").convert("I" if mode == "I;16" else "RGB").convert(mode)
    seen = await look(encoded(source, form), "x_ray")
    assert opened(seen).mode in {"1", "L", "RGB", "RGBA", "I;16"}


async def test_a_camera_s_preview_behind_the_picture_is_left_out(look: Look) -> None:
    still = Image.new("RGB", (32, 32), "red")
    two = encoded(still, "MPO", save_all=True, append_images=[Image.new("RGB", (32, 32))])
    assert (await look(two)).size < len(two)


async def test_a_paper_keeps_its_pages_and_links(look: Look) -> None:
    web = link(S=Name.URI, URI=String("https://clinic.test/terms"))
    seen = await look(pdf(web, pages=3), "consent")
    assert (seen.pages, seen.width) == (3, None)
    assert seen.thumbnail
    with pikepdf.open(seen.content) as kept:
        assert "clinic.test" in str(kept.pages[0].Annots[0].A.URI)


async def test_a_signed_paper_is_kept_to_the_last_byte(look: Look) -> None:
    seen = await look(signed(), "consent")
    assert seen.content.read_bytes() == signed()


async def test_a_signed_paper_with_something_behind_it_is_refused(look: Look) -> None:
    with pytest.raises(Invalid, match="signed"):
        await look(signed() + b"<script>", "consent")


@cache
def signed() -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        signature = Dictionary(
            Type=Name.Sig, ByteRange=Array([0, 10, 20, 30]), Contents=String("00")
        )
        field = Dictionary(FT=Name.Sig, V=document.make_indirect(signature), T=String("s"))
        document.Root.AcroForm = Dictionary(Fields=Array([document.make_indirect(field)]))

    return pdf(change)


async def test_what_is_too_large_for_its_kind(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    from topsmile.files.inspection.rules import RULES, Rule

    monkeypatch.setitem(RULES, "photo", Rule("photo", ("image/jpeg",), 100))
    with pytest.raises(TooLarge):
        await look(good("JPEG"))


async def test_pixels_are_counted_before_they_are_decoded(look: Look) -> None:
    with pytest.raises(Invalid, match="too large"):
        await look(saved("PNG", (101, 100)), limits=Limits(pixels=10_000))
    assert (await look(saved("PNG", (100, 100)), limits=Limits(pixels=10_000))).width == 100


async def test_a_photo_is_no_paper(look: Look) -> None:
    with pytest.raises(WrongType, match=r"PDF file.+ JPEG, PNG, WebP or HEIC"):
        await look(WHOLE, "photo")


def test_kinds_are_understood_as_they_are_written() -> None:
    written = ["x-ray", "X-Ray", "xray", "x_ray", " x ray "]
    assert {canonical(each) for each in written} == {"x_ray"}
    assert canonical("insurance-card") == canonical("InsuranceCard") == "insurance_card"
    with pytest.raises(Invalid):
        canonical("malware")
