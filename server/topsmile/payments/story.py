"""What Stripe's objects say of a payment, in an order-free form. Pure.

A `Fact` is one aspect of one Stripe object (an intent, a charge, a refund, a dispute). Facts of the
same key are joined: the state that is further along, or else later, stays. Joining is commutative,
associative and idempotent, so what is known of a payment does not depend on the order in which, or
how often, it was heard; the payment's state and its ledger are functions of the joined facts.
"""

from __future__ import annotations

from topsmile.payments.story_checking import Ours, check_ours
from topsmile.payments.story_facts import Fact, Heard, Key, join, joined
from topsmile.payments.story_reading import Unreadable, facts_of, id_of
from topsmile.payments.story_state import (
    Account,
    Entry,
    Facts,
    State,
    entries_of,
    is_closed,
    of_kind,
    refund_status,
    state_of,
)

__all__ = [
    "Account",
    "Entry",
    "Fact",
    "Facts",
    "Heard",
    "Key",
    "Ours",
    "State",
    "Unreadable",
    "check_ours",
    "entries_of",
    "facts_of",
    "id_of",
    "is_closed",
    "join",
    "joined",
    "of_kind",
    "refund_status",
    "state_of",
]
