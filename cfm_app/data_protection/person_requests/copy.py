"""The copy of what is held on a person: the same data for print and file.

It is in the language of the page or request. Data that the system keeps for itself (histories, notices,
tasks, search index) is itemised in the file and counted in the print.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, format_datetime, now_datetime

from cfm_app.base import consts, settings
from cfm_app.data_protection.person_requests.redaction import Redaction
from cfm_app.data_protection.personal_data import field_map, holdings
from cfm_app.data_protection.personal_data.holdings import Held
from cfm_app.data_protection.personal_data.redaction_words import BLACK
from cfm_app.security.sealing import envelope, reporters

LOG = "CFM Access Log"
# In this order, what is about the person comes before what the office did with it.
READABLE = (
    *("Community Member", "Case", "Sensitive Report", "Consent", "Referral"),
    *(consts.CONVERSATION, consts.MESSAGE, consts.CALL, consts.PERSON_REQUEST),
    *("Comment", "Communication", "File"),
)
HIDDEN = frozenset(("Password", "Button", "HTML", "Image", "Heading", "Fold"))
# Data that the person did not give under their name are marked as found.
FOUND = (holdings.BY_ADDRESS, holdings.MENTIONED)
# Never shown: codes and keys of the system.
SECRET = frozenset(("code_hash", "code_sealed", "unique_key", "alert_key"))


def of(held: Iterable[Held], redacted: str | None = None) -> dict[str, Any]:
    """The copy: `documents` with fields, `readers` by date and role, `counts` by kind.

    `redacted` are words, one a line, to black out everywhere. Checks no permission.
    """
    rows = list(held)
    rules = Redaction(rows, redacted)
    documents = [found for row in _in_order(rows) if (found := _document(row, rules))]
    return {
        "office": settings.setting("office_name") or "",
        "made_on": now_datetime().isoformat(timespec="minutes"),
        "language": frappe.local.lang,
        "documents": documents,
        "readers": list(_readers([row.name for row in rows if row.doctype == LOG])),
        "counts": Counter(row.doctype for row in rows),
    }


def readable(copy: dict[str, Any]) -> list[dict[str, Any]]:
    """The part that the print shows in full."""
    return [each for each in copy["documents"] if each["doctype"] in READABLE]


def besides(copy: dict[str, Any]) -> list[tuple[str, int]]:
    """The part that the print counts: kind and number."""
    others = ((kind, count) for kind, count in copy["counts"].items() if kind not in READABLE)
    return sorted((_(kind), count) for kind, count in others if kind != LOG)


def _in_order(rows: list[Held]) -> list[Held]:
    def place(row: Held) -> tuple[int, str]:
        return (
            READABLE.index(row.doctype) if row.doctype in READABLE else len(READABLE),
            row.doctype,
        )

    return sorted((row for row in rows if row.doctype != LOG), key=place)


def _document(row: Held, rules: Redaction) -> dict[str, Any] | None:
    if not frappe.db.exists(row.doctype, row.name):
        return None
    doc = frappe.get_doc(row.doctype, row.name)
    return {
        "doctype": row.doctype,
        "kind": _(row.doctype),
        "number": rules.text(row.name),
        "why": _(row.why),
        "is_found": row.why in FOUND,
        "recorded_on": str(doc.creation)[:16],
        "fields": list(_fields(doc, rules)),
        "tables": list(_tables(doc, rules)),
    }


def _fields(doc: Document, rules: Redaction) -> Iterator[dict[str, str]]:
    about = field_map.of(doc.doctype)
    for df in doc.meta.fields:
        value = doc.get(df.fieldname)
        if df.fieldtype in HIDDEN or df.fieldname in SECRET or value in (None, "", 0, 0.0, []):
            continue
        if df.fieldtype in (
            "Table",
            "Table MultiSelect",
            "Section Break",
            "Column Break",
            "Tab Break",
        ):
            continue
        if df.fieldname == reporters.SEALED and not reporters.is_shut(doc):
            # Its words stand in their own fields.
            continue
        entry = about.get(df.fieldname)
        is_of_third = bool(entry) and entry.about == field_map.THIRD  # type: ignore[union-attr]
        said = BLACK if is_of_third and df.fieldtype != "Link" else _value(df, value, rules)
        yield {"field": df.fieldname, "label": _(df.label or df.fieldname), "value": said}


def _tables(doc: Document, rules: Redaction) -> Iterator[dict[str, Any]]:
    for df in doc.meta.get_table_fields():
        rows = [list(_fields(row, rules)) for row in doc.get(df.fieldname) or []]
        if any(rows):
            yield {
                "field": df.fieldname,
                "label": _(df.label),
                "rows": [row for row in rows if row],
            }


def _value(df: Any, value: Any, rules: Redaction) -> str:
    if df.fieldtype == "Check":
        return _("Yes")
    if df.fieldtype == "Datetime":
        return str(format_datetime(value))
    if df.fieldtype == "Date":
        return str(format_date(value))
    if df.fieldtype == "Link":
        return rules.link(df.options, str(value)) or _(str(value))
    if df.fieldtype == "Select":
        return _(str(value))
    if envelope.is_sealed(value):
        return str(_("Sealed: a handler whose key is unlocked makes this part of the copy."))
    # Texts by the app itself, such as a question, have a translation.
    return rules.text(_(str(value)))


def _readers(lines: list[str]) -> Iterator[dict[str, Any]]:
    """The readers by day, role and action, never by name."""
    roles = Redaction(()).roles
    found: Counter[tuple[str, str, str]] = Counter()
    for row in frappe.get_all(
        LOG, {"name": ["in", lines or [""]]}, ["accessed_on", "user", "action"]
    ):
        day = str(row.accessed_on)[:10]
        found[(day, roles.get(row.user) or _("Office"), _(row.action))] += 1
    for (day, role, action), count in sorted(found.items()):
        yield {"date": day, "day": format_date(day), "role": role, "action": action, "count": count}
