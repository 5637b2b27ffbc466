"""The User Permission DocType and its helpers."""

from ...kernel.core.context import local
from ...kernel.core.exceptions import DuplicateEntryError
from ...kernel.core.messages import throw
from ...kernel.document.controllers import core_controller, new_document
from ...kernel.document.deletion import delete_doc
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.permissions.user_permissions import get_user_permissions


@core_controller("User Permission")
class UserPermission(Document):
    """Keeps a user to some documents of a DocType."""

    def validate(self) -> None:
        self.validate_user_permission()
        self.validate_default_permission()

    def validate_user_permission(self) -> None:
        same = local.db.get_all(
            "User Permission",
            filters={
                "allow": self.allow,
                "for_value": self.for_value,
                "user": self.user,
                "applicable_for": self.applicable_for or ["is", "not set"],
                "apply_to_all_doctypes": int(self.apply_to_all_doctypes or 0),
                "name": ["!=", self.name],
            },
            limit=1,
        )
        if same:
            throw(_("User permission already exists"), DuplicateEntryError)

    def validate_default_permission(self) -> None:
        if not self.is_default:
            return
        others = local.db.get_all(
            "User Permission",
            filters={
                "allow": self.allow,
                "user": self.user,
                "is_default": 1,
                "name": ["!=", self.name],
            },
            fields=["applicable_for"],
        )
        if any(
            not row.applicable_for
            or not self.applicable_for
            or row.applicable_for == self.applicable_for
            for row in others
        ):
            throw(
                _("User Permission {0} has already assigned default value for {1}.").format(
                    f"<strong>{self.user}</strong>", f"<strong>{_(self.allow)}</strong>"
                )
            )

    def on_update(self) -> None:
        local.user_permissions.pop(self.user, None)

    def on_trash(self) -> None:
        local.user_permissions.pop(self.user, None)


def add_user_permission(
    doctype: str,
    name: str,
    user: str,
    ignore_permissions: bool = False,
    applicable_for: str | None = None,
    is_default: int = 0,
    hide_descendants: int = 0,
    apply_to_all_doctypes: int = 1,
) -> None:
    """Keep a user to a document, unless they are already."""
    if user_permission_exists(doctype, name, user, applicable_for):
        return
    new_document(
        "User Permission",
        user=user,
        allow=doctype,
        for_value=name,
        is_default=is_default,
        applicable_for=applicable_for,
        apply_to_all_doctypes=0 if applicable_for else apply_to_all_doctypes,
        hide_descendants=hide_descendants,
    ).insert(ignore_permissions=ignore_permissions)


def user_permission_exists(
    doctype: str, name: str, user: str, applicable_for: str | None = None
) -> bool:
    return any(
        entry.doc == name and entry.applicable_for == (applicable_for or None)
        for entry in get_user_permissions(user).get(doctype, [])
    )


def remove_user_permission(doctype: str, name: str, user: str) -> None:
    permission = local.db.get_value(
        "User Permission", {"allow": doctype, "for_value": name, "user": user}, "name"
    )
    if permission:
        delete_doc("User Permission", permission)


def clear_user_permissions_for_doctype(doctype: str, user: str | None = None) -> None:
    filters = {"allow": doctype, **({"user": user} if user else {})}
    for name in local.db.get_all("User Permission", filters=filters, pluck="name"):
        delete_doc("User Permission", name)
