"""Conditions of DocTypes as the browser works them out."""

from __future__ import annotations

from typing import Any

import pytest

MODULE = "/assets/frappe_embedded/js/expression.js"
DOC = {
    "kind": "Box",
    "weight": 3,
    "empty": None,
    "rows": [],
    "tags": ["a", "b"],
    "one": 1,
    "état": "Bol",
}
CASES = [
    ("kind", True),
    ("empty", False),
    ("rows", False),
    ("tags", True),
    ("eval:doc.kind == 'Box'", True),
    ("eval:doc.kind!='Box' || doc.weight >= 3", True),
    ("eval:!(doc.kind == 'Box' && !doc.empty)", False),
    ("eval:in_list(['Bag', 'Box'], doc.kind)", True),
    ("eval:['Bag'].includes(doc.kind)", False),
    ("eval:doc.one == '1'", True),
    ("eval:doc.empty == ''", True),
    ("eval:doc.unknown === undefined", True),
    ("eval:doc.tags.length > 1 && doc.tags[1] == 'b'", True),
    ("eval:doc.weight * 2 + 1 == 7", True),
    ("eval:doc.empty ? false : cint('4') == 4", True),
    ("eval:parent.kind == 'Box'", True),
    ('eval: doc.kind == "Box";', True),
    ("eval:doc.état == 'Bol' && doc.état", True),
    ("eval:doc.état != 'Bol'", False),
    ("eval:doc.constructor", False),
    ("eval:doc.kind.constructor", False),
    # What cannot be read counts as held: a field must not vanish by mistake.
    ("eval:frappe.user.has_role('x')", True),
    ("eval:window.alert(1)", True),
    ("eval:doc.kind =", True),
]


@pytest.mark.parametrize(("condition", "held"), CASES)
def test_a_condition(shared_page: Any, condition: str, held: bool) -> None:
    script = f"async ([condition, doc]) => (await import('{MODULE}')).holds(condition, doc)"
    assert shared_page.evaluate(script, [condition, DOC]) is held
