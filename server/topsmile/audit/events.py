from __future__ import annotations

from topsmile.kernel.events import Event


class AuditBehind(Event, frozen=True, tag="audit.behind"):
    """More entries waited than one round puts into the chain."""
