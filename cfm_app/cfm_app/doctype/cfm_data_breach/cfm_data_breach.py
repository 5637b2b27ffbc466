"""A breach of personal data, or the suspicion of one. Its acts are in `breaches`."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.data_protection.breaches import clock, measures, states
from cfm_app.procedures.sop.timestamps import is_ahead
from cfm_app.security.access_rule.random_naming import RandomlyNamed
from cfm_app.security.entitlement import clearance

# What acts write, and nobody else.
OF_ACTS = (
    "reported_by reported_on contained_on assessed_on assessed_by dismissed_because closed_on closed_by"
).split()
OF_ACTS_IN_ROWS = {
    "measures": ("done_on", "done_by", "is_needless"),
    "cases": ("told_on",),
}


class CFMDataBreach(RandomlyNamed):
    """Whoever handles it describes it; what was done, by whom and when, is written by the acts alone."""

    def validate(self) -> None:
        if not self.flags.ignore_permissions:
            self._keep_what_acts_wrote()
        self._check_moments()
        self._check_cases()
        clock.set_limits(self)
        measures.settle_contained(self)
        self.state = states.state_of(self)

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("The register keeps its entries. Dismiss it instead."))

    def _keep_what_acts_wrote(self) -> None:
        before = self.get_doc_before_save()
        if before is None:
            frappe.throw(_("Report a breach on its own page."), frappe.PermissionError)
        if before.state not in states.OPEN:
            frappe.throw(_("This breach is closed. Take it up again first."))
        self.update({field: before.get(field) for field in OF_ACTS})
        self.set("notices", before.notices)
        for table, fields in OF_ACTS_IN_ROWS.items():
            stored = {row.name: row for row in before.get(table)}
            for row in self.get(table):
                row.update({field: _kept(stored.get(row.name), field) for field in fields})
            self._keep_settled(table, stored, fields[0])

    def _keep_settled(self, table: str, stored: dict[str, Any], field: str) -> None:
        """What is done stays on the list."""
        left = {row.name for row in self.get(table)}
        for name, row in stored.items():
            if row.get(field) and name not in left:
                frappe.throw(_("What is settled stays in the register."))

    def _check_moments(self) -> None:
        if is_ahead(self.discovered_on):
            frappe.throw(_("It cannot have been noticed in the future."))
        begins, ends = self.happened_from, self.happened_until
        if begins and ends and str(begins) > str(ends):
            frappe.throw(_("It ends before it begins: look at the two times."))

    def _check_cases(self) -> None:
        """Who reads the register does not see restricted cases: none is named in it."""
        named = [row.cfm_case for row in self.cases]
        if clearance.restricted_among(named):
            frappe.throw(
                _("Restricted cases are not named here. Write how many of them are concerned.")
            )


def _kept(row: Document | None, field: str) -> Any:
    return row.get(field) if row else None
