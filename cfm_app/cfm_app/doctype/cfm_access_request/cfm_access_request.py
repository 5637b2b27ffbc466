"""A change of who sees restricted cases that waits for a second person."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.security.administration import access_requests
from cfm_app.security.administration.access_requests import (
    AGREED,
    DONE,
    REFUSED,
    WAITING,
    WITHDRAWN,
)

# By the state before: the states that a decider, or the asker, may give it.
DECIDED: dict[str, tuple[str, ...]] = {WAITING: (AGREED, REFUSED), AGREED: (DONE,)}
TAKEN_BACK: dict[str, tuple[str, ...]] = {WAITING: (WITHDRAWN,)}
OF_DECISION = frozenset(("state", "decided_by", "decided_on"))
# Who asks again for the same, or says why.
OF_ASKER = frozenset(("change_values", "reason", "asked_on", "summary"))


class CFMAccessRequest(Document):
    """It moves by two people only, whatever rights a role is given and whichever program saves."""

    def validate(self) -> None:
        before = self.get_doc_before_save()
        if before is None:
            self._check_new()
        else:
            self._check_moving(before)

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("Requests are kept. Take it back instead."), frappe.PermissionError)

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        frappe.throw(_("Requests are kept. Take it back instead."), frappe.PermissionError)

    def _check_new(self) -> None:
        if not self.flags.ignore_permissions or self.state != WAITING:
            self._refuse()
        # What is read is what is asked for.
        told = (each.in_words() for each in access_requests.facts_of(self))
        self.summary = "\n".join(sorted(told))

    def _check_moving(self, before: Document) -> None:
        acting = frappe.session.user
        changed = {df.fieldname for df in self.meta.fields if self.has_value_changed(df.fieldname)}
        if acting == before.asked_by and before.state == WAITING and changed <= OF_ASKER:
            if not self.flags.ignore_permissions and changed - {"reason"}:
                self._refuse()
            return
        allowed = DECIDED if acting in access_requests.deciders(before) else {}
        allowed = TAKEN_BACK if acting == before.asked_by else allowed
        is_move = self.state in allowed.get(before.state, ())
        if not is_move or not changed <= OF_DECISION or self.decided_by != acting:
            self._refuse()

    def _refuse(self) -> None:
        frappe.throw(
            _("A request is changed by nobody: who asked may add the reason while it waits."),
            frappe.PermissionError,
        )
