"""A clinic's own words for its messages."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from uuid import UUID, uuid4

from jinja2 import TemplateError
from litestar import Response

from topsmile.identity.desk import Desk
from topsmile.identity.models import Principal
from topsmile.kernel.bodies import check_version
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Invalid, NotFound
from topsmile.kernel.idempotency import Once
from topsmile.kernel.limits import Limit
from topsmile.kernel.trail import trail
from topsmile.notifications import samples, service, templating
from topsmile.notifications import templating_queries as queries
from topsmile.notifications.identity_mail_queries import addressee
from topsmile.notifications.models import Channel, Draft, Kind, Language, Rendered, Wording
from topsmile.notifications.rendering import LANGUAGES, render, standard
from topsmile.notifications.segments import segments
from topsmile.notifications.templating_models import (
    Preview,
    Template,
    Templates,
    TestSent,
    Try,
    WriteTemplate,
)
from topsmile.notifications.templating_queries import OwnTemplate

TESTS_BY_PERSON = Limit("test-message", 10, 3600)


async def listed(tx: Tx) -> Templates:
    own = {(each.kind, each.channel, each.language): each for each in await queries.listed(tx)}
    return Templates(
        [
            _shown(kind, channel, spoken, own.get((kind, channel, spoken)))
            for kind in templating.VARIABLES
            for channel, spoken in product(templating.channels_of(kind), LANGUAGES)
        ]
    )


async def write(
    tx: Tx, kind: Kind, channel: Channel, spoken: Language, data: WriteTemplate
) -> Template:
    before = await _found(tx, kind, channel, spoken)
    check_version(before, data.expected_version)
    wording = Wording(data.subject, data.body)
    _check(kind, channel, spoken, wording)
    after = _shown(kind, channel, spoken, await queries.put(tx, kind, channel, spoken, wording))
    await _trail(tx, before, after)
    return after


async def reset(tx: Tx, kind: Kind, channel: Channel, spoken: Language) -> None:
    """Back to our words."""
    before = await _found(tx, kind, channel, spoken)
    if before.own:
        await queries.remove(tx, kind, channel, spoken)
        await _trail(tx, before, _shown(kind, channel, spoken, None))


async def preview(tx: Tx, data: Try) -> Preview:
    written = await _tried(tx, data, await queries.clinic_name(tx))
    body = samples.with_addresses(written.body)
    return Preview(
        samples.with_addresses(written.subject),
        body,
        samples.with_addresses(written.html),
        segments(body) if data.channel == "sms" else 0,
    )


async def send_test(
    desk: Desk, cause: Cause, principal: Principal, data: Try, once_in: Callable[[Tx], Once]
) -> Response[TestSent]:
    """To the address of whoever asks, as e-mail whatever the channel."""
    await desk.limiter.take(TESTS_BY_PERSON, str(principal.person_id))
    async with desk.database.transaction(principal.clinic_id, cause) as tx:
        once = once_in(tx)
        return await once(lambda: _send_test(tx, principal.person_id, data), status=202)


async def _send_test(tx: Tx, person_id: UUID, data: Try) -> TestSent:
    reader = await addressee(tx, person_id)
    shown = await preview(tx, data)
    draft = Draft(
        key=f"test:{uuid4()}",
        kind=data.kind,
        patient_id=None,
        to=reader.email,
        locale=samples.LOCALE[data.language],
        subject=f"[{'Teste' if data.language == 'pt' else 'Test'}] {shown.subject}".strip(),
        body=shown.body,
        html=shown.html,
    )
    message_id = await service.queue(tx, draft)
    assert message_id, "its key is new"
    await trail(tx, "messages.tested", "message", message_id, after={"kind": data.kind})
    return TestSent(message_id)


async def _tried(tx: Tx, data: Try, clinic: str) -> Rendered:
    in_force = await _found(tx, data.kind, data.channel, data.language)
    own = Wording(in_force.subject, in_force.body) if in_force.own else None
    if data.body is not None:
        own = Wording(data.subject, data.body)
        _check(data.kind, data.channel, data.language, own)
    words = samples.words(data.kind, data.channel, data.language, clinic)
    return render(data.kind, data.channel, data.language, words, own)


async def _found(tx: Tx, kind: Kind, channel: Channel, spoken: Language) -> Template:
    if kind not in templating.VARIABLES or channel not in templating.channels_of(kind):
        raise NotFound("There is no such template.")
    return _shown(kind, channel, spoken, await queries.find(tx, kind, channel, spoken))


def _check(kind: Kind, channel: Channel, spoken: Language, wording: Wording) -> None:
    templating.check("body", wording.body, kind)
    templating.check("subject", wording.subject, kind)
    if channel == "email" and not wording.subject:
        raise Invalid.on("subject", "An e-mail needs a subject.")
    if channel != "email" and wording.subject:
        raise Invalid.on("subject", "Only an e-mail has a subject.")
    try:
        body = templating.rendered(wording.body, samples.words(kind, channel, spoken, "x" * 200))
    except TemplateError:
        raise Invalid.on("body", "What this becomes is too long.") from None
    if not templating.links_stand_apart(body):
        raise Invalid.on("body", "Begin a line with a link, or leave a space before it.")


def _shown(kind: Kind, channel: Channel, spoken: Language, own: OwnTemplate | None) -> Template:
    wording = own.wording if own else standard(kind, channel, spoken)
    return Template(
        kind,
        channel,
        spoken,
        wording.subject,
        wording.body,
        own is not None,
        own.version if own else 0,
        own.changed_at if own else None,
        templating.VARIABLES[kind],
    )


async def _trail(tx: Tx, before: Template, after: Template) -> None:
    await trail(
        tx, "messages.template", "clinic", tx.clinic_id, before=_told(before), after=_told(after)
    )


def _told(template: Template) -> dict[str, object]:
    return {
        "template": f"{template.kind}/{template.channel}/{template.language}",
        "subject": template.subject,
        "body": template.body,
        "own": template.own,
    }
