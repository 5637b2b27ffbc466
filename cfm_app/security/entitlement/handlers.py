"""Who handles restricted cases, today and by role; what handlers are told."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime, nowdate

from cfm_app.base import consts, languages
from cfm_app.security.entitlement import clearance, deputies

# Set while cases of the past are moved here.
QUIET = "cfm_quiet_past"


def holders(*roles: str, active_since: datetime | None = None) -> list[str]:
    """Enabled users with one of some roles, without the Administrator; optionally those seen since a moment."""
    users = frappe.get_all(
        "Has Role",
        filters={"role": ["in", roles], "parenttype": "User"},
        pluck="parent",
        parent_doctype="User",
        order_by="parent asc",
    )
    if not users:
        return []
    seen = {"last_active": [">=", active_since]} if active_since else {}
    return frappe.get_all(
        "User",
        filters={"name": ["in", users], "enabled": 1, **seen},
        pluck="name",
        order_by="name asc",
    )


def all_handlers() -> set[str]:
    """The users who handle any restricted class."""
    roles = set(clearance.restricted_classes().values()) - {""}
    return {user for role in roles for user in holders(role)}


def entrusted(case: str) -> list[str]:
    """The users who are entrusted with a restricted case today."""
    return entrusted_by_case([case]).get(case, [])


def entrusted_by_case(cases: list[str]) -> dict[str, list[str]]:
    """The users entrusted with each of these cases today, deputies of absent handlers included."""
    reports = frappe.get_all(
        "Sensitive Report",
        filters={"cfm_case": ["in", cases]},
        fields=["name", "cfm_case", "sensitivity"],
        order_by="name asc",
    )
    report_of = {row.name: row for row in reports}
    rows = frappe.get_all(
        "CFM Case Handler",
        filters={"parent": ["in", list(report_of)], "parenttype": "Sensitive Report"},
        fields=["parent", "user", "valid_until"],
        parent_doctype="Sensitive Report",
        order_by="parent asc, idx asc",
    )
    stand_ins = _stand_ins()
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.valid_until and str(row.valid_until) < nowdate():
            continue
        report = report_of[row.parent]
        users = found.setdefault(report.cfm_case, [])
        deputies_of_him = stand_ins.get((report.sensitivity, row.user), [])
        users += [each for each in (row.user, *deputies_of_him) if each not in users]
    return found


def _stand_ins() -> dict[tuple[str, str], list[str]]:
    """Deputies of the handlers who are absent today, by class and handler."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in deputies.today():
        role = clearance.handler_role(each.sensitivity)
        if has_role(each.user, role) and has_role(each.deputy, role):
            found.setdefault((each.sensitivity, each.user), []).append(each.deputy)
    return found


def check(report: Document) -> None:
    """Throw for handlers without the role of the class, and for users who name themselves."""
    role = clearance.handler_role(report.sensitivity)
    _refuse_oneself(report)
    for row in report.get("handlers") or []:
        if not has_role(row.user, role):
            frappe.throw(
                _("{0} cannot be entrusted with this case: the role {1} is needed.").format(
                    row.user, _(role)
                )
            )
        row.role = role


def _refuse_oneself(report: Document) -> None:
    """Throw for users who name themselves: a deputy is temporary, a handler is named by another handler."""
    before = report.get_doc_before_save()
    if not before or before.sensitivity != report.sensitivity or clearance.of().is_unlimited:
        return
    user = frappe.session.user
    named = [(row.user, str(row.valid_until or "")) for row in before.get("handlers") or []]
    for row in report.get("handlers") or []:
        if row.user == user and (user, str(row.valid_until or "")) not in named:
            frappe.throw(
                _("Another handler entrusts a case to you, or says for how long."),
                frappe.PermissionError,
            )


def tell(report: Document) -> None:
    """Tell the new handlers of a report, without a word about its content; after a change of class, all handlers.

    Cases of the past that are imported here are not announced one by one.
    """
    if frappe.flags.get(QUIET):
        return
    before = report.get_doc_before_save()
    is_same_class = before and before.sensitivity == report.sensitivity
    known = {row.user for row in before.get("handlers") or []} if is_same_class else set()
    new = [row.user for row in report.get("handlers") or [] if row.user not in known]
    if not new:
        return
    case = frappe.get_doc("Case", report.cfm_case)
    for user in new:
        if user != frappe.session.user:
            notify(user, partial(_needs_attention, case.name), case)


def _needs_attention(case: str, language: str | None) -> str:
    return _("A restricted case needs your attention: {0}", language).format(case)


def stamp_act(case: Document) -> None:
    """Note on a case being saved when a handler first acted on it; a change of class clears this."""
    before = case.get_doc_before_save()
    if before and before.sensitivity != case.sensitivity:
        case.taken_up_on = None
        return
    if case.is_new() or case.taken_up_on or not clearance.is_restricted(case.sensitivity):
        return
    if frappe.session.user in entrusted(case.name):
        case.taken_up_on = now_datetime()
        # Without a handler, nobody has responded to the registration yet.
        if case.phase not in (None, "", consts.PHASE_NEW):
            case.first_response_on = case.first_response_on or case.taken_up_on


def notify(user: str, say: Callable[[str | None], str], doc: Document | None) -> None:
    """Add one line to a user's notices; `say` gives it in the language of the reader.

    A notice with a document is visible to whoever may read the document, else to the user.
    """
    frappe.get_doc(
        {
            "doctype": "Notification Log",
            "for_user": user,
            "from_user": frappe.session.user,
            "type": "Alert",
            "subject": say(languages.of_user(user)),
            "document_type": doc.doctype if doc else None,
            "document_name": doc.name if doc else None,
        }
    ).insert(ignore_permissions=True)


def has_role(user: str, role: str) -> bool:
    return bool(role) and role in frappe.get_roles(user)
