"""What stands on papers, in the two languages that clinics have. Pure."""

from __future__ import annotations

from typing import Literal

import msgspec

from topsmile.payments.models import Purpose

Language = Literal["en", "pt"]


class Words(msgspec.Struct, frozen=True):
    titles: dict[str, str]
    amounts: dict[str, str]
    number: str
    issued: str
    sentences: dict[str, str]
    purposes: dict[Purpose, str]
    methods: dict[str, str]
    patient: str
    service: str
    provider: str
    visit: str
    purpose: str
    method: str
    paid_on: str
    of: str
    at: str
    refunds: str
    kept: str
    paid: str
    all_back: str
    part_back: str
    test: str
    test_means: str
    footer: str
    note: str


ENGLISH = Words(
    titles={"receipt": "Receipt", "invoice": "Invoice", "credit_note": "Credit note"},
    amounts={
        "receipt": "Amount received",
        "invoice": "Amount",
        "credit_note": "Amount returned",
    },
    number="No.",
    issued="issued on {day}",
    sentences={
        "receipt": "{clinic} received {amount} from {patient} for {purpose}.",
        "invoice": "{clinic} charges {patient} {amount} for {purpose}. It has been paid.",
        "credit_note": "{clinic} returns {amount} to {patient}, for {purpose}.",
    },
    purposes={
        "deposit": "the deposit of a visit",
        "full": "a visit",
        "balance": "the balance of a visit",
        "late_cancel_fee": "a late cancellation",
        "no_show_fee": "a visit that was missed",
    },
    methods={"card": "Card", "pix": "Pix", "boleto": "Boleto"},
    patient="Patient",
    service="Treatment",
    provider="Clinician",
    visit="Visit",
    purpose="For",
    method="Paid by",
    paid_on="Paid on",
    of="Corrects invoice",
    at="{day}, {time}",
    refunds="Returned",
    kept="Remains paid",
    paid="Paid",
    all_back="Returned",
    part_back="Partly returned",
    test="TEST · no value",
    test_means="This was paid with test money. It proves no payment.",
    footer="{title} {number} · {clinic}",
    note="All times are those of the clinic ({zone}).",
)
PORTUGUESE = Words(
    titles={"receipt": "Recibo", "invoice": "Fatura", "credit_note": "Nota de crédito"},
    amounts={
        "receipt": "Valor recebido",
        "invoice": "Valor",
        "credit_note": "Valor devolvido",
    },
    number="nº",
    issued="emitido em {day}",
    sentences={
        "receipt": "{clinic} recebeu de {patient} a quantia de {amount}, referente a {purpose}.",
        "invoice": "{clinic} cobra de {patient} a quantia de {amount}, referente a {purpose}."
        " O valor já foi pago.",
        "credit_note": "{clinic} devolve a {patient} a quantia de {amount}, referente a {purpose}.",
    },
    purposes={
        "deposit": "sinal de uma consulta",
        "full": "uma consulta",
        "balance": "saldo de uma consulta",
        "late_cancel_fee": "cancelamento fora do prazo",
        "no_show_fee": "falta a uma consulta",
    },
    methods={"card": "Cartão", "pix": "Pix", "boleto": "Boleto"},
    patient="Paciente",
    service="Procedimento",
    provider="Profissional",
    visit="Consulta",
    purpose="Referente a",
    method="Forma de pagamento",
    paid_on="Pago em",
    of="Corrige a fatura",
    at="{day}, {time}",
    refunds="Devoluções",
    kept="Valor que permanece pago",
    paid="Pago",
    all_back="Devolvido",
    part_back="Devolvido em parte",
    test="TESTE · sem valor",
    test_means="Pago com dinheiro de teste. Não comprova pagamento.",
    footer="{title} {number} · {clinic}",
    note="Horários da clínica ({zone}). Este documento não substitui a nota fiscal de serviços.",
)
WORDS: dict[Language, Words] = {"en": ENGLISH, "pt": PORTUGUESE}


def language(locale: str) -> Language:
    return "pt" if locale.partition("-")[0].lower() == "pt" else "en"
