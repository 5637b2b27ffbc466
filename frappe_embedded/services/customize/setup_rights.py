"""How far somebody who sets the site up may go, asked as a right on the record that they would write.

Apps narrow it by ``has_permission`` hooks for Property Setter, Custom DocPerm and Role. So pages
offer nothing that ends in a refusal.
"""

from ...kernel.document.controllers import get_controller, new_document
from ...kernel.permissions.api import has_permission


def may_customize(doctype: str) -> bool:
    """Whether the user may change the form of a DocType."""
    setter = new_document("Property Setter", doc_type=doctype)
    return has_permission("Property Setter", "create", setter)


def may_change_rights(doctype: str) -> bool:
    """Whether the user may say who does what with the entries of a DocType."""
    row = new_document("Custom DocPerm", parent=doctype, parenttype="DocType")
    return has_permission("Custom DocPerm", "create", row)


def may_hand_out(role: str) -> bool:
    """Whether the user may give people a role: whoever may change it."""
    return has_permission("Role", "write", get_controller("Role")("Role", role))
