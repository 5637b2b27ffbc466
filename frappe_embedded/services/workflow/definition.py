"""The active workflow of a DocType."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import DoesNotExistError
from ...kernel.core.messages import throw
from ...kernel.document.api import get_cached_doc
from ...kernel.i18n import _


def get_workflow_name(doctype: str) -> str | None:
    """The name of the active workflow, or ``None``."""
    names: dict[str, str] = local.db.cached(
        "active workflows",
        ["tabworkflow"],
        lambda: dict(
            local.db.sql("select document_type, name from `tabWorkflow` where is_active = 1")
        ),
    )
    return names.get(doctype)


def forget_workflows() -> None:
    """Read workflows again in this request, which has written to one past its document."""
    for key in [key for key in local.document_cache if key[0] == "Workflow"]:
        del local.document_cache[key]


def get_workflow(doctype: str) -> Any:
    """The active workflow; ``DoesNotExistError`` when there is none."""
    name = get_workflow_name(doctype)
    if not name:
        throw(_("Workflow {0} not found").format(""), DoesNotExistError)
    return get_cached_doc("Workflow", name)


def state_field_of(doctype: str) -> str | None:
    """The field that holds the state, when the DocType has an active workflow."""
    name = get_workflow_name(doctype)
    return str(get_cached_doc("Workflow", name).workflow_state_field) if name else None


def state_row(workflow: Any, state: str | None) -> _dict | None:
    """The row of a state in a workflow."""
    return next((row for row in workflow.states if row.state == state), None)
