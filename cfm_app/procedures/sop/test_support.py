"""An office with cases of a given age, and what the job of the hour says of them."""

from datetime import datetime, timedelta

import frappe
from frappe.utils import now_datetime

from cfm_app.base import consts, notices
from cfm_app.procedures.sop import reminders
from cfm_app.testing import CFMTestCase

# 336 hours; 80 % to the operator every 24 h, 24 h after the limit to managers every 48 h.
CATEGORY, SOP = "Quantité de la ration", "Plainte sur l'assistance"
SENSITIVE = "Exploitation ou abus sexuel"


class RemindersTestCase(CFMTestCase):
    """An office, and what the job of the hour says in it at a moment."""

    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        self.other = self.user(consts.OPERATOR, email="other@test.cfm")
        self.manager = self.user(consts.MANAGER)
        self.now = now_datetime().replace(second=0, microsecond=0)
        frappe.set_user(self.operator)

    def received(self, hours_ago: float, *actions: str, **values):
        """A case of the operator without steps, so that only its clock speaks."""
        received_on = self.now - timedelta(hours=hours_ago)
        case = self.case(**{"category": CATEGORY, "received_on": received_on, **values})
        for action in actions:
            case = self.resolve(case) if action == "Resolve" else self.act(case, action)
        frappe.db.delete("Case SOP Step", {"parent": case.name})
        case.reload()
        return case

    def run_at(self, now: datetime) -> int:
        frappe.set_user("Administrator")
        return sum(notices.send(due) for due in reminders.batches(now))

    def told(self, user: str, *kinds: str) -> list[str]:
        """What a user was told by the job, as kinds of notices."""
        rows = frappe.get_all(
            "CFM Notice", filters={"receiver": user}, fields=["kind"], order_by="creation asc"
        )
        lines = frappe.get_all("Notification Log", filters={"for_user": user}, pluck="name")
        found = [row.kind for row in rows if not kinds or row.kind in kinds]
        self.assertGreaterEqual(len(lines), len(found))
        return found

    def later(self, hours: float) -> datetime:
        return self.now + timedelta(hours=hours)
