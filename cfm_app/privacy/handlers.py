"""Entrusting a restricted case to people who hold the handler role of its class."""

from collections.abc import Callable
from functools import partial

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime, nowdate

from cfm_app import languages, masters
from cfm_app.privacy import clearance, deputies
from cfm_app.sop import routing, timekeeping


def entrust(report: Document) -> None:
    """Name the handlers of a report that is new, or whose class has changed."""
    before = report.get_doc_before_save()
    if before and before.sensitivity == report.sensitivity:
        return
    role = clearance.handler_role(report.sensitivity)
    kept = [row for row in report.get("handlers") or [] if _holds(row.user, role)]
    report.set("handlers", kept)
    known = {row.user for row in kept}
    for user in find_handlers(report.sensitivity, role, report.location):
        if user not in known:
            report.append("handlers", {"user": user, "role": role, "assigned_on": now_datetime()})
    if not report.get("handlers"):
        frappe.log_error(
            title=_("A restricted case has no handler"),
            # The technicians who read this are not to know which case it is.
            message=_(
                "Give somebody the role {0}. The Administrator finds the case among the sensitive"
                " reports and entrusts it to him."
            ).format(role),
        )


@masters.once
def find_handlers(sensitivity: str, role: str, location: str | None) -> list[str]:
    """Focal points of the class for the place; failing that, every holder of the role.

    A restricted case must never be left with nobody who can see it.
    """
    focal = routing.find(location=location, sensitivity=sensitivity)
    if focal and _holds(focal.receiver, role):
        return [focal.receiver]
    return holders(role)


def holders(role: str) -> list[str]:
    """Enabled users with a role, apart from the Administrator."""
    users = frappe.get_all(
        "Has Role",
        filters={"role": role, "parenttype": "User"},
        pluck="parent",
        parent_doctype="User",
        order_by="parent asc",
    )
    if not users:
        return []
    return frappe.get_all(
        "User",
        filters={"name": ["in", users], "enabled": 1},
        pluck="name",
        order_by="name asc",
    )


def all_handlers() -> set[str]:
    """Whoever handles cases of some restricted class."""
    roles = set(clearance.restricted_classes().values()) - {""}
    return {user for role in roles for user in holders(role)}


def entrusted(case: str) -> list[str]:
    """Who is entrusted with a restricted case today, by its handlers."""
    return entrusted_with([case]).get(case, [])


def entrusted_with(cases: list[str]) -> dict[str, list[str]]:
    """Who is entrusted with each of several restricted cases today, deputies of the absent included."""
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
    """The deputies of the handlers who are absent today, by class and handler."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in deputies.today():
        role = clearance.handler_role(each.sensitivity)
        if _holds(each.user, role) and _holds(each.deputy, role):
            found.setdefault((each.sensitivity, each.user), []).append(each.deputy)
    return found


def check(report: Document) -> None:
    """Refuse handlers who lack the role of the class."""
    role = clearance.handler_role(report.sensitivity)
    for row in report.get("handlers") or []:
        if not _holds(row.user, role):
            frappe.throw(
                _("{0} cannot be entrusted with this case: the role {1} is needed.").format(
                    row.user, _(role)
                )
            )
        row.role = role


def tell(report: Document) -> None:
    """Tell the new handlers, all of them when the class is new, without a word about the content."""
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


def note_act(case: str) -> None:
    """Note that somebody entrusted with a restricted case has acted on it, when it is the first."""
    if frappe.db.get_value("Case", case, "taken_up_on"):
        return
    if frappe.session.user in entrusted(case):
        doc = frappe.get_doc("Case", case)
        doc.taken_up_on = now_datetime()
        due = timekeeping.derived(doc, timekeeping.sop_of(doc.sop), doc.taken_up_on)["next_due_on"]
        values = {"taken_up_on": doc.taken_up_on, "next_due_on": due}
        frappe.db.set_value("Case", case, values, update_modified=False)


def stamp_act(case: Document) -> None:
    """The same for a case that is being saved; with a new class it waits for others to act."""
    before = case.get_doc_before_save()
    if before and before.sensitivity != case.sensitivity:
        case.taken_up_on = None
        return
    if case.is_new() or case.taken_up_on or not clearance.is_restricted(case.sensitivity):
        return
    if frappe.session.user in entrusted(case.name):
        case.taken_up_on = now_datetime()


def notify(user: str, say: Callable[[str | None], str], doc: Document) -> None:
    """Put one line into a user's notices: `say` gives it in a language, that of whoever reads it."""
    frappe.get_doc(
        {
            "doctype": "Notification Log",
            "for_user": user,
            "from_user": frappe.session.user,
            "type": "Alert",
            "subject": say(languages.of_user(user)),
            "document_type": doc.doctype,
            "document_name": doc.name,
        }
    ).insert(ignore_permissions=True)


def _holds(user: str, role: str) -> bool:
    return bool(role) and role in frappe.get_roles(user)
