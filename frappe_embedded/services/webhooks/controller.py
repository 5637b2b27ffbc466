"""The Webhook DocType: checked when it is stored."""

import re
from typing import Any
from urllib.parse import urlsplit

from ...kernel.core.context import local
from ...kernel.core.exceptions import DoesNotExistError
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc, new_doc
from ...kernel.document.controllers import core_controller
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.api import has_permission
from ...kernel.utils.numbers import cint
from ..printing.environment import validate_template
from .composing import condition_holds, may_leave
from .delivery import WAITING

_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_OF_THE_WAY = ("host", "content-length", "transfer-encoding", "connection")
_OF_SUBMITTABLE = ("on_submit", "on_cancel", "on_update_after_submit")


@core_controller("Webhook")
class Webhook(Document):
    """A request to another program whenever something happens to documents of one type."""

    def validate(self) -> None:
        self.validate_event()
        self.validate_condition()
        self.validate_url()
        self.validate_body()
        self.validate_headers()
        if cint(self.enable_security) and not self.get_password("webhook_secret", False):
            throw(_("Invalid Webhook Secret"))
        self.preview_document = None

    def validate_event(self) -> None:
        is_submittable = get_meta(self.webhook_doctype).is_submittable
        if self.webhook_docevent in _OF_SUBMITTABLE and not is_submittable:
            throw(_("DocType must be Submittable for the selected Doc Event"))

    def validate_condition(self) -> None:
        if not self.condition:
            return
        try:
            condition_holds(self.condition, new_doc(self.webhook_doctype))
        except Exception as error:
            throw(_("Invalid Condition: {}").format(error))

    def validate_url(self) -> None:
        if not urlsplit(self.request_url or "").netloc:
            throw(_("Check Request URL"))
        if cint(self.is_dynamic_url):
            validate_template(self.request_url)

    def validate_body(self) -> None:
        if self.request_structure == "Form URL-Encoded":
            self.webhook_json = None
        elif self.request_structure == "JSON":
            validate_template(self.webhook_json or "")
            self.set("webhook_data", [])
        fields = [row.fieldname for row in self.webhook_data]
        if len(fields) != len(set(fields)):
            throw(_("Same Field is entered more than once"))

    def validate_headers(self) -> None:
        """A row is one header of the message, and none of those that its way depends on."""
        for row in self.webhook_headers:
            key, value = str(row.key or ""), str(row.value or "")
            if (
                not _HEADER.fullmatch(key)
                or "\n" in value
                or "\r" in value
                or key.lower() in _OF_THE_WAY
            ):
                throw(_("Row {0}: this is no header that a message may carry.").format(row.idx))

    def on_trash(self) -> None:
        """What waits to go out goes with it."""
        local.db.delete(WAITING, {"webhook": self.name})


def readable(doctype: str, name: str) -> Any:
    """A document that the user may read and that may leave the site; any other is not there."""
    doc = get_doc(doctype, name)
    if not (has_permission(doctype, "read", doc) and may_leave(doc)):
        raise DoesNotExistError(_("{0} {1} not found").format(_(doctype), name))
    return doc
