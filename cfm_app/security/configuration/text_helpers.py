"""What texts and conditions of managers may call: formats of values, the office, and names of what a field leads to.

The hook `text_helpers` names them. A reader of what comes out may be anybody, so none tells what only some may see.
"""

from typing import Any

import frappe
from frappe import _ as translated
from frappe import utils
from frappe.model.base_document import BaseDocument
from frappe.utils import formatters

from cfm_app.base import doctype_access
from cfm_app.base.languages import direction
from cfm_app.security.configuration import app_doctypes

NO_OFFICE = "PAM Tchad"


def _(text: Any, *_more: Any) -> str:
    """A text in the reader's language."""
    return str(translated(str(text)))


def format_date(value: Any, pattern: str | None = None) -> str:
    """A date as the office writes it; empty where there is none."""
    return str(utils.formatdate(value, pattern)) if value else ""


def format_datetime(value: Any, pattern: str | None = None) -> str:
    """A date with its time as the office writes it; empty where there is none."""
    return str(utils.format_datetime(value, pattern)) if value else ""


def format_value(value: Any, fieldtype: str) -> str:
    """A value as a field of this type shows it."""
    return str(formatters.format_value(value, {"fieldtype": str(fieldtype)}))


def is_rtl() -> bool:
    """Whether the reader's language is written from right to left."""
    return direction(frappe.local.lang) == "rtl"


def office_name() -> str:
    """The name of the office."""
    return str(frappe.db.get_single_value("CFM Settings", "office_name") or NO_OFFICE)


def user_name() -> str:
    """The name of whoever is at work; of a job, that of the Administrator."""
    return str(utils.get_fullname(frappe.session.user))


def get_url_to_form(doctype: str, name: str) -> str:
    """The address of a document; whoever opens it is asked who they are."""
    return str(utils.get_url_to_form(str(doctype), str(name)))


def linked(doc: Any, fieldname: str, of_it: str) -> Any:
    """A field of the record that a field of a document leads to, such as the name of its place.

    Empty where there is none, and for records that not everybody may see.
    """
    field = doc.meta.get_field(str(fieldname)) if isinstance(doc, BaseDocument) else None
    if not field or field.fieldtype != "Link" or not _is_open(field.options):
        return ""
    name, shown = doc.get(field.fieldname), frappe.get_meta(field.options).get_field(str(of_it))
    if not name or not shown or shown.fieldtype == "Password":
        return ""
    return frappe.db.get_value(field.options, name, shown.fieldname)


def _is_open(doctype: str) -> bool:
    """Whether everybody may see all records of a DocType."""
    if doctype in doctype_access.OPEN:
        return True
    is_custom = bool(frappe.db.get_value("DocType", doctype, "custom"))
    return is_custom and not app_doctypes.is_closed_to_programs(doctype)
