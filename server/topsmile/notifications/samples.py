"""Invented visits, to show what a template becomes. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from topsmile.kernel.money import Money
from topsmile.notifications.links import PLACEHOLDER
from topsmile.notifications.models import Channel, Kind, Language
from topsmile.notifications.rendering import words_of, words_of_day
from topsmile.notifications.templating import TO_PATIENTS
from topsmile.scheduling.models import Appointment, Named

NOBODY = UUID(int=0)
LOCALE: dict[Language, str] = {"en": "en-GB", "pt": "pt-BR"}
SERVICE: dict[Language, str] = {"en": "Check-up", "pt": "Avaliação"}
MORNING = datetime(2030, 1, 7, 9, tzinfo=UTC)
ADDRESS = "https://example.com/visit#…"


def words(kind: Kind, channel: Channel, spoken: Language, clinic: str) -> dict[str, Any]:
    """The variables of a message to Maria, who also brings João when she is reminded."""
    locale = LOCALE[spoken]
    if kind not in TO_PATIENTS:
        return {"reader": "Maria", "clinic": clinic, "link": "[[link]]"}
    mine = _visit(1, "Maria Souza", MORNING, spoken)
    if kind != "reminder":
        return words_of(mine, "Maria Souza", clinic, locale, channel)
    his = _visit(2, "João Souza", MORNING + timedelta(minutes=45), spoken)
    return words_of_day([mine, his], "Maria Souza", clinic, locale, channel)


def with_addresses(text: str) -> str:
    """Every placeholder becomes an address that leads nowhere."""
    return PLACEHOLDER.sub(ADDRESS, text)


def _visit(number: int, patient: str, starts_at: datetime, spoken: Language) -> Appointment:
    return Appointment(
        id=UUID(int=number),
        version=1,
        status="scheduled",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        starts_local=starts_at.replace(tzinfo=None),
        service=Named(NOBODY, SERVICE[spoken]),
        provider=Named(NOBODY, "Dra. Ana Lima"),
        patient=Named(UUID(int=number), patient),
        room=None,
        notes="",
        price=Money(0, "BRL"),
        pay_by=None,
        created_at=starts_at,
    )
