"""What the server says by a code, the web app says in words of each language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from topsmile.adapters.hooks import WORDS as OF_HOOKS
from topsmile.adapters.hooks import Reason
from topsmile.files.inspection.refusing import WORDS as OF_FILES
from topsmile.files.inspection.refusing import Rule

CATALOGUES = Path(__file__).parents[3] / "web/src/lib/i18n"


@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize(
    ("codes", "words", "catalogue", "branch"),
    [(Rule, OF_FILES, "files", "found"), (Reason, OF_HOOKS, "webhooks", "reason")],
)
def test_each_code_has_words(
    language: str, codes: Any, words: dict[str, str], catalogue: str, branch: str
) -> None:
    text = (CATALOGUES / language / f"{catalogue}.ts").read_text()
    found = re.search(rf"^  {branch}: {{\n(.*?)^  }},", text, re.DOTALL | re.MULTILINE)
    assert found
    said = set(re.findall(r"^    (\w+):", found[1], re.MULTILINE))
    assert said == set(get_args(codes)) == set(words)
