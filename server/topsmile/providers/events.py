from __future__ import annotations

from uuid import UUID

from topsmile.kernel.events import Event


class ProviderChanged(Event, frozen=True, tag="provider.changed"):
    """New, changed, archived, or with other working times."""

    provider_id: UUID
