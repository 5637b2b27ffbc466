"""Reports by mail: whose data they contain, who may get it, and what is logged.

A report is made with its author's permissions and sent to any address. So personal data only goes to
users who could export it themselves, and protected documents only to the author.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from cfm_app.base import consts, notices
from cfm_app.data_protection.personal_data import field_map, mailed_figures
from cfm_app.security import audit
from cfm_app.security.access_rule import own_types
from cfm_app.security.entitlement import handlers

MAILED = "Auto Email Report"
NAMED = 5
LONGEST = 140
# That a colleague works here is no secret; their contact data are.
OF_COLLEAGUES = (field_map.IDENTITY, field_map.CONTACT)
# A report may group and count by these.
COUNTED = (field_map.CHARACTERISTIC, field_map.PLACE)
_NAMED_COLUMN = re.compile(r"`tab([^`]+)`\.`(\w+)`")
_ALL = re.compile(r"(?<!count\()\*", re.IGNORECASE)

Column = tuple[str, str]


# --- events -----------------------------------------------------------------------------------
def check(doc: Document, method: str | None = None) -> None:
    """Event of Auto Email Report: throw if personal data would reach somebody who is not entitled to it."""
    if frappe.session.user != "Administrator":
        refuse_strangers(doc.report, doc.user, (doc.email_to or "").split())


def tell(doc: Document, method: str | None = None) -> None:
    """Event of Auto Email Report: tell data protection about receivers who are no users."""
    before = doc.get_doc_before_save()
    known = (before.email_to or "").split() if before else []
    outside = [each for each in (doc.email_to or "").split() if _user(each) is None]
    if not set(outside) - set(known):
        return
    people = handlers.holders(consts.DATA_PROTECTION)
    spoken = notices.languages(set(people))
    for user in people:
        text = _("{0} has the report {1} mailed out of the office: {2}", spoken.get(user))
        told = text.format(get_fullname(frappe.session.user), doc.report, ", ".join(outside))
        notices.tell(user, told[:LONGEST])


def look(doc: Document, method: str | None = None) -> None:
    """Event of Email Queue: check a report once more as it leaves, and log it."""
    if doc.get("reference_doctype") != MAILED or not doc.get("reference_name"):
        return
    report, user = frappe.db.get_value(MAILED, doc.reference_name, ["report", "user"])
    addresses = [row.recipient for row in doc.get("recipients") or []]
    refuse_strangers(report, user, addresses)
    mailed_figures.require_guarded(doc.reference_name, report, user, addresses)
    doctype = frappe.db.get_value("Report", report, "ref_doctype")
    shown = ", ".join(dict.fromkeys(fieldname for _doctype, fieldname in columns(report)))
    for address in addresses:
        detail = f"{address}: {shown or report}"
        audit.record("Export", doctype, user=user, detail=detail[:LONGEST])


# --- the rule ---------------------------------------------------------------------------------
def refuse_strangers(report: str, user: str, addresses: list[str]) -> None:
    """Throw if personal data of a report would reach somebody who is not entitled to it."""
    mailed_figures.refuse_query(report, addresses)
    found = personal_columns(report)
    strangers = [each for each in addresses if not _is_entitled(each, user, found)]
    if found and strangers:
        names = [_(frappe.get_meta(doctype).get_label(field)) for doctype, field in found]
        frappe.throw(
            _(
                "This report shows personal data ({0}), which {1} may not get by mail. Take these"
                " columns out, or have it sent to yourself alone. Figures leave as a release."
            ).format(", ".join(dict.fromkeys(names[:NAMED])), ", ".join(strangers[:NAMED])),
            title=_("Personal data stays in the office"),
        )


def personal_columns(report: str) -> list[Column]:
    """The columns of a report with personal data, as DocType and field."""
    grouped = set(_grouped(_settings(report)))
    found = (each for each in columns(report) if _is_personal(*each, is_counted=each in grouped))
    return list(dict.fromkeys(found))


def columns(report: str) -> list[Column]:
    """The fields that a report shows, as far as its settings or its query name them."""
    doctype, query = frappe.db.get_value("Report", report, ["ref_doctype", "query"])
    if (query or "").strip():
        return list(_queried(query))
    return list(_built(_settings(report), doctype))


def _settings(report: str) -> dict[str, Any]:
    try:
        found = json.loads(frappe.db.get_value("Report", report, "json") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _built(settings: dict[str, Any], doctype: str) -> Iterator[Column]:
    """The fields of a Report Builder report; by default, those of the list."""
    named = settings.get("fields") or settings.get("columns") or []
    for each in named:
        if isinstance(each, dict):
            yield str(each.get("doctype") or doctype), str(each.get("fieldname"))
        elif isinstance(each, list | tuple) and len(each) > 1:
            yield str(each[1]), str(each[0])
    for link, fieldname, *_place in settings.get("link_fields") or []:
        if df := frappe.get_meta(doctype).get_field(link):
            yield str(df.options), str(fieldname)
    yield from _grouped(settings)
    if not named and frappe.db.get_value("DocType", doctype, "name"):
        shown = (df for df in frappe.get_meta(doctype).fields if df.in_list_view)
        yield from ((doctype, df.fieldname) for df in shown)


def _grouped(settings: dict[str, Any]) -> list[Column]:
    group = settings.get("group_by") or {}
    named = " ".join(str(group.get(key) or "") for key in ("group_by", "then_by"))
    return list(_NAMED_COLUMN.findall(named))


def _queried(query: str) -> Iterator[Column]:
    """The fields that a query names, or all fields of its tables for ``*``."""
    words = set(re.findall(r"\w+", query.casefold()))
    for table in mailed_figures.tables_of(query):
        doctype = frappe.db.get_value("DocType", table, "name")
        for df in field_map.values_of(doctype) if doctype else ():
            if df.fieldname in words or _ALL.search(query):
                yield doctype, df.fieldname


def _is_personal(doctype: str, fieldname: str, is_counted: bool) -> bool:
    known = field_map.of(doctype)
    entry = known.get(fieldname) or known.get(field_map.WHOLE)
    if entry is None or not entry.is_personal:
        return False
    if not entry.is_of_people:
        return entry.category in OF_COLLEAGUES
    return not (is_counted and entry.category in COUNTED)


def _is_entitled(address: str, lender: str, found: list[Column]) -> bool:
    user = _user(address)
    if user is None:
        return False
    if user == lender:
        return True
    doctypes = {doctype for doctype, _field in found}
    if any(own_types.closes(each) for each in doctypes):
        return False
    return all(frappe.has_permission(each, "export", user=user) for each in doctypes)


def _user(address: str) -> str | None:
    """The enabled user to whom an address belongs."""
    found: str | None = frappe.db.get_value(
        "User", {"email": address.strip(), "enabled": 1}, "name"
    )
    return found
