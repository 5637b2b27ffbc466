"""Sharing single documents: the DocShare DocType and ``frappe.share``."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import PermissionError
from ...kernel.core.messages import throw
from ...kernel.core.whitelist import whitelist
from ...kernel.document.controllers import core_controller, get_controller, new_document
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.share import SHARE_RIGHTS
from ...kernel.utils.numbers import cint
from ...kernel.utils.settings import system_setting
from ...kernel.utils.users import get_fullname
from .notices import notify_share


@core_controller("DocShare")
class DocShare(Document):
    """The rights of one user, or of everyone, on one document."""

    def validate(self) -> None:
        self.cascade_permissions_downwards()
        self.check_share_permission()
        self.check_is_submittable()
        if self.everyone:
            self.user = None

    def cascade_permissions_downwards(self) -> None:
        """Whoever may write, share or submit may read."""
        if self.share or self.write or self.get("submit"):
            self.read = 1

    def check_share_permission(self) -> None:
        if not self.flags.ignore_share_permission and not has_permission(
            self.share_doctype, "share", self.share_name
        ):
            throw(
                _("No permission to share {0} {1}").format(_(self.share_doctype), self.share_name),
                PermissionError,
            )

    def check_is_submittable(self) -> None:
        if self.get("submit") and not get_meta(self.share_doctype).is_submittable:
            throw(
                _(
                    "Cannot share {0} with submit permission as the doctype {1} is not submittable"
                ).format(
                    f"<strong>{self.share_name}</strong>", f"<strong>{self.share_doctype}</strong>"
                )
            )

    def after_insert(self) -> None:
        doc = _shared_document(self)
        owner = get_fullname(self.owner)
        if self.everyone:
            doc.add_comment("Shared", _("{0} shared this document with everyone").format(owner))
        else:
            doc.add_comment(
                "Shared",
                _("{0} shared this document with {1}").format(owner, get_fullname(self.user)),
            )

    def on_trash(self) -> None:
        if not self.flags.ignore_share_permission:
            self.check_share_permission()
        _shared_document(self).add_comment(
            "Unshared",
            _("{0} un-shared this document with {1}").format(
                get_fullname(self.owner), get_fullname(self.user)
            ),
        )


def _shared_document(share: DocShare) -> Any:
    return get_controller(share.share_doctype)(share.share_doctype, share.share_name)


@whitelist(methods=["POST", "PUT"])
def add(
    doctype: str,
    name: str,
    user: str | None = None,
    read: int = 1,
    write: int = 0,
    submit: int = 0,
    share: int = 0,
    everyone: int = 0,
    notify: int = 0,
) -> Any:
    """Share a document with a user or with everyone; returns the DocShare."""
    return add_docshare(doctype, name, user, read, write, submit, share, everyone, notify=notify)


def add_docshare(
    doctype: str,
    name: str,
    user: str | None = None,
    read: int = 1,
    write: int = 0,
    submit: int = 0,
    share: int = 0,
    everyone: int = 0,
    flags: dict[str, Any] | None = None,
    notify: int = 0,
) -> Any:
    """Share a document; rights that were given before stay."""
    user = user or local.session.user
    existing = _share_name(doctype, name, user, everyone)
    if existing:
        doc = get_controller("DocShare")("DocShare", existing)
    else:
        doc = new_document(
            "DocShare", user=user, share_doctype=doctype, share_name=name, everyone=cint(everyone)
        )
    if flags:
        doc.flags.update(flags)
    doc.update(
        {
            "read": cint(read) or cint(doc.get("read")),
            "write": cint(write) or cint(doc.get("write")),
            "submit": cint(submit) or cint(doc.get("submit")),
            "share": cint(share) or cint(doc.get("share")),
        }
    )
    doc.save(ignore_permissions=True)
    if cint(notify) and not cint(everyone):
        notify_share(local.session.user, user, doctype, name)
    return doc


def _share_name(doctype: str, name: str, user: str | None, everyone: Any = 0) -> Any:
    filters: dict[str, Any] = {"share_doctype": doctype, "share_name": name}
    filters.update({"everyone": 1} if cint(everyone) else {"user": user})
    return local.db.get_value("DocShare", filters, "name")


def remove(doctype: str, name: str, user: str, flags: dict[str, Any] | None = None) -> None:
    share = _share_name(doctype, name, user)
    if share:
        get_controller("DocShare")("DocShare", share).delete(ignore_permissions=True)


@whitelist(methods=["POST", "PUT"])
def set_permission(
    doctype: str,
    name: str,
    user: str,
    permission_to: str,
    value: int = 1,
    everyone: int = 0,
) -> Any:
    """Give or take one right of a share; taking ``read`` ends the share."""
    return set_docshare_permission(doctype, name, user, permission_to, value, everyone)


def set_docshare_permission(
    doctype: str,
    name: str,
    user: str,
    permission_to: str,
    value: int = 1,
    everyone: int = 0,
    flags: dict[str, Any] | None = None,
) -> Any:
    if permission_to not in SHARE_RIGHTS:
        throw(_("{0} cannot be shared").format(permission_to))
    existing = _share_name(doctype, name, user, everyone)
    if not existing:
        if not cint(value):
            return None
        rights = {permission_to: 1}
        return add_docshare(doctype, name, user, everyone=everyone, flags=flags, **rights)
    doc = get_controller("DocShare")("DocShare", existing)
    if flags:
        doc.flags.update(flags)
    doc.set(permission_to, cint(value))
    if not cint(value) and permission_to == "read":
        for right in SHARE_RIGHTS:
            doc.set(right, 0)
    if not any(cint(doc.get(right)) for right in SHARE_RIGHTS):
        doc.delete(ignore_permissions=True)
        return {}
    doc.save(ignore_permissions=True)
    return doc


@whitelist()
def get_users(doctype: str, name: str) -> list[_dict]:
    """With whom a document is shared; only for who may read it."""
    if not has_permission(doctype, "read", name):
        raise PermissionError
    return shares_of(doctype, name)


def shares_of(doctype: str, name: str) -> list[_dict]:
    """With whom a document is shared, whoever asks."""
    rows: list[_dict] = local.db.get_all(
        "DocShare",
        fields="name user read write submit share everyone owner creation".split(),
        filters={"share_doctype": doctype, "share_name": name},
        order_by="creation asc",
    )
    return rows


def sharing_disabled() -> bool:
    return bool(system_setting("disable_document_sharing"))
