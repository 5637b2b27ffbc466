"""The state of a document as a pill: a word and a colour, the same everywhere."""

from dataclasses import dataclass
from typing import Any

from ...kernel.core.context import local
from ...kernel.i18n import _
from ...kernel.meta.meta import Meta
from ...services.workflow.definition import get_workflow, get_workflow_name

STYLES = {
    "Primary": "blue",
    "Info": "blue",
    "Success": "green",
    "Warning": "amber",
    "Danger": "red",
    "Inverse": "grey",
}
_STATUSES = {
    "open": "blue",
    "new": "blue",
    "pending": "amber",
    "waiting": "amber",
    "draft": "amber",
    "error": "red",
    "failed": "red",
    "overdue": "red",
    "completed": "green",
    "sent": "green",
    "success": "green",
    "active": "green",
}
_DOCSTATUS = {0: ("Draft", "amber"), 1: ("Submitted", "blue"), 2: ("Cancelled", "grey")}
_COLOURS = {
    "orange": "amber",
    "yellow": "amber",
    "purple": "violet",
    "gray": "grey",
    "cyan": "blue",
}
_KEY = "desk:state styles"


@dataclass(frozen=True)
class State:
    label: str
    colour: str
    name: str = ""
    """As it is stored, where it is the state of a workflow."""


def state_columns(meta: Meta) -> list[str]:
    """The columns from which ``state_of`` tells the state."""
    columns = ["docstatus"] if meta.is_submittable else []
    for fieldname in (_workflow_field(meta), "status", "enabled", "disabled"):
        if fieldname and meta.has_field(fieldname) and fieldname not in columns:
            columns.append(fieldname)
    return columns


def state_of(meta: Meta, values: Any) -> State | None:
    """The state that a document's values tell; ``None`` where a DocType has no states."""
    field = _workflow_field(meta)
    state = values.get(field) if field else None
    if state:
        # One state may mean something else in another DocType: there it has a word of its own.
        word = str(_(str(state), context=meta.name))
        return State(word, workflow_colour(str(state)), str(state))
    if meta.is_submittable and values.get("docstatus") is not None:
        docstatus = int(values.get("docstatus"))
        if docstatus != 1 or not values.get("status"):
            label, colour = _DOCSTATUS[docstatus]
            return State(str(_(label)), colour)
    if values.get("status"):
        return _status(meta, str(values.get("status")))
    if meta.has_field("enabled") and values.get("enabled") is not None:
        enabled = bool(values.get("enabled"))
    elif meta.has_field("disabled") and values.get("disabled") is not None:
        enabled = not values.get("disabled")
    else:
        return None
    return State(str(_("Enabled")), "green") if enabled else State(str(_("Disabled")), "grey")


def _status(meta: Meta, status: str) -> State:
    for row in meta.states:
        if row.title == status:
            colour = str(row.color or "grey").lower()
            return State(str(_(status, context=meta.name)), _COLOURS.get(colour, colour))
    return State(str(_(status, context=meta.name)), _STATUSES.get(status.lower(), "grey"))


def _workflow_field(meta: Meta) -> str | None:
    if not get_workflow_name(meta.name):
        return None
    workflow = get_workflow(meta.name)
    return (
        None
        if workflow.override_status and meta.has_field("status")
        else str(workflow.workflow_state_field)
    )


def workflow_colour(state: str) -> str:
    """The colour of a state of a workflow, by the style that it was given."""
    styles: dict[str, str] | None = local.cache.get(_KEY)
    if styles is None:
        rows = local.db.sql("select name, style from `tabWorkflow State`")
        styles = local.cache[_KEY] = dict(rows)
    return STYLES.get(styles.get(state) or "", "grey")
