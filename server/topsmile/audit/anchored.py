"""What the anchors outside the database say of a chain. Pure: lines in, findings out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from topsmile.audit.findings import numbered, said
from topsmile.audit.models import Anchor, Finding, Head
from topsmile.audit.notary import read_anchor
from topsmile.audit.sealing import Keys, is_genuine
from topsmile.clinics.models import Clinic

BATCH = 1000
SENTENCES = {
    "anchor_unreadable": (
        "{count} among the anchors not readable; the first is line {first}: a power cut while "
        "writing, or somebody's hand."
    ),
    "anchor_forged": (
        "{count} among the anchors not written with a key of ours; the first is line {first}."
    ),
    "anchors_shrink": (
        "The anchors go back in {count}, first to number {first}: an older state of the chain was "
        "continued."
    ),
    "chain_cut": (
        "{count} without a link in the chain; the first is number {first}: "
        "entries were cut off, or an older state of the database was restored."
    ),
    "rechained": (
        "{count} at odds with the chain; the first is number {first}: what was chained up to "
        "there was chained again later."
    ),
}
COUNTED = {
    "anchor_unreadable": "line",
    "anchor_forged": "line",
    "anchors_shrink": "place",
    "chain_cut": "anchor",
    "rechained": "anchor",
}


class Check:
    """One clinic's anchors, from all the places where they are kept."""

    def __init__(self, clinic: Clinic, keys: Keys) -> None:
        self.clinic, self.keys = clinic, keys
        self.greatest = 0
        # Complaints: how many, and where the first is.
        self.found: dict[str, tuple[int, int]] = {}

    def batches(self, lines: Iterable[str]) -> Iterator[list[Anchor]]:
        """The genuine anchors of one place, to be compared with the links of their numbers."""
        batch: list[Anchor] = []
        previous = 0
        for place, line in enumerate(lines, 1):
            anchor = self._genuine(place, line)
            if anchor is None:
                continue
            if anchor.number < previous:
                self._complain("anchors_shrink", anchor.number)
            previous = anchor.number
            self.greatest = max(self.greatest, anchor.number)
            batch.append(anchor)
            if len(batch) == BATCH:
                yield batch
                batch = []
        yield batch

    def _genuine(self, place: int, line: str) -> Anchor | None:
        anchor = read_anchor(line)
        if anchor is None:
            self._complain("anchor_unreadable", place)
        elif anchor.clinic != self.clinic.id or not is_genuine(self.keys, anchor):
            self._complain("anchor_forged", place)
        else:
            return anchor
        return None

    def compare(self, batch: list[Anchor], macs: dict[int, bytes]) -> None:
        for anchor in batch:
            mac = macs.get(anchor.number)
            if mac is None:
                self._complain("chain_cut", anchor.number)
            elif mac.hex() != anchor.mac:
                self._complain("rechained", anchor.number)

    def _complain(self, kind: str, where: int) -> None:
        count, first = self.found.get(kind, (0, where))
        self.found[kind] = (count + 1, min(first, where))

    def findings(self, head: Head) -> Iterator[Finding]:
        """`head` as it was before the anchors were read."""
        for kind, (count, first) in self.found.items():
            counted = numbered(count, COUNTED[kind])
            yield said(self.clinic.slug, kind, SENTENCES[kind].format(count=counted, first=first))
        if self.greatest < head.anchored_number:
            yield said(
                self.clinic.slug,
                "anchors_cut",
                f"The chain was anchored up to number {head.anchored_number}, but the anchors end "
                f"at {self.greatest}: they were cut, or are kept somewhere else as well.",
            )
