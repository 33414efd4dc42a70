from __future__ import annotations

from typing import Any

from stripe import StripeError


def error_of(refused: StripeError) -> dict[str, Any]:
    """As it came over the wire; the client keeps only some of it."""
    body: Any = refused.json_body
    error: dict[str, Any] = body["error"]
    return error
