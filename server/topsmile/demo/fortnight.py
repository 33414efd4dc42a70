"""A clinic's visits on one date: a matter of the clinic, its date and what is taken. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from random import Random
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from topsmile.demo.cast import SEED
from topsmile.kernel.money import Money
from topsmile.scheduling.hours import DatedException, Span, Weekly, day_of_work
from topsmile.scheduling.rules import Booker, Ruling, Schedule, Visit

STEP = 15
PATIENTS_A_DAY = 31
BUSY, QUIET = 0.77, 0.45  # how likely a free time is booked: today, and further ahead
GROWN = 0.2  # by how much less likely it was two months ago
LONG_FREE, QUIET_SHARE = 120, 0.4  # minutes that stay free together, in this share of stretches


class Clinician(NamedTuple):
    id: UUID
    name: str
    weekly: Sequence[Weekly]
    exceptions: Sequence[DatedException]
    performs: Sequence[UUID]


class Treatment(NamedTuple):
    id: UUID
    name: str
    visit: Visit
    price: Money


class Patient(NamedTuple):
    id: UUID
    name: str
    is_account: bool


class Clinic(NamedTuple):
    """Clinicians and patients in an order that stays."""

    slug: str
    zone: ZoneInfo
    clinicians: Sequence[Clinician]
    treatments: Mapping[UUID, Treatment]
    patients: Sequence[Patient]


class Planned(NamedTuple):
    clinician: Clinician
    patient: Patient
    treatment: Treatment
    start: int  # epoch minute


class Planner:
    """`taken`: who is occupied when, by clinician and by patient. It grows with what is planned."""

    def __init__(self, clinic: Clinic, taken: dict[UUID, list[Span]]) -> None:
        self.clinic = clinic
        self.taken = taken

    def day(self, day: date, ahead: int) -> Iterator[Planned]:
        """`ahead`: how many days it is from today; far ahead is emptier, and so was before."""
        rng = Random(f"{SEED} {self.clinic.slug} {day}")  # noqa: S311
        likely = BUSY - (BUSY - QUIET) * max(0, min(1, ahead / 9)) + GROWN * min(0, ahead / 62)
        waiting = self._who_comes(day)
        for clinician in self.clinic.clinicians:
            work = day_of_work(clinician.weekly, clinician.exceptions, day, self.clinic.zone)
            for span in work.open:
                yield from self._stretch(_busy_part(span, rng), clinician, waiting, rng, likely)

    def _who_comes(self, day: date) -> list[Patient]:
        """Everybody in turn, so that nobody comes every day; the account's patient more often."""
        accounts = [each for each in self.clinic.patients if each.is_account]
        others = [each for each in self.clinic.patients if not each.is_account]
        first = day.toordinal() * PATIENTS_A_DAY % max(1, len(others))
        return (accounts if day.weekday() in (2, 4) else []) + others[first:] + others[:first]

    def _stretch(
        self,
        span: Span,
        clinician: Clinician,
        waiting: list[Patient],
        rng: Random,
        likely: float,
    ) -> Iterator[Planned]:
        start = span.start
        while start < span.end:
            planned = None
            if rng.random() < likely:
                planned = self._visit(Span(start, span.end), clinician, waiting, rng)
            if planned is None:
                start += STEP * rng.choice((1, 2, 3))
                continue
            yield planned
            occupied = self._claim(planned)
            start += STEP * -(-(occupied.end - start) // STEP)

    def _visit(
        self, within: Span, clinician: Clinician, waiting: list[Patient], rng: Random
    ) -> Planned | None:
        """The first treatment, in a drawn order, that fits and that the house's own rules allow."""
        offered = [self.clinic.treatments[each] for each in clinician.performs]
        for treatment in rng.sample(offered, len(offered)):
            if within.start + treatment.visit.duration > within.end:
                continue
            for patient in waiting[:3]:
                if self._allowed(within.start, clinician, treatment, patient):
                    waiting.remove(patient)
                    return Planned(clinician, patient, treatment, within.start)
        return None

    def _allowed(
        self, start: int, clinician: Clinician, treatment: Treatment, patient: Patient
    ) -> bool:
        schedule = Schedule(
            clinician.weekly,
            clinician.exceptions,
            self.taken.get(clinician.id, ()),
            self.taken.get(patient.id, ()),
        )
        ruling = Ruling(schedule, treatment.visit, Booker(STEP, 0, None), self.clinic.zone, 0)
        return ruling.why_not(start) is None

    def _claim(self, planned: Planned) -> Span:
        visit = planned.treatment.visit
        occupied = visit.occupied(planned.start)
        self.taken.setdefault(planned.clinician.id, []).append(occupied)
        self.taken.setdefault(planned.patient.id, []).append(
            Span(planned.start, planned.start + visit.duration)
        )
        return occupied


def _busy_part(span: Span, rng: Random) -> Span:
    """Some mornings begin late and some afternoons end early: long visits find a time too."""
    if rng.random() > QUIET_SHARE or span.end - span.start <= LONG_FREE:
        return span
    if rng.random() < 0.5:
        return Span(span.start + LONG_FREE, span.end)
    return Span(span.start, span.end - LONG_FREE)
