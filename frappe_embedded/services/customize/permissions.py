"""Changing the standard permissions of a DocType: the first change copies all of its rows."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.messages import msgprint, throw
from ...kernel.core.whitelist import whitelist
from ...kernel.document.controllers import core_controller, get_controller, new_document
from ...kernel.document.deletion import delete_doc
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.meta.loader import clear_meta, get_meta
from ...kernel.permissions.docperm import RIGHTS
from ...kernel.permissions.roles import get_users_with_role as users_with_role
from ...kernel.permissions.roles import only_for_setup
from .permission_effects import refuse_lock_out
from .permission_rules import check_permissions

_NOT_HANDED_OUT = ("Administrator",)


@core_controller("Custom DocPerm")
class CustomDocPerm(Document):
    """One permission row that stands in for those of the DocType's file.

    Whoever writes such rows as documents is kept from locking people out: what their transaction made
    of them all is looked at before it is stored. The functions below look for themselves.
    """

    def validate(self) -> None:
        if not self.flags.ignore_permissions:
            _look_at_the_end(self.parent)

    def on_trash(self) -> None:
        if not self.flags.ignore_permissions:
            _look_at_the_end(self.parent)

    def on_update(self) -> None:
        self._forget()

    def after_delete(self) -> None:
        self._forget()

    def _forget(self) -> None:
        before = self.get_doc_before_save()
        for doctype in {self.parent, before.parent if before else self.parent}:
            clear_meta(doctype)
        local.role_permissions.clear()


def _look_at_the_end(doctype: str) -> None:
    """Refuse the transaction if in the end its rows would lock people out."""
    before = rows_in_force(doctype)
    local.db.before_commit.add(lambda: refuse_lock_out(doctype, before, rows_in_force(doctype)))


def _forget() -> None:
    clear_meta()
    local.role_permissions.clear()


def setup_custom_perms(doctype: str) -> bool:
    """Copy the standard rows unless that happened before; whether it was needed."""
    if local.db.exists("Custom DocPerm", {"parent": doctype}):
        return False
    for row in standard_rows(doctype):
        insert_row(doctype, row)
    return True


def rows_in_force(doctype: str) -> list[_dict]:
    """The rows that decide: those of managers if there are any, else those of the file."""
    return _custom_rows(doctype) or standard_rows(doctype)


def _custom_rows(doctype: str) -> list[_dict]:
    rows: list[_dict] = local.db.get_all(
        "Custom DocPerm",
        filters={"parent": doctype},
        fields=["*"],
        order_by="permlevel asc, idx asc",
    )
    return rows


def standard_rows(doctype: str) -> list[_dict]:
    rows: list[_dict] = local.db.get_all(
        "DocPerm", filters={"parent": doctype}, fields=["*"], order_by="permlevel asc, idx asc"
    )
    return rows


def insert_row(doctype: str, values: dict[str, Any]) -> Any:
    rights = {right: int(values.get(right) or 0) for right in RIGHTS}
    return new_document(
        "Custom DocPerm",
        parent=doctype,
        parenttype="DocType",
        parentfield="permissions",
        role=values["role"],
        permlevel=int(values.get("permlevel") or 0),
        if_owner=int(values.get("if_owner") or 0),
        idx=int(values.get("idx") or 0),
        **rights,
    ).insert(ignore_permissions=True)


def _find(doctype: str, role: str, permlevel: Any, if_owner: Any = 0) -> Any:
    return local.db.get_value(
        "Custom DocPerm",
        {
            "parent": doctype,
            "role": role,
            "permlevel": int(permlevel or 0),
            "if_owner": int(if_owner or 0),
        },
        "name",
    )


def add_permission(
    doctype: str, role: str, permlevel: int = 0, ptype: str | None = None
) -> str | None:
    """Give a role a row with one right and those that new rows begin with; returns its name.

    A row that is there stays as it is.
    """
    setup_custom_perms(doctype)
    if _find(doctype, role, permlevel):
        msgprint(
            _("Rule for this doctype, role, permlevel and if-owner combination already exists."),
            alert=True,
        )
        return None
    doc = new_document(
        "Custom DocPerm",
        parent=doctype,
        parenttype="DocType",
        parentfield="permissions",
        role=role,
        permlevel=int(permlevel or 0),
        **{ptype or "read": 1},
    ).insert(ignore_permissions=True)
    _check(doctype)
    return str(doc.name)


def update_permission_property(
    doctype: str,
    role: str,
    permlevel: int,
    ptype: str,
    value: Any = None,
    validate: bool = True,
    if_owner: int = 0,
) -> bool:
    """Set one right of a row; ``ValidationError`` for what is no right.

    Returns whether the standard rows had to be copied first.
    """
    if ptype not in (*RIGHTS, "if_owner"):
        throw(_("{0} is not a right").format(ptype))
    is_first = setup_custom_perms(doctype)
    name = _find(doctype, role, permlevel, if_owner)
    if not name:
        return is_first
    doc = get_controller("Custom DocPerm")("Custom DocPerm", name)
    doc.set(ptype, int(value or 0) if str(value or 0).isdigit() else value)
    doc.save(ignore_permissions=True)
    if validate:
        _check(doctype)
    return is_first


def _check(doctype: str) -> None:
    rows = [
        get_controller("Custom DocPerm")("Custom DocPerm", name)
        for name in local.db.get_all("Custom DocPerm", filters={"parent": doctype}, pluck="name")
    ]
    check_permissions(get_meta(doctype), rows)


def reset_perms(doctype: str) -> None:
    """Go back to the rows of the DocType's file."""
    for name in local.db.get_all("Custom DocPerm", filters={"parent": doctype}, pluck="name"):
        delete_doc("Custom DocPerm", name, force=1, ignore_permissions=True)
    _forget()


# -- the Role Permissions Manager ----------------------------------------------------


@whitelist()
def get_roles_and_doctypes() -> dict[str, list[dict[str, str]]]:
    """What the manager chooses from."""
    only_for_setup()
    doctypes = local.db.get_all(
        "DocType",
        filters={"istable": 0, "name": ["not in", ("DocType",)]},
        order_by="name asc",
        pluck="name",
    )
    roles = local.db.get_all("Role", filters={"disabled": 0}, order_by="name asc", pluck="name")
    return {
        "doctypes": [{"label": name, "value": name} for name in doctypes],
        "roles": [{"label": name, "value": name} for name in roles if name not in _NOT_HANDED_OUT],
    }


@whitelist()
def get_permissions(doctype: str | None = None, role: str | None = None) -> list[_dict]:
    """The rows in force of a DocType, or of all DocTypes for a role."""
    only_for_setup()
    doctypes = [doctype] if doctype else _doctypes_of(str(role))
    rows = []
    for each in doctypes:
        meta = get_meta(each)
        for row in meta.permissions:
            if role in (None, "", row.role):
                rows.append(
                    _dict(
                        row,
                        parent=each,
                        is_submittable=meta.is_submittable,
                        in_create=meta.in_create,
                    )
                )
    return rows


def _doctypes_of(role: str) -> list[str]:
    found = local.db.sql(
        "select parent from `tabDocPerm` where role = %s union select parent from `tabCustom DocPerm`"
        " where role = %s order by 1",
        (role, role),
    )
    return [row[0] for row in found]


@whitelist(methods=["POST"])
def add(parent: str, role: str, permlevel: int) -> None:
    only_for_setup()
    add_permission(parent, role, permlevel)


@whitelist(methods=["POST"])
def update(
    doctype: str, role: str, permlevel: int, ptype: str, value: Any = None, if_owner: int = 0
) -> str | None:
    """Set one right; ``refresh`` where a page has to read the rows anew."""
    only_for_setup()
    before = rows_in_force(doctype)
    is_first = update_permission_property(doctype, role, permlevel, ptype, value, if_owner=if_owner)
    refuse_lock_out(doctype, before, rows_in_force(doctype))
    return "refresh" if is_first else None


@whitelist(methods=["POST"])
def remove(doctype: str, role: str, permlevel: int, if_owner: int = 0) -> None:
    only_for_setup()
    before = rows_in_force(doctype)
    setup_custom_perms(doctype)
    name = _find(doctype, role, permlevel, if_owner)
    if name:
        delete_doc("Custom DocPerm", name, force=1, ignore_permissions=True)
    if not _custom_rows(doctype):
        throw(_("There must be atleast one permission rule."), title=_("Cannot Remove"))
    _check(doctype)
    refuse_lock_out(doctype, before, rows_in_force(doctype))


@whitelist(methods=["POST"])
def reset(doctype: str) -> None:
    only_for_setup()
    refuse_lock_out(doctype, rows_in_force(doctype), standard_rows(doctype))
    reset_perms(doctype)


@whitelist()
def get_users_with_role(role: str) -> list[str]:
    only_for_setup()
    return users_with_role(role)


@whitelist()
def get_standard_permissions(doctype: str) -> list[_dict]:
    only_for_setup()
    return standard_rows(doctype)
