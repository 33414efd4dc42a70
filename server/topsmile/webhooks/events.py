from __future__ import annotations

from uuid import UUID

from topsmile.kernel.events import Event


class WebhookCallDue(Event, frozen=True, tag="webhook.call_due"):
    """Something is to be told to another system, for the first time or once more."""

    call_id: UUID


class WebhookEndpointPaused(Event, frozen=True, tag="webhook.endpoint_paused"):
    """Nothing more is told there until someone resumes it."""

    endpoint_id: UUID
