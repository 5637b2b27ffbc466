"""What a user may do with a document and with each of its fields."""

from dataclasses import dataclass, field
from typing import Any

from ...kernel.core.context import local
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField
from ...kernel.meta.meta import Meta
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.fields import get_permlevel_access, readable_levels
from ...kernel.permissions.roles import ADMINISTRATOR, get_roles
from ...services.workflow.definition import get_workflow, get_workflow_name, state_field_of
from ...services.workflow.transitions import transitions_for

_ASKED = ("write", "delete", "submit", "cancel", "amend", "print", "share", "create")


@dataclass(frozen=True)
class FormAccess:
    """The user's rights on one document, as its form needs them.

    The state has its place in the head of the form, so ``state_field`` is not shown a second time.
    """

    rights: dict[str, bool]
    editable: bool
    reason: str = ""
    steps: tuple[dict[str, Any], ...] = ()
    workflow: str | None = None
    state_field: str | None = None
    read_levels: frozenset[int] = field(default_factory=frozenset)
    write_levels: frozenset[int] = field(default_factory=frozenset)
    everything: bool = False

    def shows(self, df: DocField) -> bool:
        return not df.hidden and (
            self.everything or not df.permlevel or df.permlevel in self.read_levels
        )

    def writes(self, df: DocField, doc: Any) -> bool:
        """Whether the form lets the user change a field; conditions of the field come on top."""
        if not self.editable or df.read_only or df.is_virtual or df.fieldtype == "Read Only":
            return False
        if int(doc.get("docstatus") or 0) == 1 and not df.allow_on_submit:
            return False
        if not doc.is_new() and df.set_only_once and doc.get(df.fieldname):
            return False
        if not doc.is_new() and df.fieldname == "naming_series":
            return False
        return self.everything or not df.permlevel or df.permlevel in self.write_levels


def access_to(doc: Any) -> FormAccess:
    meta: Meta = doc.meta
    everything = local.session.user == ADMINISTRATOR
    rights = {right: has_permission(doc.doctype, right, _subject(doc, right)) for right in _ASKED}
    workflow = get_workflow_name(doc.doctype)
    steps: list[dict[str, Any]] = []
    reason = _why_locked(doc, rights)
    if workflow and not doc.is_new():
        definition = get_workflow(doc.doctype)
        state = doc.get(definition.workflow_state_field)
        steps = [dict(row) for row in transitions_for(doc, definition, state)] if state else []
        reason = reason or _why_state_locks(definition, state, everything)
        rights.update(submit=False, cancel=False)
    rights["submit"] = bool(rights["submit"] and meta.is_submittable)
    return FormAccess(
        rights=rights,
        editable=not reason,
        reason=reason,
        steps=tuple(steps),
        workflow=workflow,
        state_field=state_field_of(doc.doctype),
        read_levels=frozenset(readable_levels(meta, local.session.user)),
        write_levels=frozenset(get_permlevel_access(meta, "write")),
        everything=everything,
    )


def _subject(doc: Any, right: str) -> Any:
    return None if doc.is_new() or right == "create" else doc


def _why_locked(doc: Any, rights: dict[str, bool]) -> str:
    """Why a document cannot be changed, in a sentence; empty if it can."""
    if int(doc.get("docstatus") or 0) == 2:
        return str(_("This entry is cancelled and can no longer be changed."))
    if not rights["create" if doc.is_new() else "write"]:
        return str(_("You may read this entry but not change it."))
    return ""


def _why_state_locks(workflow: Any, state: Any, everything: bool) -> str:
    editors = [row.allow_edit for row in workflow.states if row.state == state]
    if not state or not editors or everything or not all(editors):
        return ""
    if not set(editors).isdisjoint(get_roles()):
        return ""
    roles = ", ".join(str(_(role)) for role in editors)
    return str(_("In the state {0}, only {1} may change this entry.").format(_(state), roles))
