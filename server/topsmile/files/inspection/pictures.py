"""Pictures, decoded and made anew in the child: what is not a pixel does not come through."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageFile, ImageOps

from topsmile.files.inspection.models import Limits, Task, Told
from topsmile.files.inspection.refusing import Refused

THUMBNAIL = 320
# Of our types: the one decoder that may look at it, and what it is written as. Browsers show no
# HEIC and no TIFF.
DECODERS = {
    "image/jpeg": ("JPEG", "image/jpeg"),
    "image/png": ("PNG", "image/png"),
    "image/webp": ("WEBP", "image/webp"),
    "image/heic": ("HEIF", "image/jpeg"),
    "image/tiff": ("TIFF", "image/png"),
}
SIXTEEN_BITS = {"I", "I;16", "I;16L", "I;16B", "I;16N"}
SEEN_THROUGH = {"LA", "La", "PA", "RGBA", "RGBa"}


def look(task: Task) -> Told:
    prepared()
    decoder, content_type = DECODERS[task.content_type]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = decoded(Path(task.source), decoder, task.limits)
            density = per_inch(picture) if task.exact else None
            plain = upright(picture)
            folder = Path(task.folder)
            write(plain, folder / "content", content_type, density, exact=task.exact)
            write_thumbnail(plain, folder / "thumbnail")
    except Refused:
        raise
    except Exception as error:
        # Decoders raise nearly anything, from struct.error to MemoryError.
        raise Refused("picture_broken") from error
    return Told(content_type=content_type, width=plain.width, height=plain.height, thumbnail=True)


def prepared() -> None:
    Image.MAX_IMAGE_PIXELS = None  # `measured` is stricter, and says it in our words
    ImageFile.LOAD_TRUNCATED_IMAGES = False


def decoded(source: Path, decoder: str, limits: Limits) -> Image.Image:
    if decoder == "HEIF":
        import pillow_heif  # only when it is needed: it brings a large library

        pillow_heif.register_heif_opener(thumbnails=False)
        pillow_heif.options.DECODE_THREADS = 1
    picture = Image.open(source, formats=[decoder])
    measured(picture, limits)
    # A camera's JPEG may carry a preview or a depth map behind the picture, HEIC a burst.
    if decoder not in {"JPEG", "HEIF"} and has_more(picture):
        raise Refused("picture_moving")
    picture.load()
    return picture


def measured(picture: Image.Image, limits: Limits) -> None:
    """Before a single pixel is decoded."""
    if picture.width * picture.height > limits.pixels or max(picture.size) > limits.side:
        raise Refused("picture_pixels", limits.pixels // 1_000_000)


def has_more(picture: Image.Image) -> bool:
    if not hasattr(picture, "seek"):
        return False
    try:
        picture.seek(1)
    except EOFError:
        picture.seek(0)
        return False
    return True


def upright(picture: Image.Image) -> Image.Image:
    """Turned as it was held, in a mode that every browser shows, without anything but pixels."""
    turned = ImageOps.exif_transpose(picture)
    plain = in_plain_mode(turned)
    if plain is picture:
        plain = plain.copy()
    plain.info = {}
    return plain


def in_plain_mode(picture: Image.Image) -> Image.Image:
    if picture.mode in SIXTEEN_BITS or picture.mode == "F":
        return in_sixteen_bits(picture)
    if picture.mode in {"1", "L"}:
        return picture.convert("L")
    if picture.mode in SEEN_THROUGH or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        return in_srgb(picture, "RGBA")
    if picture.mode == "P":
        picture = picture.convert("RGB")
    return in_srgb(picture, "RGB")


def in_sixteen_bits(picture: Image.Image) -> Image.Image:
    """Grey as sensors give it. What does not fit into sixteen bits is no picture of ours."""
    if picture.mode == "I;16":
        return picture
    extremes: Any = picture.getextrema()
    if picture.mode == "F" or extremes[0] < 0 or extremes[1] > 65535:
        raise Refused("picture_grey")
    return picture.convert("I").convert("I;16")


def in_srgb(picture: Image.Image, mode: str) -> Image.Image:
    """The profile is applied, since it will be gone; one that makes no sense is only gone."""
    profile = picture.info.get("icc_profile")
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            seen: Any = ImageCms.profileToProfile(picture, given, srgb, outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            return picture.convert(mode)
        return seen if isinstance(seen, Image.Image) else picture.convert(mode)
    return picture.convert(mode)


def write(
    picture: Image.Image,
    to: Path,
    content_type: str,
    density: tuple[float, float] | None,
    *,
    exact: bool,
) -> None:
    """`density`, dots per inch, is how an x-ray is measured: the one fact that is kept."""
    options: dict[str, Any] = {"dpi": density} if density else {}
    if content_type == "image/jpeg":
        options |= {"quality": 95, "subsampling": 0} if exact else {"quality": 90}
        picture.save(to, "JPEG", optimize=True, **options)
    elif content_type == "image/webp":
        picture.save(to, "WEBP", quality=90)
    else:
        picture.save(to, "PNG", compress_level=4, **options)


def per_inch(picture: Image.Image) -> tuple[float, float] | None:
    try:
        across, down = (float(each) for each in picture.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return (across, down) if min(across, down) >= 1 and max(across, down) <= 20_000 else None


def write_thumbnail(picture: Image.Image, to: Path) -> None:
    small = picture.copy()
    gap = None if small.mode == "I;16" else 2.0  # it cannot reduce this mode
    small.thumbnail((THUMBNAIL, THUMBNAIL), reducing_gap=gap)
    if small.mode == "I;16":
        small = in_eight_bits(small)
    if small.mode == "RGBA":
        ground = Image.new("RGB", small.size, "white")
        ground.paste(small, mask=small.getchannel("A"))
        small = ground
    small.save(to, "JPEG", quality=82, optimize=True)


def in_eight_bits(picture: Image.Image) -> Image.Image:
    """The range that is in use, spread over what a screen can show."""
    extremes: Any = picture.getextrema()
    low, high = int(extremes[0]), int(extremes[1])
    width = max(1, high - low)
    shades = [min(255, max(0, (value - low) * 255 // width)) for value in range(65536)]
    return picture.convert("I").point(shades, "L")
