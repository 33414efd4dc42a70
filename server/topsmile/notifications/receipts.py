"""Who has paid gets the receipt by mail, and who is paid back the credit note.

Drawing a PDF is no work for a transaction, so it is an errand; the message it writes leaves like
any other.
"""

from __future__ import annotations

import base64

import msgspec

from topsmile.adapters.mail import Attachment
from topsmile.kernel.db import Tx
from topsmile.kernel.events import errand
from topsmile.notifications import preferences, queries, service
from topsmile.notifications.models import Draft
from topsmile.notifications.preferences_models import Reach
from topsmile.notifications.rendering import first_name, language, render
from topsmile.payments import receipts as papers
from topsmile.payments.events import InvoiceIssued
from topsmile.payments.receipts import Pdf
from topsmile.payments.receipts_paper import Paper


class Receipt(msgspec.Struct, frozen=True):
    paper: Paper
    to: str | None  # None: the patient has no address, or wants no mail


class WriteReceipt:
    async def prepare(self, tx: Tx, event: InvoiceIssued) -> Receipt:
        paper = papers.as_mail(await papers.written(tx, event.invoice_id))
        reader = await preferences.reach(tx, paper.main.patient_id)
        allowed = preferences.destinations(reader)
        to = next((each.to for each in allowed if each.channel == "email"), None)
        return Receipt(paper, to)

    async def ask(self, outside: object, task: Receipt) -> Pdf:
        """Nobody is asked: it only takes its time."""
        del outside
        return await papers.pdf(task.paper)

    async def record(self, tx: Tx, task: Receipt, outcome: Pdf) -> None:
        reader = await preferences.reach(tx, task.paper.main.patient_id)
        draft = drafted(task, reader, outcome)
        if task.to is None:
            await queries.insert(tx, draft, "suppressed", preferences.why_none(reader))
        else:
            await service.queue(tx, draft)

    async def give_up(self, tx: Tx, event: InvoiceIssued) -> None:
        """It can still be downloaded, and is held for a person to replay."""


def drafted(task: Receipt, reader: Reach, pdf: Pdf) -> Draft:
    name, content = pdf
    paper, spoken = task.paper, language(reader.locale)
    words = {
        "reader": first_name(reader.name),
        "clinic": reader.clinic,
        "amount": papers.amount_of(paper, reader.locale),
        "service": paper.main.says.service,
        "number": paper.main.shown_number,
        "returned": paper.title == "credit_note",
        "test": not paper.main.livemode,
    }
    written = render("receipt", "email", spoken, words, None)
    file = Attachment(name, "application/pdf", base64.b64encode(content).decode())
    return Draft(
        key=f"receipt:{paper.main.id}",
        kind="receipt",
        patient_id=paper.main.patient_id,
        to=task.to or reader.email or "",
        locale=reader.locale,
        subject=written.subject,
        body=written.body,
        html=written.html,
        attachments=[file],
    )


errand(InvoiceIssued, "write_receipt", WriteReceipt(), waits=(2.0, 30.0, 300.0, 3600.0))
