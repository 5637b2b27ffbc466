"""What a case is about; settles sensitivity, priority and SOP."""

import frappe
from frappe import _
from frappe.utils.nestedset import NestedSet

from cfm_app.procedures.sop import classification


class CaseCategory(NestedSet):
    """What a case is about; settles sensitivity, priority and SOP."""

    nsm_parent_field = "parent_case_category"

    def before_rename(
        self, old: str, new: str, merge: bool = False, group_fname: str = "is_group"
    ) -> None:
        """Cases keep their class: two categories of different classes do not become one."""
        super().before_rename(old, new, merge, group_fname)
        if not merge or not frappe.db.exists("Case Category", new):
            return
        classes = [classification.class_of_category(name) for name in (old, new)]
        if classes[0] != classes[1]:
            frappe.throw(
                _(
                    "{0} and {1} are of different classes of sensitivity. Give both the same first."
                ).format(_(old), _(new))
            )
