"""What is wrong with a trail, in sentences for whoever has to act on it. Pure."""

from __future__ import annotations

from topsmile.audit.models import Finding

# Of one, and of many that follow each other.
SENTENCES = {
    "altered": (
        "Number {first} is not what was chained: its entry or its link was changed.",
        "Numbers {first} to {last} are not what was chained: entries or links were changed.",
    ),
    "entry_gone": (
        "The entry with number {first} is gone.",
        "The entries with the numbers {first} to {last} are gone.",
    ),
    "link_gone": (
        "The link with number {first} is gone.",
        "The links with the numbers {first} to {last} are gone.",
    ),
    "foreign_key": (
        "Number {first} was chained with a key that is none of ours.",
        "Numbers {first} to {last} were chained with a key that is none of ours.",
    ),
}


def said(clinic: str, kind: str, sentence: str) -> Finding:
    return Finding(clinic, kind, sentence)


def numbered(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


class Runs:
    """Numbers that follow each other with the same complaint become one finding."""

    def __init__(self, clinic: str) -> None:
        self.clinic = clinic
        self.run: tuple[str, int, int] | None = None

    def add(self, kind: str, first: int, last: int) -> list[Finding]:
        """What has come to an end by this."""
        if self.run and self.run[0] == kind and self.run[2] == first - 1:
            self.run = (kind, self.run[1], last)
            return []
        ended = self.end()
        self.run = (kind, first, last)
        return ended

    def end(self) -> list[Finding]:
        if self.run is None:
            return []
        kind, first, last = self.run
        self.run = None
        sentence = SENTENCES[kind][first != last].format(first=first, last=last)
        return [said(self.clinic, kind, sentence)]
