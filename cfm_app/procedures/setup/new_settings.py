"""New settings of a version start with their defaults on older sites.

Frappe applies defaults to unsaved settings only; in saved ones a missing value reads as empty, which for
a time limit means never.
"""

import frappe

from cfm_app.security.configuration.app_doctypes import MODULE


def fill() -> list[tuple[str, str]]:
    """Store the defaults of settings that were never stored. Returns DocType and field of each."""
    found = []
    for doctype in frappe.get_all("DocType", {"module": MODULE, "issingle": 1}, pluck="name"):
        stored = _stored(doctype)
        for df in frappe.get_meta(doctype).fields if stored else ():
            if df.default not in (None, "") and df.fieldname not in stored:
                frappe.db.set_single_value(doctype, df.fieldname, df.default)
                found.append((doctype, df.fieldname))
        frappe.clear_document_cache(doctype, doctype)
    return found


def _stored(doctype: str) -> set[str]:
    rows = frappe.db.sql("select `field` from `tabSingles` where `doctype` = %s", (doctype,))
    return {row[0] for row in rows}
