"""Random numbers for protected documents.

Consecutive numbers would reveal by their gaps how many documents a user cannot see: whoever compared the
cases in their list with the last number would know how many restricted cases there are, and from which
day. They would also make everybody who records a case wait for one row of the database.

Six digits are spoken as two groups of three. When a year fills up, numbers get longer by themselves.
"""

import re
import secrets
from collections.abc import Container

import frappe
from frappe.model.document import Document

from cfm_app.base.clock import believed_now
from cfm_app.base.doctype_access import PREFIXES
from cfm_app.security.access_rule import own_types

DIGITS = 6
# Such a number, wherever it stands in a text.
NUMBER = re.compile(rf"[A-Z]{{3}}-\d{{4}}-\d{{{DIGITS},}}")
# So many numbers of one length have to be taken before a longer one is drawn.
DRAWS = 3


class RandomlyNamed(Document):
    """Mix-in for documents whose number reveals nothing about other documents."""

    def autoname(self) -> None:
        self.name = new_name(self.doctype)


def name_own(doc: Document, method: str | None = None) -> None:
    """Event: records of custom DocTypes about cases get such numbers, too."""
    if own_types.is_of_case(doc.doctype):
        doc.name = new_name(doc.doctype)


def new_name(doctype: str, taken: Container[str] = ()) -> str:
    """A number that no document of this type has: prefix, year, and at least six digits.

    `taken` are numbers of documents that are not stored yet.
    """
    prefix = PREFIXES.get(doctype) or _own_prefix(doctype)
    year, digits = believed_now().year, DIGITS
    while True:
        for _draw in range(DRAWS):
            first = 10 ** (digits - 1)
            number = first + secrets.randbelow(9 * first)
            name = f"{prefix}-{year}-{number}"
            if name not in taken and not frappe.db.exists(doctype, name):
                return name
        digits += 1


def _own_prefix(doctype: str) -> str:
    """The letters before the year in the pattern that a kind of record was made with."""
    return str(frappe.get_meta(doctype).autoname or "").partition("-.")[0] or "REC"
