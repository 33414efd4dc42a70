"""Mail about an account. It carries the id of a one-time token; the link is made when it leaves."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from topsmile.kernel.db import Tx
from topsmile.notifications import links, service
from topsmile.notifications.identity_mail_queries import addressee
from topsmile.notifications.models import Draft, Kind
from topsmile.notifications.rendering import first_name, language, render

# The placeholder and the page of each.
LINK: dict[Kind, tuple[str, Literal["confirm", "reset"]]] = {
    "welcome": ("confirm_address", "confirm"),
    "password_reset": ("reset", "reset"),
    "invitation": ("invite", "reset"),
}


async def write(tx: Tx, kind: Kind, person_id: UUID, token_id: UUID) -> None:
    """To the address that signs in, whatever the patient's record says."""
    reader = await addressee(tx, person_id)
    spoken = language(reader.locale)
    name, page = LINK[kind]
    words = {
        "reader": first_name(reader.name),
        "clinic": reader.clinic,
        "link": f"[[{name}]]",
    }
    own = await service.own_words(tx, kind, "email", spoken)
    written = render(kind, "email", spoken, words, own)
    draft = Draft(
        key=f"{kind}:{token_id}",
        kind=kind,
        patient_id=reader.patient_id,
        to=reader.email.lower(),  # however it is written, it is counted as one
        locale=reader.locale,
        subject=written.subject,
        body=written.body,
        html=written.html,
        links=links.of_account(name, page, token_id),
        token_id=token_id,
    )
    await service.queue(tx, draft)
