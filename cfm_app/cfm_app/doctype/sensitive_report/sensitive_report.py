"""The particulars of a restricted case, kept apart from the case itself."""

from typing import Any

import frappe
from frappe import _

from cfm_app.cases import contact_attempts, evidence, step_completion
from cfm_app.procedures.sop import handler_assignment, immutable_rows, integrity
from cfm_app.security.access_rule.random_naming import RandomlyNamed
from cfm_app.security.entitlement import clearance, handlers
from cfm_app.security.lawful_basis import unrecorded_writes
from cfm_app.security.sealing import body, reporters


class SensitiveReport(integrity.KeepsSpelling, RandomlyNamed):
    """One for each restricted case; written by the case, read by those entrusted with it."""

    crucial_links = ("cfm_case",)

    def load_from_db(self) -> Any:
        loaded = super().load_from_db()
        body.open_words(self)
        return loaded

    def before_validate(self) -> None:
        body.keep_unread(self)

    def validate(self) -> None:
        integrity.require_existing(self, self.crucial_links)
        facts = ["sensitivity", "phase", "received_on"]
        case = frappe.db.get_value("Case", self.cfm_case, facts, as_dict=True)
        immutable_rows.protect(self, case.received_on)
        unrecorded_writes.check_report(self)
        contact_attempts.stamp(self)
        evidence.check_kept(self, case.phase)
        if not clearance.is_restricted(case.sensitivity):
            frappe.throw(_("Only a case of a restricted class has a sensitive report."))
        self.sensitivity = case.sensitivity
        handler_assignment.entrust(self)
        handlers.check(self)

    def before_save(self) -> None:
        # The last event before the columns are written.
        body.cover(self)

    def after_insert(self) -> None:
        body.uncover(self)

    def on_update(self) -> None:
        body.uncover(self)
        before = self.get_doc_before_save()
        reporters.follow(*{self.community_member, before.community_member if before else None})
        handlers.tell(self)
        handler_assignment.note_act(self.cfm_case)
        # What the case itself stores here, it has looked at.
        if not self.flags.ignore_permissions:
            step_completion.update_stored(self.cfm_case)

    def on_trash(self) -> None:
        # The framework keeps what was deleted as it is in memory.
        body.cover(self)

    def after_delete(self) -> None:
        reporters.follow(self.community_member)

    def on_change(self) -> None:
        # What was saved is sent back to whoever saved it.
        body.hide(self)

    def onload(self) -> None:
        body.hide(self)

    def before_print(self, settings: Any = None) -> None:
        body.hide(self)

    def apply_fieldlevel_read_permissions(self) -> None:
        super().apply_fieldlevel_read_permissions()
        body.hide(self)

    def db_insert(self, *args: Any, **kwargs: Any) -> Any:
        with body.covered(self):
            return super().db_insert(*args, **kwargs)

    def db_update(self, *args: Any, **kwargs: Any) -> Any:
        with body.covered(self):
            return super().db_update(*args, **kwargs)

    def __getstate__(self) -> dict[str, Any]:
        # What is put into a cache holds no words.
        return body.state_without_words(super().__getstate__())
