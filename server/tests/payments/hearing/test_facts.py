"""Facts are joined: neither order nor repetition matters, and what is further along stays."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from topsmile.payments import ledger, story
from topsmile.payments.ledger_queries import Posted
from topsmile.payments.story import Fact

STATES = {
    "intent": [
        "requires_payment_method",
        "requires_action",
        "processing",
        "succeeded",
        "canceled",
    ],
    "charge": ["pending", "succeeded", "failed"],
    "refunded": [""],
    "refund": ["pending", "requires_action", "succeeded", "failed", "canceled"],
    "dispute": ["warning_needs_response", "needs_response", "under_review", "won", "lost"],
    "funds": ["001", "002"],
    "fee": [""],
}


@st.composite
def facts(draw: Any) -> Fact:
    kind = draw(st.sampled_from(sorted(STATES)))
    return Fact(
        kind,
        draw(st.sampled_from(["a", "b"])),
        draw(st.sampled_from(STATES[kind])),
        draw(st.integers(0, 3)) * 5000,
        "BRL",
        draw(st.integers(0, 3)),
        draw(st.integers(0, 2)),
        draw(st.sampled_from(["", "card_declined", "expired_card"])),
        draw(st.sampled_from(["", "a", "b"])),
        draw(st.sampled_from(["", "ours"])),
        draw(st.sampled_from(["", "card", "pix"])),
        draw(st.booleans()),
    )


@given(facts(), facts(), facts())
def test_joining_words_about_one_object_is_a_semilattice(a: Fact, b: Fact, c: Fact) -> None:
    b, c = about(a, b), about(a, c)
    assert story.joined(a, b) == story.joined(b, a)
    assert story.joined(story.joined(a, b), c) == story.joined(a, story.joined(b, c))
    assert story.joined(a, a) == a


def about(a: Fact, other: Fact) -> Fact:
    """The other made into a word about the same object."""
    state = other.state if other.kind == a.kind else a.state
    return replace(other, kind=a.kind, id=a.id, state=state)


@settings(max_examples=300)
@given(st.lists(facts(), max_size=12), st.randoms(use_true_random=False))
def test_order_and_repetition_make_no_difference(told: list[Fact], chance: random.Random) -> None:
    again = [*told, *chance.choices(told, k=len(told))] if told else []
    chance.shuffle(again)
    known = story.join({}, told)

    assert story.join({}, again) == known
    assert story.join(known, again) == known
    half = len(told) // 2
    assert story.join(story.join({}, told[:half]), told[half:]) == known
    assert story.state_of(story.join({}, again), 15000) == story.state_of(known, 15000)


@given(st.lists(facts(), max_size=12))
def test_the_books_balance_whatever_was_heard(told: list[Fact]) -> None:
    for entry in story.entries_of(story.join({}, told)):
        assert sum(entry.amounts.values()) == 0, entry


@given(st.lists(st.lists(facts(), max_size=4), max_size=5))
def test_corrections_balance_and_bring_the_books_to_what_they_are_to_hold(
    words: list[list[Fact]],
) -> None:
    """After any words in any order the books are what they are after all of them at once."""
    known: story.Facts = {}
    had: dict[str, dict[Any, int]] = {}
    revisions: dict[str, int] = {}
    for told in words:
        known = story.join(known, told)
        wanted = story.entries_of(known)
        posted = [
            Posted(key, account, amount, revisions[key])
            for key, accounts in had.items()
            for account, amount in accounts.items()
        ]
        for posting in ledger.corrections(wanted, posted, livemode=False):
            assert sum(posting.amounts.values()) == 0
            assert all(posting.amounts.values())
            assert posting.revision == revisions.get(posting.entry, 0) + 1
            revisions[posting.entry] = posting.revision
            account_of = had.setdefault(posting.entry, {})
            for account, amount in posting.amounts.items():
                account_of[account] = account_of.get(account, 0) + amount
    for entry in story.entries_of(known):
        held = {name: amount for name, amount in had.get(entry.key, {}).items() if amount}
        assert held == entry.amounts


@pytest.mark.parametrize(
    ("kind", "states"),
    [
        ("intent", ("requires_payment_method", "canceled", "succeeded")),
        ("intent", ("processing", "succeeded")),
        ("charge", ("pending", "failed", "succeeded")),
        ("refund", ("pending", "succeeded", "canceled", "failed")),
        ("dispute", ("warning_needs_response", "warning_closed", "needs_response", "won")),
        ("funds", ("001", "002")),
    ],
)
def test_what_is_further_along_stays_whenever_it_was_said(
    kind: Any, states: tuple[str, ...]
) -> None:
    last = Fact(kind, "a", states[-1], at=1)
    earlier = [Fact(kind, "a", each, at=9, amount=9) for each in states[:-1]]
    for order in itertools.permutations([last, *earlier]):
        assert story.join({}, order)[last.key].state == states[-1]


def test_what_comes_and_goes_is_as_it_was_last() -> None:
    tried = Fact("intent", "a", "processing", at=2)
    declined = Fact("intent", "a", "requires_payment_method", at=1, error="card_declined")
    assert story.joined(tried, declined).state == "processing"
    assert story.joined(tried, replace(declined, at=3)).error == "card_declined"
