"""Whether a restricted class has handlers: users with its role who are there, permissions and workflow steps.

Cases of a class without handlers would be seen by nobody. Until it has some, they go to a class that has:
the class of the nearest category above, else the first one. They never go to the whole office, nor to a
class whose handlers do other work too: no manager may get to read what was meant for a restricted class.
"""

from dataclasses import dataclass, replace

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import batch_cache, consts
from cfm_app.procedures.sop.classification import inherited
from cfm_app.procedures.sop.trees import chain
from cfm_app.security.entitlement import clearance, handlers, presence

# Permissions needed to open and handle a case of the class.
VITAL = {"Case": ("read", "write"), "Sensitive Report": ("read", "write")}


@dataclass(frozen=True)
class ClassReach:
    """What a restricted class has, and what it lacks compared with another one."""

    sensitivity: str
    role: str
    people: tuple[str, ...]
    present: tuple[str, ...]
    """Those of them who are not absent today."""
    closed: tuple[str, ...]
    """DocTypes without which its handlers can do nothing, and that their role may not read and write."""
    like: str = ""
    """The role of a comparable class; none for a role of the app that is fit for it, or where there is none."""
    rights: tuple[str, ...] = ()
    """DocTypes on which that role has a right and this one has none."""
    steps: tuple[str, ...] = ()
    """Workflows in which that role has a part and this one has none."""

    @property
    def has_handlers(self) -> bool:
        return bool(self.present) and not self.closed

    @property
    def is_complete(self) -> bool:
        return self.has_handlers and not self.rights and not self.steps


@batch_cache.cached_in_batch
def has_handlers(sensitivity: str | None) -> bool:
    """Whether a class has handlers who are there today; a class that is not restricted is for the whole office."""
    if not clearance.is_restricted(sensitivity):
        return True
    role = clearance.handler_role(sensitivity)
    return bool(role and presence.present(role)) and not _closed(role)


def of_class(sensitivity: str) -> ClassReach:
    """What a restricted class has and lacks, as stored now."""
    role = clearance.restricted_classes().get(sensitivity, "")
    people = tuple(handlers.holders(role)) if role else ()
    present = tuple(presence.present(role)) if role else ()
    found = ClassReach(sensitivity, role, people, present, _closed(role))
    like = "" if role in consts.ROLES and not found.closed else comparable_role(sensitivity)
    if not like:
        return found
    rights = sorted(rights_of(like) - rights_of(role))
    steps = sorted(workflows_of(like) - workflows_of(role))
    return replace(found, like=like, rights=tuple(rights), steps=tuple(steps))


def comparable_role(sensitivity: str) -> str:
    """The role of the first complete class whose handlers do nothing else; classes of the app come first."""
    own = clearance.restricted_classes().get(sensitivity)
    roles = [role for role in _in_order().values() if role and role != own]
    roles.sort(key=lambda role: role not in consts.ROLES)
    fitting = (role for role in roles if not _is_of_office(role) and not _closed(role))
    return next(fitting, "")


def rights_of(role: str) -> set[str]:
    """The app's DocTypes for which a role has permissions."""
    of_app = frappe.get_all(
        "DocType", filters={"module": ["in", _modules()], "istable": 0}, pluck="name"
    )
    return {
        name
        for name in of_app
        if any(row.role == role for row in frappe.get_meta(name).permissions)
    }


def workflows_of(role: str) -> set[str]:
    """The active workflows in which a role edits a state or takes a transition."""
    rows = (
        frappe.get_all(
            doctype, filters={field: role}, pluck="parent", parent_doctype="Workflow", distinct=True
        )
        for doctype, field in (
            ("Workflow Document State", "allow_edit"),
            ("Workflow Transition", "allowed"),
        )
    )
    named = sorted({name for names in rows for name in names})
    active = {"name": ["in", named or [""]], "is_active": 1}
    return set(frappe.get_all("Workflow", filters=active, pluck="name"))


def redirect_unreached(case: Document) -> None:
    """Event of a case once its class is set: replace a class without handlers."""
    before = case.get_doc_before_save()
    was = before.sensitivity if before else None
    if case.sensitivity == was or has_handlers(case.sensitivity):
        return
    stand_in = substitute_class(case.sensitivity, case.category)
    if not stand_in:
        return
    if stand_in == was:
        frappe.throw(
            _("Nobody handles the class {0} yet, so the case stays where it is.").format(
                _(case.sensitivity)
            ),
            title=_("A class without handlers"),
        )
    case.sensitivity_reason = case.sensitivity_reason or _(
        "Meant for the class {0}, which nobody handles yet."
    ).format(_(case.sensitivity))
    case.sensitivity = stand_in


def class_with_handlers(sensitivity: str | None, category: str | None = None) -> str | None:
    """The class itself, or the one that takes its cases until it has handlers."""
    if not sensitivity or has_handlers(sensitivity):
        return sensitivity
    return substitute_class(sensitivity, category) or sensitivity


def substitute_class(sensitivity: str, category: str | None = None) -> str:
    """The restricted class that takes the cases of one without handlers; empty where no class has any."""
    classes = {name: role for name, role in _in_order().items() if not _is_of_office(role)}
    above = [inherited(name, "sensitivity") for name in chain("Case Category", category)]
    for name in (*above, *classes):
        if name in classes and name != sensitivity and has_handlers(name):
            return name
    return ""


def _closed(role: str) -> tuple[str, ...]:
    return tuple(
        doctype
        for doctype, wanted in VITAL.items()
        if not all(
            any(
                row.role == role and not row.permlevel and row.get(right)
                for row in frappe.get_meta(doctype).permissions
            )
            for right in wanted
        )
    )


def _is_of_office(role: str) -> bool:
    """Whether the role does other work than its restricted cases."""
    return role in consts.GENERAL_ROLES


def _in_order() -> dict[str, str]:
    """Restricted classes with their roles, in the order that the office set."""
    rows = frappe.get_all(
        "Case Sensitivity",
        filters={"hidden": 1},
        fields=["name", "handler_role"],
        order_by="sort_index asc, name asc",
    )
    return {row.name: row.handler_role or "" for row in rows}


def _modules() -> list[str]:
    return frappe.get_all("Module Def", filters={"app_name": "cfm_app"}, pluck="name")
