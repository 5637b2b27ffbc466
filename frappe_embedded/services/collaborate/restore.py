"""Brings deleted documents back."""

import json
from typing import Any

from ...kernel.core.exceptions import DocumentAlreadyRestored
from ...kernel.core.messages import msgprint, throw
from ...kernel.core.whitelist import whitelist
from ...kernel.document.api import get_doc
from ...kernel.document.controllers import get_controller
from ...kernel.i18n import _
from ...kernel.permissions.roles import only_for_setup


@whitelist(methods=["POST", "PUT"])
def restore(name: str, alert: bool = True) -> Any:
    """Insert a deleted document again under its name; marks where it went."""
    only_for_setup()
    deleted = get_controller("Deleted Document")("Deleted Document", name)
    deleted.check_permission("read")
    if deleted.restored:
        throw(
            _("Document {0} Already Restored").format(f"<strong>{name}</strong>"),
            DocumentAlreadyRestored,
        )
    values = json.loads(deleted.data)
    doc = get_doc(values)
    doc.insert(set_name=values.get("name"))
    doc.add_comment("Edit", _("restored {0} as {1}").format(deleted.deleted_name, doc.name))
    deleted.new_name = doc.name
    deleted.restored = 1
    deleted.save(ignore_permissions=True)
    if alert:
        msgprint(_("Document Restored"))
    return doc.name
