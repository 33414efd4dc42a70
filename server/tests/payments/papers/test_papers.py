"""Paid: an invoice, a receipt and a mail. Paid back: a credit note, and a mail of its own."""

from __future__ import annotations

from email import message_from_bytes
from typing import Any

import asyncpg
import httpx
import pytest
from contracts.problems import problem
from payments.papers.reading import text_of
from payments.story.scene import Scene, said

from topsmile.adapters.mail import Email, composed

pytestmark = pytest.mark.anyio
INVOICES = "/api/payments/invoices"


async def papers(who: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = said(await who.get(INVOICES, params=query), 200)["items"]
    return found


async def pdf(who: httpx.AsyncClient, path: str) -> str:
    answer = await who.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    return text_of(answer.content)


def receipts(scene: Scene) -> list[Email]:
    return [each for each in scene.mail.outbox if each.attachments[:1] and is_pdf(each)]


def is_pdf(email: Email) -> bool:
    return email.attachments[0].content_type == "application/pdf"


async def give_back(scene: Scene, asked: dict[str, Any], amount: int | None = None) -> None:
    desk = await scene.staff("manager")
    path = f"/api/payments/{asked['payment_id']}/refund"
    said(await desk.post(path, json={"amount": amount} if amount else {}), 200)
    await scene.worker.drain()
    await scene.settle()


async def test_what_is_paid_has_an_invoice_a_receipt_and_a_mail(scene: Scene) -> None:
    _, asked = await scene.paid_visit()
    (invoice,) = await papers(scene.patient)
    assert (invoice["number"], invoice["kind"], invoice["test"]) == ("TEST-000001", "invoice", True)
    assert invoice["amount"] == {"amount": 5000, "currency": "BRL"}
    text = await pdf(scene.patient, f"/api/payments/{asked['payment_id']}/receipt")
    for word in ("Recibo", "TESTE · sem valor", "R$ 50,00", "TEST-000001", "Pago", "Cartão"):
        assert word in text
    assert "Fatura" in await pdf(scene.patient, f"{INVOICES}/{invoice['id']}/pdf")
    (mail,) = receipts(scene)
    assert "50" in mail.subject
    assert "(test" in mail.subject
    assert "TEST-000001" in mail.body


async def test_the_mail_carries_the_same_pdf(scene: Scene) -> None:
    _, asked = await scene.paid_visit()
    (mail,) = receipts(scene)
    wired = message_from_bytes(composed(mail, "clinic@clinic.test").as_bytes())
    (part,) = [each for each in wired.walk() if each.get_content_type() == "application/pdf"]
    assert part.get_filename() == "receipt-TEST-000001.pdf"
    answer = await scene.patient.get(f"/api/payments/{asked['payment_id']}/receipt")
    assert part.get_payload(decode=True) == answer.content


async def test_what_goes_back_has_a_credit_note(scene: Scene) -> None:
    _, asked = await scene.paid_visit()
    await give_back(scene, asked, 2000)
    credit, invoice = await papers(scene.patient)
    assert (credit["kind"], credit["number"]) == ("credit_note", "TEST-000002")
    assert credit["amount"]["amount"] == 2000
    text = await pdf(scene.patient, f"{INVOICES}/{credit['id']}/pdf")
    assert "Corrige a fatura TEST-000001" in text
    receipt = await pdf(scene.patient, f"/api/payments/{asked['payment_id']}/receipt")
    for word in ("Devolvido em parte", "-R$ 20,00", "R$ 30,00", "TEST-000002"):
        assert word in receipt
    assert "R$ 20,00" not in await pdf(scene.patient, f"{INVOICES}/{invoice['id']}/pdf")
    assert [each.attachments[0].name for each in receipts(scene)] == [
        "receipt-TEST-000001.pdf",
        "credit-note-TEST-000002.pdf",
    ]


async def test_paid_back_in_two_parts(scene: Scene) -> None:
    _, asked = await scene.paid_visit()
    await give_back(scene, asked, 2000)
    await give_back(scene, asked)
    assert [each["number"][-1] for each in await papers(scene.patient)] == ["3", "2", "1"]
    receipt = await pdf(scene.patient, f"/api/payments/{asked['payment_id']}/receipt")
    assert "R$ 0,00" in receipt
    assert "em parte" not in receipt


async def test_what_is_not_paid_has_no_receipt(scene: Scene) -> None:
    asked = await scene.ask_to_pay(await scene.book())
    path = f"/api/payments/{asked['payment_id']}/receipt"
    problem(await scene.patient.get(path), 409, "not_paid")
    assert await papers(scene.patient) == []


async def test_papers_of_others_are_not_there(scene: Scene) -> None:
    _, asked = await scene.paid_visit()
    (invoice,) = await papers(scene.patient)
    other = await scene.staff("patient")
    paths = [f"/api/payments/{asked['payment_id']}/receipt", f"{INVOICES}/{invoice['id']}/pdf"]
    for path in paths:
        problem(await other.get(path), 404, "not_found")
        assert "Recibo" in await pdf(await scene.staff(), paths[0])
    assert await papers(other) == []
    assert await papers(other, patient_id=invoice["patient_id"]) == []
    assert await papers(other, payment_id=asked["payment_id"]) == []
    assert len(await papers(await scene.staff(), patient_id=invoice["patient_id"])) == 1


async def test_who_wants_no_mail_gets_none_and_that_can_be_seen(scene: Scene) -> None:
    await scene.owner.execute(
        "update patient set email = null where clinic_id = $1", scene.office.id
    )
    _, asked = await scene.paid_visit()
    assert receipts(scene) == []
    state = await scene.owner.fetchrow(
        "select state, why from message where clinic_id = $1 and kind = 'receipt'", scene.office.id
    )
    assert state is not None
    assert tuple(state) == ("suppressed", "no_address")
    assert await pdf(scene.patient, f"/api/payments/{asked['payment_id']}/receipt")


async def test_a_paper_is_never_changed(scene: Scene) -> None:
    await scene.paid_visit()
    (invoice,) = await papers(scene.patient)
    before = await scene.patient.get(f"{INVOICES}/{invoice['id']}/pdf")
    await scene.owner.execute(
        "update patient set name = 'Somebody Else' where clinic_id = $1", scene.office.id
    )
    after = await scene.patient.get(f"{INVOICES}/{invoice['id']}/pdf")
    assert after.content == before.content
    for statement in ("update invoice set number = 9", "delete from invoice"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await as_application(scene, statement)


async def as_application(scene: Scene, statement: str) -> None:
    async with scene.owner.transaction():
        await scene.owner.execute("set local role topsmile_app")
        await scene.owner.execute(statement)
