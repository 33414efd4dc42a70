"""PDFs, in the child: opened, walked through, written anew by qpdf, their first page drawn.

Written anew, nothing before, after or between the document's own objects comes through. A signed
one would lose its signature by that, so it is kept as it is, if there is nothing else in the file.
"""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image

from topsmile.files.inspection import active, sealed
from topsmile.files.inspection.models import Limits, Task, Told
from topsmile.files.inspection.refusing import Refused

THUMBNAIL = 320


def look(task: Task) -> Told:
    source, folder = Path(task.source), Path(task.folder)
    try:
        with opened(source) as pdf:
            pages = counted(pdf, task.limits)
            signed = active.judge(pdf, task.limits)
            if signed:
                sealed.judge(source, task.limits)
            else:
                rewrite(pdf, folder / "content")
        drawn = draw(source if signed else folder / "content", folder / "thumbnail")
    except Refused:
        raise
    except Exception as error:
        # From pikepdf.PdfError to RecursionError and MemoryError.
        raise Refused("pdf_broken") from error
    return Told(content_type="application/pdf", pages=pages, thumbnail=drawn, untouched=signed)


def opened(source: Path) -> pikepdf.Pdf:
    """A broken table of contents is mended if the end of the file is there."""
    try:
        pdf = pikepdf.open(source, attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError as locked:
        raise Refused("pdf_locked") from locked
    except pikepdf.PdfError:
        if b"%%EOF" not in sealed.ending(source, 1024):
            raise
        pdf = pikepdf.open(source, attempt_recovery=True, suppress_warnings=True)
    if pdf.is_encrypted:
        raise Refused("pdf_locked")
    return pdf


def counted(pdf: pikepdf.Pdf, limits: Limits) -> int:
    pages = len(pdf.pages)
    if not pages:
        raise Refused("pdf_without_pages")
    if pages > limits.pages:
        raise Refused("pdf_pages", limits.pages)
    return pages


def rewrite(pdf: pikepdf.Pdf, to: Path) -> None:
    pdf.save(
        to,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        linearize=False,
    )


def draw(source: Path, to: Path) -> bool:
    """The first page, small. Where that fails the document has no picture, and that is all."""
    try:
        page = pypdfium2.PdfDocument(source)[0]
        width, height = page.get_size()
        scale = THUMBNAIL / max(width, height, 1)
        drawn = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, ValueError, MemoryError, OSError):
        return False
    drawn.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    drawn.save(to, "JPEG", quality=82, optimize=True)
    return True
