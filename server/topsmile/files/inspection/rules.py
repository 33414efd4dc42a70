"""Which kinds of files there are, and what each may be. The web app's checks come from here too."""

from __future__ import annotations

import msgspec

from topsmile.files.inspection.models import MEGABYTE
from topsmile.kernel.errors import Invalid

# What is taken, and the extensions of its names: the first is the one we give.
TYPES: dict[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg", ".jfif"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    "image/tiff": (".tiff", ".tif"),
    "application/pdf": (".pdf",),
}
WORDS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "image/heic": "HEIC",
    "image/tiff": "TIFF",
    "application/pdf": "PDF",
}
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/heic")
PAPERS = ("application/pdf", *PICTURES)


class Rule(msgspec.Struct, frozen=True):
    kind: str
    accepts: tuple[str, ...]
    max_bytes: int

    @property
    def extensions(self) -> tuple[str, ...]:
        return tuple(each for accepted in self.accepts for each in TYPES[accepted])

    @property
    def words(self) -> str:
        *first, last = (WORDS[each] for each in self.accepts)
        return f"{', '.join(first)} or {last}"


RULES: dict[str, Rule] = {
    rule.kind: rule
    for rule in (
        Rule("photo", PICTURES, 50 * MEGABYTE),
        Rule("x_ray", ("image/jpeg", "image/png", "image/tiff"), 100 * MEGABYTE),
        Rule("document", PAPERS, 100 * MEGABYTE),
        Rule("consent", PAPERS, 50 * MEGABYTE),
        Rule("insurance_card", ("image/jpeg", "image/png", "image/webp", "image/heic",
                                "application/pdf"), 25 * MEGABYTE),
    )
}  # fmt: skip
ALSO = {"xray": "x_ray", "insurancecard": "insurance_card"}


def canonical(kind: str) -> str:
    """The kind that is meant: `X-Ray` is x_ray. Its caller asked for a kind, so no other error."""
    plain = kind.strip().lower().replace("-", "_").replace(" ", "_")
    found = plain if plain in RULES else ALSO.get(plain.replace("_", ""))
    if found is None:
        raise Invalid.on("kind", f"This is one of: {', '.join(RULES)}.")
    return found
