"""Somebody with all rights in the database changes what was written: `audit verify` finds it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from audit.chains import Chain
from domain import TravelClock

from topsmile.audit import sealing
from topsmile.audit.models import Entry, Head

pytestmark = pytest.mark.anyio


async def the_only(chain: Chain) -> tuple[str, str]:
    (found,) = await chain.findings()
    assert found.clinic == chain.office.slug
    return found.kind, found.sentence


@pytest.mark.parametrize(
    "change",
    [
        "action = 'patient.read'",
        "actor_id = gen_random_uuid()",
        "actor_id = null",
        "actor_role = 'admin'",
        "address = ''",
        "request_id = request_id || ' '",
        "at = at + interval '1 microsecond'",
        "subject = 'payment'",
        "subject_id = gen_random_uuid()",
        "before = '{}'",
        "after = after || '{\"number\": 0.50}'",
        "after = null",
    ],
)
async def test_a_changed_entry(chain: Chain, change: str) -> None:
    await chain.grow()
    await chain.do(
        f"update audit_entry set {change} where clinic_id = $1 and id = $2",
        await chain.entry_of(7),
    )

    assert (await the_only(chain))[0] == "altered"
    assert "Number 7 " in (await the_only(chain))[1]


async def test_an_entry_deleted_in_the_middle(chain: Chain) -> None:
    await chain.grow()
    entry = await chain.entry_of(7)
    await chain.do("delete from audit_entry where clinic_id = $1 and id = $2", entry)

    assert await the_only(chain) == ("entry_gone", "The entry with number 7 is gone.")


async def test_entries_deleted_with_their_links(chain: Chain) -> None:
    await chain.grow()
    for number in (7, 8):
        entry = await chain.entry_of(number)
        await chain.do("delete from audit_entry where clinic_id = $1 and id = $2", entry)
        await chain.do("delete from audit_link where clinic_id = $1 and number = $2", number)

    sentence = "The links with the numbers 7 to 8 are gone."
    assert await the_only(chain) == ("link_gone", sentence)


async def test_numbers_closed_up_again_after_a_deletion(chain: Chain) -> None:
    await chain.grow()
    entry = await chain.entry_of(7)
    await chain.do("delete from audit_entry where clinic_id = $1 and id = $2", entry)
    await chain.do("delete from audit_link where clinic_id = $1 and number = 7")
    for number in range(8, 16):
        move = "update audit_link set number = number - 1 where clinic_id = $1 and number = $2"
        await chain.do(move, number)
    await chain.do("update audit_chain set number = number - 1 where clinic_id = $1")

    assert await chain.kinds() == {"altered", "rechained", "chain_cut"}


async def test_a_link_deleted(chain: Chain, clock: TravelClock) -> None:
    await chain.grow()
    await chain.do("delete from audit_link where clinic_id = $1 and number = 7")
    clock.travel(minutes=11)

    assert await chain.kinds() >= {"link_gone", "unchained"}


async def test_the_tail_cut_with_links_and_head(chain: Chain) -> None:
    await chain.grow()
    await chain.cut(12)

    found = {each.kind: each.sentence for each in await chain.findings()}
    assert set(found) == {"chain_cut"}
    assert "the first is number 15" in found["chain_cut"]

    # Life goes on, and covers nothing up.
    await chain.grow(each=1)
    assert await chain.kinds() == {"anchors_shrink", "rechained"}


@pytest.mark.parametrize("head", [True, False])
async def test_links_cut_and_the_head_left_or_gone(chain: Chain, *, head: bool) -> None:
    await chain.grow()
    await chain.do("delete from audit_link where clinic_id = $1 and number > 12")
    if not head:
        await chain.do("delete from audit_chain where clinic_id = $1")

    assert {"head", "chain_cut"} <= await chain.kinds()


@pytest.mark.parametrize("disguised", [True, False])
async def test_everything_chained_again_with_a_wrong_key(chain: Chain, *, disguised: bool) -> None:
    await chain.grow()
    entry = await chain.entry_of(7)
    await chain.do("update audit_entry set action = 'x' where clinic_id = $1 and id = $2", entry)
    key = sealing.key_of("somebody else's")
    rows = await chain.rows("audit_entry")
    entries = [Entry(**{name: row[name] for name in Entry.__struct_fields__}) for row in rows]
    macs = sealing.macs(key, chain.office.id, Head(0, sealing.BEGINNING, None, 0), entries)
    key_id = chain.notary.keys.current.id if disguised else key.id
    await chain.do("delete from audit_link where clinic_id = $1")
    for number, (mac, each) in enumerate(zip(macs, entries, strict=True), 1):
        await chain.do(
            "insert into audit_link values ($1, $2, $3, $4, $5)", number, each.id, mac, key_id
        )
    await chain.do("update audit_chain set mac = $2 where clinic_id = $1", macs[-1])

    assert await chain.kinds() == {"altered" if disguised else "foreign_key", "rechained"}


async def test_two_entries_swapped(chain: Chain) -> None:
    await chain.grow()
    one, other = await chain.entry_of(6), await chain.entry_of(9)
    swap = """
        update audit_entry e set after = o.after, subject_id = o.subject_id, at = o.at
        from audit_entry o where e.clinic_id = $1 and o.clinic_id = $1
          and ((e.id = $2 and o.id = $3) or (e.id = $3 and o.id = $2))
    """
    await chain.do(swap, one, other)

    assert [each.kind for each in await chain.findings()] == ["altered", "altered"]


async def test_two_links_swapped(chain: Chain) -> None:
    await chain.grow()
    one, other = await chain.entry_of(6), await chain.entry_of(9)
    move = "update audit_link set entry_id = $3 where clinic_id = $1 and number = $2"
    nobody = "00000000-0000-0000-0000-000000000000"
    for number, entry in ((6, nobody), (9, one), (6, other)):
        await chain.do(move, number, entry)

    assert [each.kind for each in await chain.findings()] == ["altered", "altered"]


async def test_a_forged_entry_in_the_middle_is_never_chained(chain: Chain) -> None:
    await chain.grow()
    forged = """
        insert into audit_entry (clinic_id, id, at, action, subject, subject_id, actor_role, request_id)
        select $1, uuidv7(interval '-1 hour'), at, 'patient.changed', 'patient', subject_id, 'admin', 'r'
        from audit_entry where clinic_id = $1 limit 1
    """  # noqa: E501
    await chain.do(forged)
    await chain.write(2)
    await chain.round()

    assert (await the_only(chain))[0] == "forged"


async def test_an_entry_put_between_others_and_not_chained(
    chain: Chain, clock: TravelClock
) -> None:
    await chain.grow()
    await chain.do(
        """
        insert into audit_entry (clinic_id, at, action, subject, subject_id, actor_role, request_id)
        select $1, at, 'patient.changed', 'patient', subject_id, 'admin', 'r'
        from audit_entry where clinic_id = $1 limit 1
        """
    )
    assert await chain.findings() == []

    clock.travel(minutes=11)

    kind, sentence = await the_only(chain)
    assert kind == "unchained"
    assert sentence.startswith("1 entry (")


async def test_anchors_cut(chain: Chain) -> None:
    await chain.grow()
    first, *_ = chain.file.read_text().splitlines(keepends=True)
    chain.file.write_text(first)

    assert (await the_only(chain))[0] == "anchors_cut"
    chain.file.unlink()
    assert (await the_only(chain))[0] == "anchors_cut"


async def test_who_has_both_the_database_and_the_anchors_can_cut_the_end(chain: Chain) -> None:
    """What no key can show: nothing is left that knew the end. Keep the anchors elsewhere."""
    await chain.grow()
    first, *_ = chain.file.read_text().splitlines(keepends=True)
    chain.file.write_text(first)
    await chain.cut(5)

    assert await chain.findings() == []


async def test_anchors_changed(chain: Chain) -> None:
    await chain.grow()
    lines = chain.file.read_text()
    chain.file.write_text(lines.replace('"number":10', '"number":9', 1))
    assert await chain.kinds() == {"anchor_forged"}

    chain.file.write_text(lines + '{"clinic": "half a li')
    assert await chain.kinds() == {"anchor_unreadable"}
    await chain.grow(rounds=1)
    assert await chain.kinds() == {"anchor_unreadable"}


async def test_another_clinics_anchors_are_not_ours(chain: Chain) -> None:
    await chain.grow()
    text = chain.file.read_text().replace(str(chain.office.id), str(chain.office.patient))
    chain.file.write_text(text)

    assert await chain.kinds() == {"anchor_forged", "anchors_cut"}


async def test_an_old_backup_restored(chain: Chain) -> None:
    await chain.grow()
    kept = await chain.snapshot()
    await chain.grow()
    await chain.restore(kept)

    assert (await the_only(chain))[0] == "chain_cut"

    await chain.grow(rounds=1, each=3)
    assert {"anchors_shrink", "chain_cut"} <= await chain.kinds()


async def test_patience_is_the_operators_choice(chain: Chain, clock: TravelClock) -> None:
    from topsmile.audit.verifying import verify

    await chain.write()
    clock.travel(minutes=2)

    found = verify(
        chain.worker.database,
        chain.notary.keys,
        [chain.anchors],
        slug=chain.office.slug,
        patience=timedelta(minutes=1),
    )

    assert [each.kind async for each in found] == ["unchained"]
