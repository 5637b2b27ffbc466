"""The Workflow DocType."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import MandatoryError
from ...kernel.core.messages import msgprint, throw
from ...kernel.document.conditions import check_condition
from ...kernel.document.controllers import core_controller, new_document
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.utils.json_text import parse_json, parsed_list
from ...kernel.utils.numbers import cint
from .approval_notices import silence, tell_of_approvals
from .definition import forget_workflows
from .state_removal import check_moves, move_entries, removed_states


@core_controller("Workflow")
class Workflow(Document):
    """States and steps of the documents of one DocType; one workflow of a DocType is active."""

    def validate(self) -> None:
        if not self.document_type:
            throw(_("Choose the document type of the workflow."), MandatoryError)
        self.check_transitions()
        self.check_conditions()
        if cint(self.is_active):
            check_moves(self, self.asked_moves())
        self.deactivate_others()
        self.create_state_field()
        self.fill_empty_states()

    def check_transitions(self) -> None:
        states = {row.state: row for row in self.states}
        for row in self.transitions:
            start, end = self._known(states, row.state), self._known(states, row.next_state)
            if start == 2:
                throw(
                    _("Cannot change state of Cancelled Document. Transition row {0}").format(
                        row.idx
                    )
                )
            if start == 1 and end == 0:
                throw(
                    _(
                        "Submitted Document cannot be converted back to draft. Transition row {0}"
                    ).format(row.idx)
                )
            if start == 0 and end == 2:
                throw(_("Cannot cancel before submitting. See Transition {0}").format(row.idx))

    def check_conditions(self) -> None:
        for row in self.transitions:
            place = _("Row {0} of the transitions").format(row.idx)
            check_condition(row.condition, self.document_type, place, ("doc", "frappe"))

    @staticmethod
    def _known(states: dict[str, Any], state: str) -> int:
        if state not in states:
            throw(_("{0} not a valid State").format(state))
        return cint(states[state].doc_status)

    def deactivate_others(self) -> None:
        if cint(self.is_active):
            local.db.sql(
                "update `tabWorkflow` set is_active = 0 where document_type = %s and name != %s",
                (self.document_type, self.name),
            )

    def create_state_field(self) -> None:
        """The field that holds the state is made when the DocType has none of that name."""
        fieldname = self.workflow_state_field
        if get_meta(self.document_type).get_field(fieldname):
            return
        new_document(
            "Custom Field",
            dt=self.document_type,
            owner="Administrator",
            label=fieldname.replace("_", " ").title(),
            fieldname=fieldname,
            fieldtype="Link",
            options="Workflow State",
            hidden=1,
            allow_on_submit=1,
            no_copy=1,
            is_system_generated=1,
        ).insert(ignore_permissions=True)
        msgprint(_("Created Custom Field {0} in {1}").format(fieldname, self.document_type))

    def fill_empty_states(self) -> None:
        """Documents without a state get the first one that fits their docstatus."""
        done: set[int] = set()
        for row in self.states:
            docstatus = cint(row.doc_status)
            if docstatus not in done:
                done.add(docstatus)
                local.db.sql(
                    f"update `tab{self.document_type}` set `{self.workflow_state_field}` = %s"
                    f" where ifnull(`{self.workflow_state_field}`, '') = '' and docstatus = %s",
                    (row.state, docstatus),
                )

    def asked_moves(self) -> dict[str, str]:
        """Which state entries of a removed state get, as a client sends it along."""
        given = self.get("state_moves")
        return parse_json(given) if isinstance(given, str) else given or {}

    def asked_notices(self) -> list[dict[str, Any]]:
        """Who is to be told of entries that wait for them, as a client sends it along."""
        given = parsed_list(self.get("approval_notices") or [], "approval_notices")
        return [each for each in given if isinstance(each, dict)]

    def on_update(self) -> None:
        forget_workflows()
        silence(self, removed_states(self))
        tell_of_approvals(self, self.asked_notices())
        if cint(self.is_active):
            move_entries(self, self.asked_moves())

    def on_trash(self) -> None:
        forget_workflows()
