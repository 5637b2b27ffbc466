"""What holds for the whole office."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.cases import recompute
from cfm_app.personal_data import retention_rules
from cfm_app.privacy import clearance, identity, identity_openings
from cfm_app.readings import alerts
from cfm_app.setup import site_name
from cfm_app.sop import clock
from cfm_app.trends import suppression


class CFMSettings(Document):
    """A change of working hours or holidays reaches the open cases, one of the name the log-in."""

    def validate(self) -> None:
        if not any(self.get(day) for day in clock.DAYS):
            frappe.throw(_("Choose at least one working day."))
        if self.extension_role:
            clearance.require_sight(self.extension_role)
        suppression.check_threshold(cint(self.small_cell_threshold))
        identity.check_score(cint(self.duplicate_score))
        retention_rules.follow_settings(self)

    def on_update(self) -> None:
        before = self.get_doc_before_save()
        if self.has_value_changed("office_name"):
            site_name.follow(self.office_name, before and before.office_name)
        recompute.after_change(self)
        alerts.follow_limits(self)
        identity_openings.follow_hours(self)
