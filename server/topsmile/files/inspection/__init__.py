"""Whether what somebody sends may be kept, and in which form (docs/decisions/0015).

Content decides what a file is; its name and declared type decide nothing. Untrusted bytes are
decoded only in a child process that is bounded in every way.
"""

from topsmile.files.inspection.inspecting import inspect
from topsmile.files.inspection.models import Infected, Inspected, Limits, full
from topsmile.files.inspection.names import clean_name
from topsmile.files.inspection.rules import RULES, TYPES, Rule, canonical

__all__ = [
    "RULES",
    "TYPES",
    "Infected",
    "Inspected",
    "Limits",
    "Rule",
    "canonical",
    "clean_name",
    "full",
    "inspect",
]
