from __future__ import annotations

from topsmile.kernel.events import Event


class ClinicChanged(Event, frozen=True, tag="clinic.changed"):
    """Its name, its colour, or what it says of itself."""
