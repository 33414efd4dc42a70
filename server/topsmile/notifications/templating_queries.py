from __future__ import annotations

from datetime import datetime

import msgspec

from topsmile.kernel.db import Tx
from topsmile.notifications.models import Channel, Kind, Language, Wording


class OwnTemplate(msgspec.Struct, frozen=True):
    kind: Kind
    channel: Channel
    language: Language
    subject: str
    body: str
    version: int
    changed_at: datetime

    @property
    def wording(self) -> Wording:
        return Wording(self.subject, self.body)


COLUMNS = "kind, channel, language, subject, body, version, changed_at"


async def listed(tx: Tx) -> list[OwnTemplate]:
    return await tx.all(OwnTemplate, f"select {COLUMNS} from message_template where clinic_id = $1")


async def find(tx: Tx, kind: Kind, channel: Channel, language: Language) -> OwnTemplate | None:
    return await tx.maybe(
        OwnTemplate,
        f"""
        select {COLUMNS} from message_template
        where clinic_id = $1 and kind = $2 and channel = $3 and language = $4
        """,
        kind,
        channel,
        language,
    )


async def put(
    tx: Tx, kind: Kind, channel: Channel, language: Language, wording: Wording
) -> OwnTemplate:
    return await tx.one(
        OwnTemplate,
        f"""
        insert into message_template (clinic_id, kind, channel, language, subject, body, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict on constraint message_template_pkey do update
        set subject = excluded.subject, body = excluded.body, changed_at = excluded.changed_at,
          version = message_template.version + 1
        returning {COLUMNS}
        """,
        kind,
        channel,
        language,
        wording.subject,
        wording.body,
        tx.now,
    )


async def remove(tx: Tx, kind: Kind, channel: Channel, language: Language) -> None:
    await tx.run(
        """
        delete from message_template
        where clinic_id = $1 and kind = $2 and channel = $3 and language = $4
        """,
        kind,
        channel,
        language,
    )


async def clinic_name(tx: Tx) -> str:
    return str(await tx.value("select name from clinic where id = $1"))
