"""From what a paper says to its PDF. Nothing is asked of anybody, no file and no network. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import msgspec
import typst
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_currency, get_currency_precision

from topsmile.payments.invoices_models import Written
from topsmile.payments.receipts_words import WORDS, Words, language

TEMPLATE = (Path(__file__).parent / "templates" / "paper.typ").read_bytes()
Title = Literal["receipt", "invoice", "credit_note"]
LONGEST = 300  # letters of a name


class Paper(msgspec.Struct, frozen=True):
    """One to be drawn: `title` says which. A receipt also tells of what went back since."""

    title: Title
    main: Written
    credits: Sequence[Written] = ()

    @property
    def file_name(self) -> str:
        return f"{self.title.replace('_', '-')}-{self.main.shown_number}.pdf"


def drawn(paper: Paper) -> bytes:
    """The same paper is the same to the last byte, whenever it is drawn."""
    made = typst.compile(
        TEMPLATE,
        sys_inputs={"paper": msgspec.json.encode(told(paper)).decode()},
        ignore_system_fonts=True,
        format="pdf",
        timestamp=int(paper.main.issued_at.timestamp()),
    )
    assert isinstance(made, bytes), "a PDF is one file"
    return made


def told(paper: Paper) -> dict[str, Any]:
    says, main = paper.main.says, paper.main
    words, locale = WORDS[language(says.locale)], locale_of(says.locale)
    amount = money(main.amount, main.currency, locale)
    named = {
        "clinic": short(says.clinic),
        "patient": short(says.patient),
        "amount": amount,
        "purpose": words.purposes[says.purpose],
    }
    title = words.titles[paper.title]
    rest = main.amount - sum(each.amount for each in paper.credits)
    return {
        "lang": language(says.locale),
        "title": title,
        "clinic": short(says.clinic),
        "number": main.shown_number,
        "number_label": words.number,
        "issued": words.issued.format(day=day(says.issued_local, locale)),
        "amount": amount,
        "amount_label": words.amounts[paper.title],
        "mark": mark(paper, rest, words),
        "sentence": words.sentences[paper.title].format(**named),
        "facts": facts(paper, words, locale),
        "lines_title": words.refunds,
        "lines": [credit_line(each, locale) for each in paper.credits],
        "total_label": words.kept,
        "total": money(rest, main.currency, locale) if paper.credits else None,
        "test": None if main.livemode else words.test,
        "test_means": words.test_means,
        "footer": words.footer.format(
            title=title, number=main.shown_number, clinic=short(says.clinic)
        ),
        "note": words.note.format(zone=says.timezone.replace("_", " ")),
    }


def mark(paper: Paper, rest: int, words: Words) -> str | None:
    if paper.title == "credit_note":
        return None
    if not paper.credits:
        return words.paid
    return words.part_back if rest > 0 else words.all_back


def facts(paper: Paper, words: Words, locale: Locale) -> list[tuple[str, str]]:
    says = paper.main.says
    visit = words.at.format(
        day=day(says.visit_local, locale),
        time=format_time(says.visit_local, "short", locale=locale),
    )
    known = [
        (words.patient, short(says.patient)),
        (words.service, short(says.service)),
        (words.provider, short(says.provider)),
        (words.visit, visit),
        (words.purpose, words.purposes[says.purpose]),
        (words.paid_on, day(says.paid_local, locale)),
    ]
    if says.method:
        known.append((words.method, words.methods.get(says.method, says.method.capitalize())))
    if says.of:
        known.append((words.of, says.of))
    return known


def credit_line(credit: Written, locale: Locale) -> tuple[str, str, str]:
    returned = money(-credit.amount, credit.currency, locale)
    return credit.shown_number, day(credit.says.issued_local, locale), returned


def money(minor: int, currency: str, locale: Locale) -> str:
    return format_currency(
        Decimal(minor).scaleb(-get_currency_precision(currency)), currency, locale=locale
    )


def day(local: datetime, locale: Locale) -> str:
    return format_date(local, "long", locale)


def short(name: str) -> str:
    plain = " ".join(name.split())
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}…"


def locale_of(tag: str) -> Locale:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")
