"""How a decoder in the child says no."""

from __future__ import annotations


class Refused(Exception):
    """With the sentence that its sender will read."""
