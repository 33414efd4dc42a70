"""Spreadsheets of the clinic's money, by the clinic's days."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest
from contracts.problems import problem
from payments.papers.test_papers import give_back
from payments.story.scene import Scene

pytestmark = pytest.mark.anyio
SPAN = {"from": "2030-01-01", "to": "2030-01-31"}


async def report(who: httpx.AsyncClient, name: str, **span: str) -> list[dict[str, Any]]:
    answer = await who.get(f"/api/payments/reports/{name}.csv", params=SPAN | span)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    assert "no-store" in answer.headers["cache-control"]
    assert answer.text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


async def test_what_came_in_and_what_went_back(scene: Scene) -> None:
    _, asked = await scene.paid_visit()
    await give_back(scene, asked, 2000)
    lines = await report(await scene.staff("manager"), "payments")
    shown = [(each["what"], each["number"], each["amount"], each["test"]) for each in lines]
    assert shown == [
        ("payment", "TEST-000001", "50.00", "yes"),
        ("refund", "TEST-000002", "-20.00", "yes"),
    ]
    assert {each["payment_id"] for each in lines} == {asked["payment_id"]}


async def test_the_books_balance_to_the_cent(scene: Scene) -> None:
    _, asked = await scene.paid_visit()
    await give_back(scene, asked)
    lines = await report(await scene.staff("manager"), "ledger")
    debits = sum(float(each["debit"] or 0) for each in lines)
    credited = sum(float(each["credit"] or 0) for each in lines)
    assert debits == credited > 0


async def test_payouts_by_the_day_they_arrive(scene: Scene) -> None:
    await scene.owner.execute(
        """
        insert into payout (clinic_id, stripe_payout, livemode, amount, currency, status,
          arrival_date, created_at, heard_at)
        values ($1, 'po_1', false, 12345, 'BRL', 'paid', '2030-01-31', now(), now()),
          ($1, 'po_2', false, 1, 'BRL', 'paid', '2030-02-01', now(), now())
        """,
        scene.office.id,
    )
    (line,) = await report(await scene.staff("manager"), "payouts")
    assert (line["payout"], line["amount"], line["arrival_date"]) == (
        "po_1",
        "123.45",
        "2030-01-31",
    )


@pytest.mark.parametrize("begins", ["=", " =", "\uff1d", "\uff20", "-"])
async def test_names_are_no_formulas(scene: Scene, begins: str) -> None:
    await scene.owner.execute(
        "update patient set name = $2 where clinic_id = $1",
        scene.office.id,
        f'{begins}HYPERLINK("http://evil")',
    )
    await scene.paid_visit()
    (line,) = await report(await scene.staff("manager"), "payments")
    assert line["patient"].startswith(f"'{begins}")


async def test_days_are_the_clinic_s(scene: Scene) -> None:
    """Paid at 08:00 UTC on the Monday; in Honolulu that is still Sunday."""
    await scene.paid_visit()
    manager = await scene.staff("manager")
    (line,) = await report(manager, "payments")
    day = {"from": line["date"], "to": line["date"]}
    assert len(await report(manager, "payments", **day)) == 1
    await scene.owner.execute(
        "update clinic_settings set timezone = 'Pacific/Honolulu' where clinic_id = $1",
        scene.office.id,
    )
    (there,) = await report(manager, "payments")
    assert (there["date"], there["time"]) != (line["date"], line["time"])


async def test_only_managers_and_only_sensible_days(scene: Scene) -> None:
    manager = await scene.staff("manager")
    for name in ("payments", "payouts", "ledger"):
        path = f"/api/payments/reports/{name}.csv"
        problem(await (await scene.staff()).get(path, params=SPAN), 403, "not_allowed")
        problem(await scene.patient.get(path, params=SPAN), 403, "not_allowed")
        for wrong in ({"to": "2029-01-01"}, {"to": "2035-01-01"}, {"from": "1900-01-01"}):
            problem(await manager.get(path, params=SPAN | wrong), 422, "invalid")
        assert await report(manager, name, **{"from": "2031-01-01", "to": "2031-01-02"}) == []
