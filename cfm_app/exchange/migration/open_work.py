"""What was open there is work here: whoever a case was assigned to gets a task, if they may see the case.

A task entrusts nobody. A focal point who sees a case by its referral only needs the person's consent first, which no
migration invents: how many such cases wait is told before the run.
"""

import frappe
from frappe import _

from cfm_app.base.counting import counted
from cfm_app.exchange import past_cases
from cfm_app.exchange.migration.history import Users

TASK = "ToDo"


class OpenWork:
    """The tasks of one run."""

    def __init__(self, users: Users) -> None:
        self._users = users
        self._tasks = self._referrals = 0

    def give(self, case: str, assigned: str) -> None:
        """Give the task of a case that has just come to the user whom it was assigned to there."""
        user = self._users.author(assigned) if assigned else None
        facts = ["phase", "is_restricted", "category"]
        row = frappe.db.get_value("Case", case, facts, as_dict=True)
        if not user or row.phase in past_cases.ENDED or row.is_restricted:
            return
        if not frappe.db.get_value("User", user, "enabled"):
            return
        if not frappe.has_permission("Case", "read", doc=case, user=user):
            self._referrals += 1
            return
        values = {"doctype": TASK, "reference_type": "Case", "reference_name": case}
        values |= {"allocated_to": user, "assigned_by": frappe.session.user}
        values["description"] = _("Assigned to you in SugarCRM: {0}").format(_(row.category or ""))
        frappe.get_doc(values).insert(ignore_permissions=True)
        self._tasks += 1

    def told(self) -> list[str]:
        """What waits for whom, in numbers."""
        told = []
        if self._tasks:
            told.append(
                counted(
                    _("{0} open cases become tasks of those whom they were assigned to."),
                    self._tasks,
                )
            )
        if self._referrals:
            told.append(
                counted(
                    _(
                        "{0} open cases were assigned to people who see a case only when it is referred to"
                        " them: refer them once the person has agreed."
                    ),
                    self._referrals,
                )
            )
        return told
