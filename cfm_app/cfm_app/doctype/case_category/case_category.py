"""What a case is about; settles sensitivity, priority and SOP."""

from frappe.utils.nestedset import NestedSet


class CaseCategory(NestedSet):
    """What a case is about; settles sensitivity, priority and SOP."""

    nsm_parent_field = "parent_case_category"
