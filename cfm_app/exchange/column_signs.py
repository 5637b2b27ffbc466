"""The class that the columns of a row say, those among them that feed no field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cfm_app.exchange import value_guess
from cfm_app.exchange.headers import PERSON_FIELDS, fold
from cfm_app.security.sensitivity.strictest import of_account, of_key, strictest, unclear_class

YES = frozenset(
    (
        "yes",
        "oui",
        "y",
        "o",
        "1",
        "1.0",
        "true",
        "vrai",
        "x",
        "✓",
        "✔",
        "نعم",
        "sensitive",
        "sensible",
    )
)
NO = frozenset(
    (
        "no",
        "non",
        "n",
        "0",
        "0.0",
        "false",
        "faux",
        "aucun",
        "aucune",
        "none",
        "nothing",
        "rien",
        "لا",
        "لا شيء",
    )
)
# A longer text tells something; a shorter one is a key or a name.
LONGEST_KEY = 60
_NO_WORDS = re.compile(r"[\W\d_]*")


def class_of_row(row: Mapping[str, Any], columns: Mapping[str, str]) -> str | None:
    """The strictest class that a row says; `columns` says which column feeds which field."""
    fed = {header: field for field, header in columns.items()}
    return strictest(
        *(
            _class_of_cell(header, str(raw), fed.get(header))
            for header, raw in row.items()
            if raw not in (None, "") and fed.get(header) not in PERSON_FIELDS
        )
    )


def _class_of_cell(header: str, raw: str, field: str | None) -> str | None:
    if _says_nothing(raw):
        return None
    # A column that feeds a field asks for all of its values, so its header says nothing of this one.
    by_header = None if field else of_key(header)
    if fold(raw) in YES:
        # "Sensitive" is a yes, too, in a column that asks for it.
        return strictest(by_header, of_key(raw))
    if len(raw) > LONGEST_KEY:
        return of_account(raw)
    # "Sensitive / not sensitive" is a question; a column that names a class is about nothing else.
    is_question = by_header == unclear_class() or _NO_WORDS.fullmatch(raw)
    return strictest(of_key(raw), None if is_question else by_header)


def _says_nothing(raw: str) -> bool:
    return fold(raw) in NO or value_guess.is_unsaid(raw)
