"""Columns of a list in the words of an app: in place of a field's value, beside it, or not at all."""

from __future__ import annotations

import pytest

from frappe_embedded.kernel.meta.docfield import DocField
from frappe_embedded.web.desk import list_texts
from frappe_embedded.web.desk.list_texts import Words, arranged
from frappe_embedded.web.desk.states import State


def field(name: str, fieldtype: str = "Data") -> DocField:
    return DocField({"fieldname": name, "label": name.title(), "fieldtype": fieldtype})


def test_a_column_of_an_app_stands_before_its_field_and_hidden_ones_are_gone() -> None:
    told = {"P-1": {"town": {"text": "Bol"}, "holder": {"text": "Ali"}, "person": {"text": ""}}}
    words = Words(
        columns=({"key": "holder", "label": "With", "before": "town"},),
        told=told,
        hidden=("person",),
    )
    columns = arranged([field("person"), field("town"), field("weight", "Float")], words)
    assert [(each.key, each.is_told) for each in columns] == [
        ("holder", True),
        ("town", True),
        ("weight", False),
    ]
    assert [each.is_number for each in columns] == [False, False, True]


def test_a_column_whose_field_a_manager_took_away_comes_last() -> None:
    words = Words(columns=({"key": "holder", "label": "With", "before": "gone"},))
    assert [each.key for each in arranged([field("town")], words)] == ["town", "holder"]


def test_an_app_may_tell_the_state_of_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    states = {"A-1": {"text": "Does not work", "colour": "red"}}
    told = {"columns": [], "hidden": [], "words": {}, "states": states}
    monkeypatch.setattr(list_texts, "_hook", lambda _doctype: {"words": ["an.app"]})
    monkeypatch.setattr(list_texts, "get_attr", lambda _path: lambda _rows: told)
    words = list_texts.words_for("Account", [{"name": "A-1"}])
    assert words.states == {"A-1": State("Does not work", "red")}
