"""Texts that a spreadsheet takes for a formula, as it reads them: behind blanks and unseen signs, in full width."""

import unicodedata

STARTS = ("=", "+", "-", "@")
# Some programs leave these out, and find the sign behind them.
UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Zs")
# As far as a text is looked at: nothing in front of a formula is longer.
LOOKED_AT = 64


def runs(text: str) -> bool:
    """Whether a text may run as a formula when the sheet is opened, or when somebody edits its cell."""
    if text[:1] in ("\t", "\r"):
        return True
    shown = unicodedata.normalize("NFKC", text[:LOOKED_AT])
    first = next((sign for sign in shown if unicodedata.category(sign) not in UNSEEN), "")
    return first in STARTS
