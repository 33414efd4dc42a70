"""Currencies, their least amounts, and what Stripe keeps for itself. Amounts are minor units."""

from __future__ import annotations

from doubles.stripe.faults import bad_param

_WITHOUT = "bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf"
WITHOUT_CENTS = frozenset(_WITHOUT.split())
LEAST = {"brl": 50, "usd": 50, "eur": 50, "gbp": 30, "jpy": 50, "clp": 450, "mxn": 1000}
MOST = 99_999_999
DISPUTE_FEE = 1500


def checked_currency(currency: str) -> str:
    if len(currency) != 3 or not currency.isalpha() or not currency.isascii():
        raise bad_param("currency", f"Invalid currency: {currency}")
    return currency.lower()


def checked_amount(amount: int, currency: str) -> int:
    least = LEAST.get(currency, 50)
    if amount < 1:
        raise bad_param("amount", "This value must be greater than or equal to 1.")
    if amount < least:
        words = f"Amount must be at least {in_words(least, currency)}"
        raise bad_param("amount", words, "amount_too_small")
    if amount > MOST:
        words = f"Amount must be no more than {in_words(MOST, currency)}"
        raise bad_param("amount", words, "amount_too_large")
    return amount


def fee_of(amount: int, currency: str, method: str) -> int:
    """Deterministic; not Stripe's own figures."""
    if method == "boleto":
        return min(345, amount)
    share = {"pix": 119}.get(method, 399)  # of 10,000
    fixed = 0 if method == "pix" else (40 if currency in WITHOUT_CENTS else 39)
    return min(amount, (amount * share + 5000) // 10_000 + fixed)


def in_words(amount: int, currency: str) -> str:
    if currency in WITHOUT_CENTS:
        return f"{amount} {currency}"
    return f"{amount / 100:.2f} {currency}"
