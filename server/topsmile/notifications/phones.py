"""Phone numbers as people write them, and as the world understands them. Pure."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat


def e164(number: str, locale: str) -> str | None:
    """`(11) 91234-5678` in Brazil is +5511912345678; None for what is no number there."""
    try:
        parsed = phonenumbers.parse(number, _region(locale))
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def _region(locale: str) -> str | None:
    """The country in a language tag: BR of pt-BR; None where it names none."""
    parts = locale.split("-")[1:]
    return next((part.upper() for part in parts if len(part) == 2), None)
