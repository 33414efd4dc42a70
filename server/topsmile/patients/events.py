from __future__ import annotations

from uuid import UUID

from topsmile.kernel.events import Event


class PatientRegistered(Event, frozen=True, tag="patient.registered"):
    """By themselves or by the reception."""

    patient_id: UUID


class PatientUpdated(Event, frozen=True, tag="patient.updated"):
    """Changed or archived."""

    patient_id: UUID
