"""Customize Form and DocType as clients of Frappe's API use them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context, local, set_user
from frappe_embedded.kernel.core.exceptions import ValidationError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.document.deletion import delete_doc
from frappe_embedded.kernel.i18n import _
from frappe_embedded.kernel.meta.loader import get_meta
from frappe_embedded.web.desk.sidebar import connections

FORM = "Tag"
"""A standard DocType: those of the office's own are changed themselves."""


@pytest.fixture
def form(desk: Context) -> Iterator[Any]:
    set_user("Administrator")
    found = get_doc("Customize Form")
    found.doc_type = FORM
    found.fetch_to_customize()
    return found


def test_another_label_of_the_type_is_a_translation_in_the_users_language(form: Any) -> None:
    assert form.label == ""
    local.lang = "fr"
    for label in ("Mot clé", "Étiquette"):
        form.label = label
        form.save_customization()
        assert (form.label, str(_(FORM))) == (label, label)
        assert local.db.count("Translation", {"source_text": FORM}) == 1
    form.save_customization()
    assert form.label == "Étiquette", "what is saved again stays"
    local.lang = "en"
    form.fetch_to_customize()
    assert form.label == "", "the words of one language are no words of another"
    local.lang = "fr"
    form.fetch_to_customize()
    form.label = ""
    form.save_customization()
    assert (form.label, local.db.count("Translation", {"source_text": FORM})) == ("", 0)


def test_entries_that_are_there_are_not_counted_anew(form: Any) -> None:
    before = get_meta(FORM).autoname
    form.autoname = "autoincrement"
    with pytest.raises(ValidationError, match="autoincrement"):
        form.save_customization()
    assert get_meta(FORM).autoname == before
    values = {"doctype": "Property Setter", "doctype_or_field": "DocType", "doc_type": FORM}
    with pytest.raises(ValidationError, match="autoincrement"):
        get_doc({**values, "property": "autoname", "value": "autoincrement"}).insert()


@pytest.mark.parametrize(
    ("condition", "refused"),
    [
        ("eval:doc.kind = 'Fragile'", True),
        ("eval:doc.weight=3", True),
        ("eval:doc.kind == 'Fragile'", False),
        ("eval:doc.weight >= 3", False),
        ("kind", False),
    ],
)
def test_a_condition_compares_and_sets_nothing(
    desk: Context, condition: str, refused: bool
) -> None:
    set_user("Administrator")
    values = {"doctype": "Custom Field", "dt": "Parcel", "fieldname": "note", "fieldtype": "Data"}
    field = get_doc({**values, "label": "Note", "mandatory_depends_on": condition})
    if not refused:
        assert field.insert().mandatory_depends_on == condition
        return
    with pytest.raises(ValidationError, match="Write == to compare"):
        field.insert()


def own_type(name: str, **values: Any) -> Any:
    fields = [{"fieldname": "words", "label": "Words", "fieldtype": "Data"}]
    made = {"doctype": "DocType", "name": name, "module": "Custom", "custom": 1, "fields": fields}
    return get_doc({**made, **values}).insert()


def test_a_type_counts_its_entries_from_the_first_or_never(desk: Context) -> None:
    set_user("Administrator")
    kind = own_type("Counted Thing", autoname="hash")
    kind.autoname = "autoincrement"
    kind.save()
    assert get_doc({"doctype": kind.name, "words": "a"}).insert().name == 1
    kind.autoname = "hash"
    with pytest.raises(ValidationError, match="no data"):
        kind.save()


def test_a_table_in_a_form_goes_with_the_type_of_its_rows(desk: Context) -> None:
    set_user("Administrator")
    own_type("Thing Line", istable=1)
    values = {"dt": "Parcel", "fieldname": "things", "fieldtype": "Table", "options": "Thing Line"}
    get_doc({"doctype": "Custom Field", "label": "Things", **values}).insert()
    assert get_meta("Parcel").has_field("things")
    delete_doc("DocType", "Thing Line")
    assert not get_meta("Parcel").has_field("things")
    assert get_doc({"doctype": "Parcel", "subject": "Books"}).insert().name


def test_links_and_actions_are_added_put_in_order_and_taken_away(form: Any) -> None:
    own_type("Sticker", autoname="hash")
    for name in ("Shelf", "Drawer"):
        link = {"fieldname": "tag", "label": "Tag", "fieldtype": "Link", "options": FORM}
        fields = [{"fieldname": "words", "label": "Words", "fieldtype": "Data"}, link]
        own_type(name, fields=fields)
        form.append("links", {"link_doctype": name, "link_fieldname": "tag", "group": "Places"})
    form.append("actions", {"label": "Print", "action_type": "Route", "action": "/app/tag"})
    form.save_customization()
    meta = get_meta(FORM)
    before = [row.link_doctype for row in meta.links]
    assert before[-2:] == ["Shelf", "Drawer"]
    assert [row.label for row in meta.actions] == ["Print"]
    form.links = list(reversed(form.links))
    form.save_customization()
    assert [row.link_doctype for row in get_meta(FORM).links] == before[::-1]
    assert {row.group for row in form.links if row.link_doctype in ("Shelf", "Drawer")} == {
        "Places"
    }
    form.links, form.actions = [], []
    form.save_customization()
    assert [row.link_doctype for row in get_meta(FORM).links] == before[:-2]
    assert not get_meta(FORM).actions


def test_a_link_that_leads_nowhere_is_refused(form: Any) -> None:
    for doctype in ("Parcel", "Nothing"):
        form.links = []
        form.append("links", {"link_doctype": doctype, "link_fieldname": "nowhere"})
        with pytest.raises(ValidationError, match="has no field"):
            form.save_customization()


def test_a_link_over_a_field_that_a_reader_may_not_see_counts_nothing_for_them(form: Any) -> None:
    link = {
        "fieldname": "tag",
        "label": "Tag",
        "fieldtype": "Link",
        "options": FORM,
        "permlevel": 1,
    }
    words = {"fieldname": "words", "label": "Words", "fieldtype": "Data"}
    own_type("Vault", fields=[words, link], permissions=[{"role": "All", "read": 1}])
    form.append("links", {"link_doctype": "Vault", "link_fieldname": "tag"})
    form.save_customization()
    tag = get_doc({"doctype": FORM, "name": "Urgent"}).insert()
    reader = {"doctype": "User", "email": "reader@desk.test", "first_name": "Reader"}
    get_doc({**reader, "user_type": "System User"}).insert()
    assert "Vault" in {each["label"] for each in connections(tag)}
    set_user("reader@desk.test")
    assert "Vault" not in {each["label"] for each in connections(tag)}
