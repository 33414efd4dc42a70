"""Stripe as its official client sees it, on a real socket, as hostile as a test wants it.

It knows nothing of the code under test. `running()` starts one; see README.md in this folder.
"""

from doubles.stripe.double import Double, running
from doubles.stripe.hostility import DEEDS, Deed
from doubles.stripe.postman import Letter, Postman

__all__ = ["DEEDS", "Deed", "Double", "Letter", "Postman", "running"]
