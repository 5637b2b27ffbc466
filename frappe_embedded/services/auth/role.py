"""The Role DocType: a role that is disabled gives nothing, one with desk access opens the desk."""

from __future__ import annotations

from ...kernel.core.context import local
from ...kernel.core.messages import throw
from ...kernel.document.controllers import core_controller, get_controller
from ...kernel.document.document import Document
from ...kernel.i18n import _

STANDARD_ROLES = ("Administrator", "System Manager", "All", "Guest", "Desk User")


@core_controller("Role")
class Role(Document):
    """A set of rights that users hold. Rights of a disabled role are not counted anywhere."""

    def validate(self) -> None:
        if self.disabled and self.name in STANDARD_ROLES:
            throw(_("Standard roles cannot be disabled"))

    def before_rename(self, old_name: str, new_name: str, merge: bool = False) -> None:
        if old_name in STANDARD_ROLES:
            throw(_("Standard roles cannot be renamed"))

    def on_update(self) -> None:
        local.user_roles.clear()
        local.role_permissions.clear()
        changed = self.has_value_changed("desk_access") or self.has_value_changed("disabled")
        if self.get_doc_before_save() and changed:
            self.update_user_types()

    def update_user_types(self) -> None:
        """Whoever holds the role may reach the desk now, or no longer."""
        users = local.db.get_all(
            "Has Role", filters={"role": self.name, "parenttype": "User"}, pluck="parent"
        )
        for name in sorted(set(users)):
            user = get_controller("User")("User", name)
            before = user.user_type
            user.set_user_type()
            if user.user_type != before:
                user.db_set("user_type", user.user_type)
