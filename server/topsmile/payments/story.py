"""What Stripe's objects say of a payment, in an order-free form. Pure.

A `Fact` is one aspect of one Stripe object (an intent, a charge, a refund, a dispute). Facts of the
same `key` are joined: of two, the one that `later` calls later stays. Joining is commutative,
associative and idempotent, so what is known of a payment does not depend on the order in which, or
how often, it was heard; the payment's state and its ledger are functions of the joined facts.
"""

from __future__ import annotations
