"""What fits into a text message. Pure."""

from __future__ import annotations

import unicodedata

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_PAIRS = frozenset("^{}\\[~]|€")
SIMPLER = str.maketrans({"·": "-", "–": "-", "—": "-", "’": "'", "“": '"', "”": '"', "…": "...", "\u00a0": " ", "\u202f": " "})  # noqa: E501  # fmt: skip


def simplified(text: str) -> str:
    """Without the accents that would more than halve a message's room, where that is all it takes.

    `ã` and `í` are not in the alphabet of text messages; one of them makes the whole text dear.
    """
    plain = text.translate(SIMPLER)
    if _is_gsm(plain):
        return plain
    bare = "".join(
        each if each in GSM else _bare(each) for each in unicodedata.normalize("NFC", plain)
    )
    return bare if _is_gsm(bare) else plain


def segments(text: str) -> int:
    """How many text messages this is sent and paid as."""
    if _is_gsm(text):
        length = sum(2 if each in GSM_PAIRS else 1 for each in text)
        return 1 if length <= 160 else -(-length // 153)
    length = len(text.encode("utf-16-be")) // 2
    return 1 if length <= 70 else -(-length // 67)


def _is_gsm(text: str) -> bool:
    return all(each in GSM or each in GSM_PAIRS for each in text)


def _bare(character: str) -> str:
    apart = unicodedata.normalize("NFKD", character)
    return "".join(each for each in apart if not unicodedata.combining(each))
