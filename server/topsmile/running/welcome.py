"""What `topsmile up` prints when everything runs."""

from __future__ import annotations

from topsmile.running.home import Home
from topsmile.settings import Place


def welcome(
    place: Place, home: Home, accounts: str, seconds: float, *, play_money: bool = False
) -> str:
    lines = [f"TopSmile runs at {place.origin}  ({seconds:.1f} s)", ""]
    if accounts:
        lines += [*accounts.strip().splitlines(), ""]
    if play_money:
        lines += [
            "Payments are made with test money: card 4242 4242 4242 4242, any date to come",
            "",
        ]
    lines += [
        f"Data  {home.path}",
        f"Logs  {home.log}",
        "Ctrl-C stops everything; the data stay.",
    ]
    return "\n" + "\n".join(f"  {line}".rstrip() for line in lines) + "\n"
