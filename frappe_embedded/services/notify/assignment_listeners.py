"""Lets assignment rules act on the events of documents."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.messages import msgprint
from ...kernel.core.signals import document_event
from ...kernel.document.api import get_doc
from ...kernel.i18n import _
from ...kernel.query.api import all_or_nothing
from ..collaborate import assignment

_EVENTS = ("on_update", "on_cancel", "on_update_after_submit")
_QUIET = ("in_install", "in_bootstrap", "in_patch", "in_setup_wizard")


def run_assignment_rules(doc: Any, method: str) -> None:
    """Take from, give to and close for people what rules say; no fault in a rule stops a save."""
    if method not in _EVENTS or any(local.flags.get(flag) for flag in _QUIET):
        return
    names = _rules_for(doc.doctype)
    if not names:
        return
    try:
        with all_or_nothing():
            rules = [get_doc("Assignment Rule", name) for name in names]
            _move_due_dates(doc, rules)
            _apply(doc.as_dict(), [rule for rule in rules if rule.applies_today])
    except Exception:
        doc.log_error(_("An assignment rule failed"))
        msgprint(
            _(
                "Saved, but the assignment rules of this form failed: nobody was assigned. "
                "Please tell whoever looks after the site."
            ),
            indicator="orange",
        )


def _rules_for(doctype: str) -> list[str]:
    """The rules in force, the most important first."""
    known = local.db.cached("assignment rules", ["tabassignment rule"], _read_rules)
    names: list[str] = known.get(doctype, [])
    return names


def _read_rules() -> dict[str, list[str]]:
    rules: dict[str, list[str]] = {}
    for doctype, name in local.db.sql(
        "select document_type, name from `tabAssignment Rule` where ifnull(disabled, 0) = 0"
        " order by ifnull(priority, 0) desc, creation asc"
    ):
        rules.setdefault(doctype, []).append(name)
    return rules


def _apply(doc: dict[str, Any], rules: list[Any]) -> None:
    tasks = _tasks(doc)
    givers = {task.assignment_rule for task in tasks}
    is_free = not tasks or any(rule.apply_unassign(doc) for rule in rules if rule.name in givers)
    if is_free and any(rule.apply_assign(doc) for rule in rules):
        return
    for rule in rules:
        if _follow_end(rule, doc):
            return


def _follow_end(rule: Any, doc: dict[str, Any]) -> bool:
    """Close what is done with, and open again what a rule had closed; whether anything was."""
    if rule.safe_eval("close_condition", doc):
        return assignment.close_all_assignments(
            doc["doctype"], doc["name"], ignore_permissions=True
        )
    closed = [
        task
        for task in _tasks(doc)
        if task.status == "Closed" and task.assignment_rule == rule.name and rule.close_condition
    ]
    for task in closed:
        todo = get_doc("ToDo", task.name)
        todo.status = "Open"
        todo.save(ignore_permissions=True)
    return bool(closed)


def _tasks(doc: Any) -> list[_dict]:
    tasks: list[_dict] = local.db.get_all(
        "ToDo",
        fields=["name", "status", "assignment_rule"],
        filters={
            "reference_type": doc.get("doctype"),
            "reference_name": doc.get("name"),
            "status": ["!=", "Cancelled"],
        },
        order_by="creation asc",
    )
    return tasks


def _move_due_dates(doc: Any, rules: list[Any]) -> None:
    """A date of the entry that was changed is that of the tasks as well."""
    for rule in rules:
        field = rule.due_date_based_on
        if not field or doc.get_doc_before_save() is None or not doc.has_value_changed(field):
            continue
        for task in _tasks(doc):
            if task.status == "Open" and task.assignment_rule == rule.name:
                todo = get_doc("ToDo", task.name)
                todo.date = doc.get(field)
                todo.save(ignore_permissions=True)


document_event.connect(run_assignment_rules)
