"""Messages in the reader's language, and the calendar file that goes with them. Pure."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from icalendar import Calendar, Event, vCalAddress, vText
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from topsmile.adapters.mail import Attachment
from topsmile.notifications.models import Kind, Rendered
from topsmile.scheduling.models import Appointment

LANGUAGES = ("en", "pt")
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=lambda name: name is not None and name.endswith(".html"),  # noqa: S701
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def language(locale: str) -> str:
    """The language we have for a locale; English for any other."""
    spoken = locale.partition("-")[0].lower()
    return spoken if spoken in LANGUAGES else "en"


def render(kind: Kind, locale: str, reader: str, clinic: str, visit: Appointment) -> Rendered:
    spoken = language(locale)
    words = {
        "reader": reader.split(maxsplit=1)[0] if reader.strip() else reader,
        "clinic": clinic,
        "service": visit.service.name,
        "provider": visit.provider.name,
        "day": format_date(visit.starts_local, "full", _locale(locale)),
        "time": format_time(visit.starts_local, "short", locale=_locale(locale)),
    }
    subject, _, body = _templates.get_template(f"{spoken}/{kind}.txt").render(words).partition("\n")
    html = _templates.get_template(f"{spoken}/{kind}.html").render({**words, "subject": subject})
    return Rendered(subject.strip(), body.strip() + "\n", html)


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
