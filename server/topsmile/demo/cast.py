"""What a demonstration clinic is made of. The two are in `sorriso.py` and `brightside.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from topsmile.clinics.models import ChangeClinicProfile, OpenClinic, Policy

# Changing it makes other people and other days.
SEED = "topsmile 2026"
# Stands in the audit trail wherever the demo was at work.
REQUEST_ID = "topsmile-demo"


class Stretch(NamedTuple):
    """The same hours on each of these days; Monday is 0."""

    weekdays: Sequence[int]
    opens: str
    closes: str


class Absence(NamedTuple):
    """A day that differs: `weekday` of next week; off all day without times, else those hours."""

    weekday: int
    note: str
    opens: str | None = None
    closes: str | None = None


class Clinician(NamedTuple):
    name: str
    specialty: str
    hours: Sequence[Stretch]
    performs: Sequence[int]  # places in the list of treatments
    absences: Sequence[Absence] = ()


class Treatment(NamedTuple):
    """Minutes, and the price in minor units."""

    name: str
    description: str
    duration: int
    before: int
    after: int
    price: int


class Staff(NamedTuple):
    """Who signs in with the demo's accounts. The dentist and the hygienist are clinicians too."""

    admin: str
    manager: str
    reception: str
    patient: str


class Names(NamedTuple):
    first: Sequence[str]
    middle: Sequence[str]
    last: Sequence[str]


class Cast(NamedTuple):
    clinic: OpenClinic
    profile: ChangeClinicProfile
    treatments: Sequence[Treatment]
    policy: Policy  # of the last treatment, so that there is one to be paid beforehand
    clinicians: Sequence[Clinician]  # the first is the dentist who signs in
    hygienist: str
    staff: Staff
    names: Names
    other_locale: str
    phone: str  # "#" becomes a digit
    records: Sequence[str]  # notes on patients
    notes: Sequence[str]  # notes on visits
    reasons: Sequence[str]  # why visits are cancelled

    @property
    def slug(self) -> str:
        return self.clinic.slug

    def address(self, account: str) -> str:
        return f"{account}@{self.slug}.demo"
