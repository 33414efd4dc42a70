"""The patients of a demonstration clinic: the same in every installation. Pure."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from topsmile.demo.cast import SEED, Cast

PATIENTS = 180
BIRTHS = date(1941, 1, 1), date(2021, 12, 31)


class Patient(NamedTuple):
    name: str
    email: str | None
    phone: str | None
    birth_date: date
    locale: str
    notes: str
    created_at: datetime


def patients(cast: Cast, now: datetime) -> list[Patient]:
    """The first is whoever signs in as the patient."""
    rng = Random(f"{SEED} {cast.slug} people")  # noqa: S311  (for the looks, not for secrets)
    first = _patient(cast, rng, cast.staff.patient, now)
    known = [
        first._replace(
            email=cast.address("patient"), locale=cast.clinic.locale, birth_date=date(1990, 4, 12)
        )
    ]
    names = {cast.staff.patient}
    while len(known) < PATIENTS:
        name = _name(cast, rng)
        if name not in names:
            names.add(name)
            known.append(_patient(cast, rng, name, now))
    return known


def _name(cast: Cast, rng: Random) -> str:
    middle = [rng.choice(cast.names.middle)] if cast.names.middle and rng.random() < 0.7 else []
    return " ".join([rng.choice(cast.names.first), *middle, rng.choice(cast.names.last)])


def _patient(cast: Cast, rng: Random, name: str, now: datetime) -> Patient:
    born = BIRTHS[0] + timedelta(days=rng.randrange((BIRTHS[1] - BIRTHS[0]).days))
    reachable = rng.random()
    return Patient(
        name=name,
        email=f"{_mailbox(name)}@example.com" if reachable > 0.06 else None,
        phone=_phone(cast.phone, rng) if reachable < 0.94 else None,
        birth_date=born,
        locale=cast.other_locale if rng.random() < 0.05 else cast.clinic.locale,
        notes=rng.choice(cast.records) if rng.random() < 0.15 else "",
        created_at=now - timedelta(days=rng.randrange(100, 1500), minutes=rng.randrange(600)),
    )


def _mailbox(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return ".".join("".join(part for part in word if part.isalnum()) for word in plain.split())


def _phone(pattern: str, rng: Random) -> str:
    return "".join(str(rng.randrange(10)) if each == "#" else each for each in pattern)
