"""Messages in the reader's language, and the calendar file that goes with them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from icalendar import Calendar, Event, vCalAddress, vText
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from topsmile.adapters.mail import Attachment
from topsmile.notifications import templating
from topsmile.notifications.models import Channel, Kind, Language, Rendered, Wording
from topsmile.notifications.segments import simplified
from topsmile.scheduling.models import Appointment

LANGUAGES: tuple[Language, ...] = ("en", "pt")
FOLDER = Path(__file__).parent / "templates"
_templates = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=lambda name: name is not None and name.endswith(".html"),  # noqa: S701
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Line(msgspec.Struct, frozen=True):
    """One visit in a reminder. `person` is empty where all visits are the reader's own."""

    time: str
    person: str
    service: str
    provider: str
    confirm_link: str
    reschedule_link: str
    cancel_link: str


def language(locale: str) -> Language:
    """The language we have for a locale; English for any other."""
    spoken = locale.partition("-")[0].lower()
    return "pt" if spoken == "pt" else "en"


def standard(kind: Kind, channel: Channel, spoken: Language) -> Wording:
    """Our own words, in the language that a clinic may write its own in."""
    suffix = "" if channel == "email" else f".{channel}"
    source = (FOLDER / spoken / f"{kind}{suffix}.txt").read_text()
    if channel != "email":
        return Wording("", source)
    subject, _, body = source.partition("\n")
    return Wording(subject.strip(), body)


def render(
    kind: Kind, channel: Channel, spoken: Language, words: Mapping[str, Any], own: Wording | None
) -> Rendered:
    """A clinic's own words; ours where it has none, or where its words cannot be used."""
    if own is not None:
        try:
            written = _in_words(channel, spoken, words, own)
        except TemplateError:
            pass  # the reader must hear of it all the same
        else:
            if templating.links_stand_apart(written.body):
                return written
    ours = _in_words(channel, spoken, words, standard(kind, channel, spoken))
    if channel != "email":
        return ours
    html = _templates.get_template(f"{spoken}/{kind}.html").render(
        {**words, "subject": ours.subject}
    )
    return msgspec.structs.replace(ours, html=html)


def _in_words(
    channel: Channel, spoken: Language, words: Mapping[str, Any], wording: Wording
) -> Rendered:
    subject = " ".join(templating.rendered(wording.subject, words).split())
    body = templating.rendered(wording.body, words).strip() + "\n"
    if channel != "email":
        return Rendered("", simplified(body.strip()) if channel == "sms" else body, "")
    html = _templates.get_template("plain.html").render(
        {
            "lang": spoken,
            "clinic": words["clinic"],
            "subject": subject,
            "paragraphs": templating.paragraphs(body),
        }
    )
    return Rendered(subject, body, html)


def first_name(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.strip() else name


def words_of(
    visit: Appointment, reader: str, clinic: str, locale: str, channel: Channel
) -> dict[str, Any]:
    """The variables of a message about one visit."""
    return {
        "reader": first_name(reader),
        "clinic": clinic,
        "service": visit.service.name,
        "provider": visit.provider.name,
        "day": day_of(visit.starts_local, locale, channel),
        "time": time_of(visit.starts_local, locale),
        "confirm_link": "[[confirm]]" if visit.status == "scheduled" else "",
        "reschedule_link": "[[reschedule]]",
        "cancel_link": "[[cancel]]",
    }


def words_of_day(
    visits: Sequence[Appointment], reader: str, clinic: str, locale: str, channel: Channel
) -> dict[str, Any]:
    """The variables of a reminder; links of the second visit are `[[confirm:2]]` and so on."""
    several_people = any(visit.patient.name != reader for visit in visits)
    lines = [
        Line(
            time_of(visit.starts_local, locale),
            visit.patient.name if several_people else "",
            visit.service.name,
            visit.provider.name,
            f"[[confirm{suffix(number)}]]" if visit.status == "scheduled" else "",
            f"[[reschedule{suffix(number)}]]",
            f"[[cancel{suffix(number)}]]",
        )
        for number, visit in enumerate(visits, 1)
    ]
    listing = "visits.sms.txt" if channel == "sms" else f"{language(locale)}/visits.txt"
    return {
        "reader": first_name(reader),
        "clinic": clinic,
        "day": day_of(visits[0].starts_local, locale, channel),
        "visits": _templates.get_template(listing).render(lines=lines).strip("\n"),
        "lines": lines,
    }


def suffix(number: int) -> str:
    return "" if number == 1 else f":{number}"


def day_of(local: datetime, locale: str, channel: Channel) -> str:
    if channel == "sms":
        return format_date(local, "EEE d MMM", _locale(locale))
    return format_date(local, "full", _locale(locale))


def time_of(local: datetime, locale: str) -> str:
    return format_time(local, "short", locale=_locale(locale))


def _locale(tag: str) -> Locale:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def calendar_file(visit: Appointment, clinic: str, *, cancelled: bool, now: datetime) -> Attachment:
    """An iCalendar file; the same UID and a rising SEQUENCE let calendars follow changes."""
    calendar = Calendar()
    calendar.add("prodid", "-//TopSmile//TopSmile//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    event = Event()
    event.add("uid", f"{visit.id}@topsmile")
    event.add("sequence", visit.version - 1)
    event.add("dtstamp", now)
    event.add("dtstart", visit.starts_at)
    event.add("dtend", visit.ends_at)
    event.add("summary", f"{visit.service.name} · {clinic}")
    event.add("description", f"{visit.service.name} · {visit.provider.name}")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    organizer = vCalAddress("mailto:no-reply@topsmile.invalid")
    organizer.params["cn"] = vText(clinic)
    event.add("organizer", organizer)
    event.add("location", clinic)
    calendar.add_component(event)
    method = "CANCEL" if cancelled else "PUBLISH"
    return Attachment(
        "appointment.ics",
        f"text/calendar; charset=utf-8; method={method}",
        calendar.to_ical().decode(),
    )
