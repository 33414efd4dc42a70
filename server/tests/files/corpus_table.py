"""What a line of the corpus of hostile files says."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

# neutralised: kept, in a form that carries none of it. The others are refused.
Verdict = Literal["neutralised", "wrong_type", "invalid", "infected"]
STATUS = {"neutralised": 201, "wrong_type": 415, "invalid": 422, "infected": 422}

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = b"<script>alert(document.domain)</script>"
PHP = b"<?php system($_GET['c']); ?>"
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
# What a picture that was made anew never holds, wherever it stood before.
NEVER = (b"<script", b"<?php", b"PK\x03\x04", b"PK\x05\x06", b"Exif", b"GPS", b"xmpmeta", b"EICAR")


@dataclass(frozen=True)
class Hostile:
    """`says` is part of the sentence that a person reads when it is refused."""

    what: str
    kind: str
    name: str
    declared: str
    make: Callable[[], bytes]
    verdict: Verdict
    says: str = ""
    becomes: str = ""  # the type of what is kept


def deflate_bomb(megabytes: int) -> bytes:
    """Zeros without end, made of one packed piece again and again."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(bytes(1024 * 1024)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + piece * megabytes


def deep_zip(name: str, content: bytes) -> bytes:
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()
