from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.notifications.settings_models import MessageSettings, ServiceReminders


async def find(tx: Tx) -> MessageSettings:
    """What the clinic decided, or what holds for one that has decided nothing."""
    return await tx.one(
        _settings,
        """
        select coalesce(s.quiet_from, 1260) as quiet_from,
          coalesce(s.quiet_until, 480) as quiet_until,
          coalesce(s.reminder_minutes, '{2880, 120}') as reminder_minutes,
          coalesce(s.channels, '{email, sms, whatsapp}') as channels,
          coalesce(s.version, 1) as version,
          coalesce((
            select json_agg(json_build_object('service_id', service_id,
              'reminder_minutes', reminder_minutes) order by service_id)
            from reminder_rule where clinic_id = $1
          ), '[]') as services
        from clinic_settings c left join message_settings s on s.clinic_id = $1
        where c.clinic_id = $1
        """,
    )


async def lock(tx: Tx) -> None:
    """One change at a time; from the first one on the clinic's decisions are a row."""
    await tx.run(
        """
        insert into message_settings (clinic_id) values ($1)
        on conflict on constraint message_settings_pkey do update
        set version = message_settings.version
        """
    )


async def put(tx: Tx, settings: MessageSettings) -> None:
    await tx.run(
        """
        update message_settings
        set quiet_from = $2, quiet_until = $3, reminder_minutes = $4, channels = $5,
          version = version + 1
        where clinic_id = $1
        """,
        settings.quiet_from,
        settings.quiet_until,
        settings.reminder_minutes,
        settings.channels,
    )


async def put_rules(tx: Tx, rules: Sequence[ServiceReminders]) -> None:
    await tx.run(
        "delete from reminder_rule where clinic_id = $1 and service_id <> all($2::uuid[])",
        [each.service_id for each in rules],
    )
    for each in rules:
        await tx.run(
            """
            insert into reminder_rule (clinic_id, service_id, reminder_minutes)
            values ($1, $2, $3)
            on conflict on constraint reminder_rule_pkey do update
            set reminder_minutes = excluded.reminder_minutes
            """,
            each.service_id,
            each.reminder_minutes,
        )


async def unknown_services(tx: Tx, service_ids: Sequence[UUID]) -> list[UUID]:
    return await tx.values(
        """
        select wanted from unnest($2::uuid[]) wanted
        where not exists (select from service where clinic_id = $1 and id = wanted)
        """,
        list(service_ids),
    )


def _settings(*, services: str, **own: Any) -> MessageSettings:
    rules = msgspec.json.decode(services, type=list[ServiceReminders])
    return MessageSettings(services=rules, **own)
