from __future__ import annotations

from payments.story.conftest import scene

__all__ = ["scene"]
