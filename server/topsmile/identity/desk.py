"""The front desk: what signing in and being recognised needs, made once by the composition root."""

from __future__ import annotations

import msgspec

from topsmile.clinics.service import Directory
from topsmile.identity.one_time import OneTime
from topsmile.identity.passwords import Passwords
from topsmile.identity.sessions import Sessions
from topsmile.identity.tokens import Tokens
from topsmile.kernel.clock import Clock
from topsmile.kernel.db import Database
from topsmile.kernel.limits import Limiter


class Desk(msgspec.Struct, frozen=True):
    """`secure`: cookies are for HTTPS only and carry the prefixes that browsers enforce."""

    database: Database
    clock: Clock
    limiter: Limiter
    sessions: Sessions
    tokens: Tokens
    one_time: OneTime
    passwords: Passwords
    directory: Directory
    secure: bool

    @property
    def access_cookie(self) -> str:
        return "__Host-topsmile_access" if self.secure else "topsmile_access"

    @property
    def refresh_cookie(self) -> str:
        return "__Secure-topsmile_refresh" if self.secure else "topsmile_refresh"

    @property
    def device_cookie(self) -> str:
        return "__Secure-topsmile_device" if self.secure else "topsmile_device"
