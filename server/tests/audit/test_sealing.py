"""The exact form in which entries are sealed: the same for equal values, never for others."""

from __future__ import annotations

import hmac
import json
import random
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from audit.chains import anything

from topsmile.audit import sealing
from topsmile.audit.models import Entry, Head

CLINIC = UUID(int=1)
ENTRY = Entry(
    UUID(int=2),
    datetime(2030, 1, 7, 6, 0, 0, 123456, UTC),
    "patient.changed",
    "patient",
    UUID(int=3),
    None,
    "admin",
    "",
    "request-1",
    None,
    '{"name": "é", "a": [1, 2.50]}',
)


def test_the_form_is_the_documented_one() -> None:
    """Written by hand, so that another program could verify the trail."""

    def field(said: bytes | None) -> bytes:
        return b"\xff\xff\xff\xff" if said is None else len(said).to_bytes(4, "big") + said

    micros = 1893996000123456
    entry = b"".join(
        map(
            field,
            [
                CLINIC.bytes,
                ENTRY.id.bytes,
                micros.to_bytes(8, "big"),
                b"patient.changed",
                b"patient",
                ENTRY.subject_id.bytes,
                None,
                b"admin",
                b"",
                b"request-1",
                None,
                '{"a":[1,"\\u00002.5"],"name":"é"}'.encode(),
            ],
        )
    )
    chosen = hmac.digest(b"the operator's key", b"topsmile audit key 1", "sha256")
    said = [b"topsmile audit link 1", bytes(32), (1).to_bytes(8, "big"), CLINIC.bytes, entry]
    mac = hmac.digest(chosen, b"".join(map(field, said)), "sha256")

    key = sealing.key_of("the operator's key")
    assert sealing.canonical(CLINIC, ENTRY) == entry
    assert sealing.link_mac(key, bytes(32), 1, CLINIC, ENTRY) == mac
    assert key.id == sha256(b"id" + chosen).hexdigest()[:16]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"a": 1, "b": 2}', '{"b":2,"a":1}'),
        ("[1.50, 1e300, 0.0]", "[1.5, 1e+300, 0.000]"),
        ('"\\u00e9"', '"é"'),
    ],
)
def test_the_same_values_have_one_form(one: str, other: str) -> None:
    assert sealing.canonical_json(one) == sealing.canonical_json(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", '"1"'),
        ("1.5", '"1.5"'),
        ("1.5", '"\\\\u00001.5"'),
        ("null", None),
        ("0.1", "0.10000000000000000001"),
        ("[1, 2]", "[12]"),
        ("{}", "[]"),
        ("true", '"true"'),
    ],
)
def test_different_values_never_share_a_form(one: str | None, other: str | None) -> None:
    assert sealing.canonical_json(one) != sealing.canonical_json(other)


@pytest.mark.parametrize("seed", range(50))
def test_any_json_has_one_form(seed: int) -> None:
    value: Any = anything(random.Random(seed), 4)
    compact = json.dumps(value, sort_keys=True)
    spaced = json.dumps(value, indent=1, ensure_ascii=False)

    assert sealing.canonical_json(compact) == sealing.canonical_json(spaced)


def test_fields_cannot_flow_into_each_other() -> None:
    assert sealing.written("ab", "c") != sealing.written("a", "bc")
    assert sealing.written("", None) != sealing.written(None, "")


def test_each_code_depends_on_all_before() -> None:
    key = sealing.key_of("k")
    head = Head(0, sealing.BEGINNING, None, 0)
    first, second = sealing.macs(key, CLINIC, head, [ENTRY, ENTRY])
    (alone,) = sealing.macs(key, CLINIC, Head(1, first, None, 0), [ENTRY])

    assert first != second == alone
    assert sealing.macs(key, UUID(int=9), head, [ENTRY]) != [first]
    assert sealing.macs(sealing.key_of("other"), CLINIC, head, [ENTRY]) != [first]
