"""What holds for the whole office."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate

from cfm_app.cases import recompute
from cfm_app.channels.act_links import links
from cfm_app.data_protection.personal_data import retention_rules
from cfm_app.data_protection.reading_alerts import alerts
from cfm_app.exchange.field_desk import receipts
from cfm_app.figures import suppression
from cfm_app.procedures.setup import site_name
from cfm_app.procedures.sop import clock
from cfm_app.security.entitlement import clearance
from cfm_app.security.log_in import trusted_devices
from cfm_app.security.persons import identity, identity_openings
from cfm_app.security.second_factor import idle


class CFMSettings(Document):
    """A change of working hours or holidays reaches the open cases, one of the name the log-in."""

    def validate(self) -> None:
        if not any(self.get(day) for day in clock.DAYS):
            frappe.throw(_("Choose at least one working day."))
        for row in self.other_hours:
            self._check_other_hours(row)
        if self.extension_role:
            clearance.require_case_access(self.extension_role)
        suppression.check_threshold(cint(self.small_cell_threshold))
        identity.check_score(cint(self.duplicate_score))
        idle.check_minutes(cint(self.idle_minutes))
        trusted_devices.check_days(self)
        links.check_hours(self)
        receipts.check_days(self)
        retention_rules.follow_settings(self)

    def _check_other_hours(self, row: Document) -> None:
        if not (row.first_day or row.last_day or row.weekday):
            frappe.throw(
                _(
                    "Other hours, row {0}: say from which day, to which day, or on which weekday."
                ).format(row.idx)
            )
        if row.first_day and row.last_day and getdate(row.first_day) > getdate(row.last_day):
            frappe.throw(
                _("Other hours, row {0}: the last day is before the first.").format(row.idx)
            )
        if str(row.work_start or "") == str(row.work_end or ""):
            frappe.throw(
                _(
                    "Other hours, row {0}: the office would close as it opens. A day without work is a holiday."
                ).format(row.idx)
            )

    def on_update(self) -> None:
        before = self.get_doc_before_save()
        if self.has_value_changed("office_name"):
            site_name.follow(self.office_name, before and before.office_name)
        if self.has_value_changed("idle_minutes"):
            idle.reset_last_use()
        recompute.after_change(self)
        alerts.follow_limits(self)
        identity_openings.tell_of_hours(self)
