"""The little language of a clinic's own templates: `{{ variable }}` and `{% if variable %}`. Pure.

No loops, no attributes, no calls, no filters: what a template costs is what it says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from topsmile.kernel.errors import Invalid
from topsmile.notifications.links import PLACEHOLDER
from topsmile.notifications.models import Channel, Kind

LONGEST_SUBJECT = 200
LONGEST_BODY = 5_000
LONGEST_TEXT = 20_000  # of what a template becomes
MOST_CONDITIONS = 20
GLUED = re.compile(r"\S" + PLACEHOLDER.pattern)
ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not)
_environment = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
)

VISIT = {
    "reader": "first name of the patient",
    "clinic": "name of the clinic",
    "service": "what the visit is for",
    "provider": "who they see",
    "day": "date of the visit, in the reader's language",
    "time": "its time at the clinic",
}
LINKS = {
    "confirm_link": "address that confirms the visit without signing in",
    "reschedule_link": "address that moves it",
    "cancel_link": "address that cancels it",
}
ACCOUNT = {
    "reader": "first name of the person",
    "clinic": "name of the clinic",
    "link": "address of the page that goes on from here; works once",
}
VARIABLES: dict[Kind, dict[str, str]] = {
    "confirmation": VISIT | LINKS,
    "change": VISIT | LINKS,
    "cancellation": VISIT,
    "reminder": {
        "reader": "first name of the patient",
        "clinic": "name of the clinic",
        "day": "date of the visits",
        "visits": "every visit of that day: time, for whom, service, clinician, links",
    },
    "welcome": ACCOUNT,
    "password_reset": ACCOUNT,
    "invitation": ACCOUNT,
}
TO_PATIENTS: frozenset[Kind] = frozenset({"confirmation", "change", "cancellation", "reminder"})


def channels_of(kind: Kind) -> tuple[Channel, ...]:
    """What concerns an account goes to the address that signs in with it."""
    return ("email", "sms", "whatsapp") if kind in TO_PATIENTS else ("email",)


def check(field: str, source: str, kind: Kind) -> None:
    """Raises Invalid on the field, in words for whoever writes the template."""
    try:
        tree = _environment.parse(source)
    except TemplateError as error:
        raise Invalid.on(field, f"This cannot be read: {error}", "not_readable") from None
    except RecursionError:
        raise Invalid.on(field, "These conditions are too deep.", "not_readable") from None
    if len(list(tree.find_all((nodes.If, nodes.Not)))) > MOST_CONDITIONS:
        raise Invalid.on(field, f"At most {MOST_CONDITIONS} conditions.")
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, ALLOWED):
            raise Invalid.on(
                field, "Only {{ variable }} and {% if variable %} can be used here.", "not_readable"
            )
        if isinstance(node, nodes.Name) and node.name not in VARIABLES[kind]:
            known = ", ".join(VARIABLES[kind])
            raise Invalid.on(
                field, f"There is no “{node.name}” here. There are: {known}.", "no_such_word"
            )


def rendered(source: str, words: Mapping[str, Any]) -> str:
    """Raises TemplateError for what `check` would refuse, and for what becomes too long."""
    text = _environment.from_string(source).render(words)
    if len(text) > LONGEST_TEXT:
        raise TemplateError("too long")
    return text


def links_stand_apart(text: str) -> bool:
    """What stands right before an address becomes part of it: it could lead to another place,
    and take along what lets its reader in.
    """
    return GLUED.search(text) is None


def paragraphs(text: str) -> Markup:
    """Plain text as HTML: blank lines part paragraphs, placeholders become links."""
    blocks = [block.strip("\n") for block in text.strip().split("\n\n")]
    return Markup("\n").join(
        Markup('<p style="margin:0 0 16px;font-size:16px">{}</p>').format(_lines(block))
        for block in blocks
        if block.strip()
    )


def _lines(block: str) -> Markup:
    return Markup("<br>\n").join(_linked(line) for line in block.split("\n"))


def _linked(line: str) -> Markup:
    safe = str(escape(line))
    return Markup(PLACEHOLDER.sub(r'<a href="\g<0>">\g<0></a>', safe))  # noqa: S704  (escaped)
