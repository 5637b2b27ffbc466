from frappe_embedded.kernel.core.exceptions import (
    WorkflowPermissionError,
    WorkflowStateError,
    WorkflowTransitionError,
)
from frappe_embedded.services.workflow.definition import get_workflow, get_workflow_name
from frappe_embedded.services.workflow.transitions import (
    apply_workflow,
    get_common_transition_actions,
    get_transitions,
    has_approval_access,
    is_transition_condition_satisfied,
    validate_workflow,
)
