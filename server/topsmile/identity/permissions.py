"""Who may do what: one table. Pure."""

from __future__ import annotations

from typing import Any, Literal, get_args

Role = Literal["patient", "receptionist", "dentist", "hygienist", "manager", "admin"]
Permission = Literal[
    "public",
    "signed_in",
    "appointments.read",
    "appointments.book",
    "appointments.change",
    "appointments.run",
    "calendar.read",
    "patients.read",
    "patients.write",
    "messages.read",
    "messages.preferences",
    "messages.send",
    "providers.read",
    "providers.manage",
    "services.read",
    "services.manage",
    "deliveries.manage",
    "messages.manage",
    "analytics.read",
    "analytics.manage",
    "staff.manage",
    "audit.read",
    "webhooks.manage",
]

PATIENT: frozenset[Permission] = frozenset(
    {"appointments.read", "appointments.book", "appointments.change", "messages.preferences"}
)
STAFF: frozenset[Permission] = PATIENT | {
    "appointments.run",
    "calendar.read",
    "patients.read",
    "patients.write",
    "messages.read",
    "messages.send",
    "providers.read",
    "services.read",
}
MANAGER: frozenset[Permission] = STAFF | {
    "providers.manage",
    "services.manage",
    "deliveries.manage",
    "messages.manage",
    "analytics.read",
}
ADMIN: frozenset[Permission] = MANAGER | {
    "analytics.manage",
    "staff.manage",
    "audit.read",
    "webhooks.manage",
}

MAY: dict[Role, frozenset[Permission]] = {
    "patient": PATIENT,
    "receptionist": STAFF,
    "dentist": STAFF,
    "hygienist": STAFF,
    "manager": MANAGER,
    "admin": ADMIN,
}
assert MAY.keys() == set(get_args(Role))


def may(role: Role, permission: Permission) -> bool:
    return permission == "signed_in" or permission in MAY[role]


def needs(permission: Permission) -> dict[str, Any]:
    """What an operation declares: `@get(…, opt=needs("patients.read"))`."""
    return {"permission": permission}
