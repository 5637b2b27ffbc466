"""The word in the address of a public form, which is its name: nobody finds a form whose word they were not given."""

import re
import secrets
from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.model.document import Document

PAGE = "/cfm/feedback"
OFFICE = "feedback"
"""The form of the office as a whole: it answers where no word is given."""
# Whoever types it from a poster mistakes none of these for another.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH = 7
_WORD = re.compile(r"[a-z0-9][a-z0-9-]{2,38}[a-z0-9]")


def new_name(form: Document) -> str:
    """The name of a new form: the word that was typed, or an unguessable one."""
    typed = (form.address or "").strip().lower()
    if not typed:
        return "".join(secrets.choice(_LETTERS) for _each in range(_LENGTH))
    if not _WORD.fullmatch(typed):
        frappe.throw(
            _("{0}: write 4 to 40 small letters without accents, digits and hyphens.").format(
                _(form.meta.get_label("address"))
            )
        )
    return typed


def path(name: str, **more: str) -> str:
    """The address of a form on this site; the one of the office needs no word."""
    asked = {} if name == OFFICE else {"form": name}
    return "?".join(filter(None, (PAGE, urlencode({**asked, **more}))))
