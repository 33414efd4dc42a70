from __future__ import annotations

from uuid import UUID

from topsmile.kernel.events import Event


class ServiceChanged(Event, frozen=True, tag="service.changed"):
    """New, changed or archived."""

    service_id: UUID
