"""What of a form is to be seen before its scripts decide."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.core.dict import _dict
from frappe_embedded.web.desk.form_layout import FirstLook, in_python


class Parcel:
    """As much of a document as conditions look at."""

    def __init__(self, new: bool = False) -> None:
        self.new = new

    def as_dict(self) -> Any:
        return _dict(kind="Box", weight=3, empty=None, rows=[], ticked=1, note="a && b")

    def is_new(self) -> bool:
        return self.new


@pytest.mark.parametrize(
    ("condition", "seen"),
    [
        (None, True),
        ("kind", True),
        ("empty", False),
        ("rows", False),
        ("eval:doc.kind == 'Box'", True),
        ("eval:doc.kind === 'Bag' || doc.weight >= 4;", False),
        ("eval:doc.kind !== 'Bag' && !doc.empty", True),
        ("eval:!doc.ticked", False),
        ("eval:!(doc.kind == 'Box' && doc.ticked)", False),
        ("eval:in_list(['Bag', 'Box'], doc.kind)", True),
        ("eval:doc.note == 'a && b'", True),
        ("eval:doc.unknown === undefined", True),
        ("eval:doc.__islocal", False),
        # What does not read alike in Python is left to the browser.
        ("eval:doc.kind.startsWith('Bag')", True),
        ("eval:frappe.user.has_role('x')", True),
        ("eval:doc.kind =", True),
    ],
)
def test_a_condition(condition: str | None, seen: bool) -> None:
    assert FirstLook(Parcel()).shows(condition) is seen


def test_a_new_document_is_told_apart() -> None:
    assert FirstLook(Parcel(new=True)).shows("eval:doc.__islocal") is True


def test_texts_stay_as_they_are() -> None:
    assert in_python('doc.a == "!x && null" && !doc.b') == 'doc.a == "!x && null"  and  (not doc.b)'
