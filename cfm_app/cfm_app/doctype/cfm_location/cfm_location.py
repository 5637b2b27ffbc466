"""A place: country, province, department, sub-prefecture or site."""

from frappe.utils.nestedset import NestedSet


class CFMLocation(NestedSet):
    """Named by its P-code, or by place and parent where there is none."""

    nsm_parent_field = "parent_cfm_location"

    def autoname(self) -> None:
        parts = [self.location_name]
        if self.parent_cfm_location:
            parts.insert(0, self.parent_cfm_location)
        self.name = self.pcode or "-".join(parts)
