"""A place: country, province, department, sub-prefecture or site."""

from frappe.utils.nestedset import NestedSet

from cfm_app.figures.outlines import geometry


class CFMLocation(NestedSet):
    """Named by its P-code, or by place and parent where there is none."""

    nsm_parent_field = "parent_cfm_location"
    outline: str | None

    def autoname(self) -> None:
        parts = (self.parent_cfm_location, self.location_name)
        self.name = self.pcode or "-".join(part for part in parts if part)

    def validate(self) -> None:
        """What was proposed is confirmed by enabling it; an outline is checked, and kept small."""
        if self.enabled:
            self.proposed = 0
        if self.outline and self.has_value_changed("outline"):
            self.outline = geometry.simplified_text(self.outline)
