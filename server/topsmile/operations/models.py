from __future__ import annotations

from typing import Literal

import msgspec

Light = Literal["ok", "away"]


class Health(msgspec.Struct, frozen=True):
    """`status` is ok when everything this process cannot do without answers."""

    status: Light
    checks: dict[str, Light]
