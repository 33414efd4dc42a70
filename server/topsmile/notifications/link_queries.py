from __future__ import annotations

from topsmile.kernel.db import Tx
from topsmile.notifications.link_models import ClinicOfLink


async def clinic(tx: Tx) -> ClinicOfLink | None:
    return await tx.maybe(
        ClinicOfLink, "select slug, name, timezone, locale from clinic where id = $1"
    )
