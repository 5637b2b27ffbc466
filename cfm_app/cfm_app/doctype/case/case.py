"""A case: what somebody told the mechanism, and how far it has come."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import changed_records
from cfm_app.cfm_app.doctype.case import stages
from cfm_app.procedures.sop import case_clock, integrity, phases, procedure
from cfm_app.security.access_rule import outgoing_data, status_codes
from cfm_app.security.access_rule.random_naming import RandomlyNamed
from cfm_app.security.entitlement import clearance
from cfm_app.security.restricted_cases import particulars


class Case(integrity.KeepsSpelling, RandomlyNamed):
    """The rules live in the services, their order in `stages`; this class says when each part of it runs."""

    crucial_links = stages.CRUCIAL_LINKS

    def before_validate(self) -> None:
        if not self.is_new() and clearance.is_restricted(self.sensitivity):
            self.flags.ignore_mandatory = True

    def validate(self) -> None:
        stages.settle(self)

    def on_update(self) -> None:
        stages.follow(self)

    def is_ordinary(self) -> bool:
        """Whether the office as a whole may know of it, by what is stored: a webhook asks this first."""
        return outgoing_data.may_leave(self)

    def on_state_moved(self) -> None:
        """A manager took its state out of the workflow: phase and clocks follow, nothing is asked."""
        phases.apply(self)
        case_clock.apply(self)
        self.db_update_all()
        changed_records.note(self.doctype, [self.name])
        status_codes.ensure(self)

    def on_change(self) -> None:
        # What was saved is sent back to whoever saved it.
        self._show()

    def onload(self) -> None:
        self._show()

    def before_print(self, settings: Any = None) -> None:
        self._show()

    def apply_fieldlevel_read_permissions(self) -> None:
        super().apply_fieldlevel_read_permissions()
        self._show()

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("Cases are kept. Mark the case as a duplicate or close it instead."))
        status_codes.drop(self.name)

    def _show(self) -> None:
        """Bring it to what its reader may know, in their language."""
        particulars.show_only_stub(self)
        procedure.show_reason(self)
