"""Papers are drawn from data: whatever a name says, it stays a name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from msgspec.structs import replace
from payments.papers.reading import text_of

from topsmile.payments.invoices_models import Says, Written
from topsmile.payments.receipts_paper import Paper, drawn

SAYS = Says(
    clinic="Clínica Ipê",
    locale="pt-BR",
    timezone="America/Sao_Paulo",
    patient="Maria de Souza",
    service="Clareamento",
    provider="Dra. Helena Prado",
    visit_local=datetime(2030, 1, 8, 14, 30),
    purpose="deposit",
    method="pix",
    paid_local=datetime(2030, 1, 7, 9, 0),
    issued_local=datetime(2030, 1, 7, 9, 1),
)


def written(says: Says = SAYS, **changes: Any) -> Written:
    plain = Written(
        UUID(int=1), True, 42, "invoice", UUID(int=2), None, UUID(int=3), UUID(int=4), 123456,
        "BRL", datetime(2030, 1, 7, 12, 1, tzinfo=UTC), says,
    )  # fmt: skip
    return replace(plain, **changes)


def test_in_portuguese() -> None:
    text = text_of(drawn(Paper("receipt", written())))
    for word in (
        "Recibo", "nº 000042", "R$ 1.234,56", "Maria de Souza", "8 de janeiro de 2030, 14:30",
        "7 de janeiro de 2030", "Pix", "nota fiscal", "recebeu de",
    ):  # fmt: skip
        assert word in text
    assert "TEST" not in text


def test_in_english_and_in_a_currency_without_cents() -> None:
    says = replace(SAYS, locale="en-US", method=None)
    text = text_of(drawn(Paper("invoice", written(says, currency="JPY"))))
    for word in ("Invoice", "¥123,456", "January 8, 2030, 2:30"):
        assert word in text


def test_test_money_says_so() -> None:
    text = text_of(drawn(Paper("receipt", written(livemode=False))))
    assert "TEST-000042" in text
    assert text.count("TESTE · sem valor") == 2
    assert "Não comprova pagamento" in text


@pytest.mark.parametrize(
    "name",
    [
        "#panic()",
        '#read("/etc/passwd")',
        "*bold* _x_ $x$ @cite <label> = title",
        '"; panic(); "',
        "\\u{202e} \\",
        '#import "@preview/x:0.1.0"',
        "{clinic} {0}",
        "x" * 5000,
        "a\nb\tc",
        "名前 😁 اسم",
        "",
    ],
)  # fmt: skip
def test_whatever_a_name_says_it_is_a_name(name: str) -> None:
    says = replace(SAYS, clinic=name, patient=name, service=name, provider=name, method=name)
    text = text_of(drawn(Paper("receipt", written(says))))
    assert "Recibo" in text
    assert len(text) < 10_000
    if name.isascii() and 0 < len(name) < 15:
        assert text.count(" ".join(name.split())) >= 4


def test_the_same_to_the_last_byte() -> None:
    assert drawn(Paper("receipt", written())) == drawn(Paper("receipt", written()))


def test_many_refunds_go_on_to_the_next_page() -> None:
    notes = [written(number=each, kind="credit_note", amount=100) for each in range(43, 143)]
    made = drawn(Paper("receipt", written(), notes))
    document = pypdfium2.PdfDocument(made)
    assert len(document) > 1
    document.close()
    assert "R$ 1.134,56" in text_of(made)
