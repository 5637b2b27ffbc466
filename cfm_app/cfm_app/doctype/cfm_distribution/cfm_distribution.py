"""A distribution in the calendar: where, for which programme, when, and whether it takes place."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from cfm_app.procedures.answers import distributions


class CFMDistribution(Document):
    """What a caller is told who asks when the next distribution is."""

    def validate(self) -> None:
        if self.distribution_status != distributions.POSTPONED:
            self.new_date = None
        self._check_days()
        place = frappe.get_cached_value("CFM Location", self.location, "location_name")
        self.title = " · ".join(filter(None, (place or self.location, self.site)))[:140]

    def _check_days(self) -> None:
        if self.ends_on and getdate(self.ends_on) < getdate(self.starts_on):
            frappe.throw(_("The distribution ends before it begins. Correct the days."))
        if self.new_date and getdate(self.new_date) == getdate(self.starts_on):
            frappe.throw(_("The new day is the old one. Write to which day it is postponed."))
