"""Texts that the office changed name what they show as it is named now; what asks for more, `doctor` tells."""

import re
from collections.abc import Iterator
from typing import Any

import frappe

from cfm_app.security.configuration import template_checks
from cfm_app.security.office_texts.texts import fault_in_template

# As the shipped records wrote it before.
WRITTEN = (
    (r'frappe\.db\.get_value\("User", frappe\.session\.user, "full_name"\)', "user_name()"),
    (r'frappe\.db\.get_single_value\("CFM Settings", "office_name"\)', "office_name()"),
    (r'frappe\.db\.get_value\("[\w ]+", (\w+)\.(\w+), "(\w+)"\)', r'linked(\1, "\2", "\3")'),
    (r'frappe\.lang == "ar"', "is_rtl()"),
    (r"frappe\.(?:utils\.)?(?:formatdate|format_date)\(", "format_date("),
    (r"frappe\.utils\.(\w+)\(", r"\1("),
)


def execute() -> None:
    for doctype in template_checks.written_by_people():
        for name in template_checks.refused(doctype):
            doc = frappe.get_doc(doctype, name)
            for row in (doc, *doc.get_all_children()):
                for fieldname, text in _renamed(row):
                    row.db_set(fieldname, text, update_modified=False)


def _renamed(row: Any) -> Iterator[tuple[str, str]]:
    """The texts of a record that only name things otherwise."""
    for fieldname in {fieldname for fieldname, _fault in template_checks.faults(row)}:
        text = row.get(fieldname)
        for before, now in WRITTEN:
            text = re.sub(before, now, text)
        if text != row.get(fieldname) and not fault_in_template(text):
            yield fieldname, text
