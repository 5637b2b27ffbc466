"""Kinds of records that an office made for itself: one that may be about a case follows the case.

Which these are stands in their metadata: a field that leads to a case, by the one name under which all
rules find it. Nobody lists them.
"""

from typing import Any

import frappe

from cfm_app import consts

FIELD, TARGET = "cfm_case", "Case"


def is_of_case(doctype: object) -> bool:
    """Whether something names a DocType that was made here and whose records may be about a case."""
    if not isinstance(doctype, str) or not doctype or doctype in consts.CLOSED:
        return False
    meta = _meta_of(doctype)
    return bool(meta) and bool(meta.custom) and not meta.istable and _leads_to_case(meta)


def follows_rule(doctype: object) -> bool:
    """Whether the rule of access decides about each document of a DocType: what is protected, and what is of cases."""
    return doctype in consts.PROTECTED or is_of_case(doctype)


def is_row_of_case(doctype: object) -> bool:
    """Whether something names a table whose rows follow documents of such a DocType."""
    if not isinstance(doctype, str) or not doctype:
        return False
    return doctype in consts.CHILDREN or bool(parents_of(doctype))


def closes(doctype: object) -> bool:
    """Whether a DocType closes some of its documents to somebody who may read it."""
    return doctype in consts.CLOSED or is_of_case(doctype)


def of_case() -> list[str]:
    """All kinds of records of the office that may be about a case."""
    filters = {"fieldname": FIELD, "fieldtype": "Link", "options": TARGET}
    found = frappe.get_all(
        "DocField", filters=filters, pluck="parent", parent_doctype="DocType", distinct=True
    )
    return sorted(each for each in found if is_of_case(each))


def parents_of(table: str) -> list[str]:
    """The kinds of records that may be about a case and that a table made here is part of."""
    meta = _meta_of(table)
    if not meta or not (meta.custom and meta.istable):
        return []
    return [
        each
        for each in of_case()
        if any(df.options == table for df in frappe.get_meta(each).get_table_fields())
    ]


def is_link_to_case(field: object) -> bool:
    """Whether a field is the one by which such a record leads to its case."""
    names = ("fieldname", "fieldtype", "options")
    return [field.get(name) for name in names] == [FIELD, "Link", TARGET]  # type: ignore[attr-defined]


def _meta_of(doctype: str) -> Any:
    try:
        return frappe.get_meta(doctype)
    except frappe.DoesNotExistError:
        frappe.clear_last_message()
        return None


def _leads_to_case(meta: object) -> bool:
    field = meta.get_field(FIELD)  # type: ignore[attr-defined]
    return bool(field) and is_link_to_case(field)
