"""In which order the rules of a case are asked and followed when it is recorded, and when it is changed.

Rules read what those before them have settled. Whoever moves one on purpose writes the new order here.
"""

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import frappe
from frappe.model.document import Document

import cfm_app
from cfm_app.base import consts
from cfm_app.cfm_app.doctype.case import case as controller
from cfm_app.cfm_app.doctype.case import stages
from cfm_app.testing import CFMTestCase

ROOT = str(Path(cfm_app.__file__).parent)
# Where it is written in which order rules are asked.
ORDERING = {controller.__file__, stages.__file__}
# Of each row, and of a function that remembers its answers.
LEFT_OUT = {"name_own", "remembering"}
MADE = """
cell_values.check child_rows.check
"""
BEFORE = """
gate.check_writing processing_restriction.check arguments.read_texts timestamps.date_new_rows
timestamps.to_the_minute cell_values.check child_rows.check part_of_office.check
unrecorded_writes.check_attached
"""
WRITTEN = """
body.disarm integrity.restore_system_fields timestamps.set_received_on immutable_rows.protect
"""
# A new case has none.
CONSENT = """
consent.derived_status
"""
# What features ask of a case has one place, whichever of them are there.
OF_FEATURES = " ".join(
    f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}" for rule in stages.FEATURE_RULES
)
CHECKED = f"""
integrity.require_existing {OF_FEATURES} numbers.check unrecorded_writes.check_case
workflow_guard.enforce duplicates.forget_when_reopened classification.apply
class_reach.redirect_unreached form_rules.apply narrowed_choices.check lifting.check
particulars.restore classification.check_lifted assignment.leave_to_handlers procedure.apply
phases.apply step_completion.tick_done_steps phases.stamp_steps phases.check_steps extensions.check
handlers.stamp_act case_clock.apply contact.stamp contact_attempts.settle reopen.set_contacts_aside
answer.note_first_contact evidence.check contact_attempts.set_next_contact
contact_attempts.check_unreachable close.check particulars.withhold timestamps.to_the_minute
markup.neutralise_json office_names.refuse_lost_name
"""
INSERTED = "outgoing_data.attach_answer"
STORED = """
particulars.store files.follow page_photos.follow particulars.release
"""
# The number that is told the person, and the stub of a restricted case.
NEW, CHANGED = "status_codes.ensure", "case_stubs.update"
FOLLOWED = """
from_conversation.follow_class from_call.follow_class extensions.tell digest.send_for_period
outgoing_data.attach_answer particulars.show_only_stub procedure.show_reason
named_duplicates.follow_case index.follow_case assignment.give_back_unseen changes.follow_case
cached_counts.follow_class recount.follow_case
outgoing_data.attach_answer
"""


class TestOrder(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))

    def test_of_a_new_case(self) -> None:
        with _asked() as found:
            self.case(category="Quantité de la ration")
        order = (MADE, BEFORE, WRITTEN, CHECKED, INSERTED, STORED, NEW, FOLLOWED)
        self.assertEqual(found, " ".join(order).split())

    def test_of_a_changed_case(self) -> None:
        case = self.case(category="Quantité de la ration")
        case.priority = "Haute"
        with _asked() as found:
            case.save()
        order = (BEFORE, WRITTEN, CONSENT, CHECKED, STORED, CHANGED, FOLLOWED)
        self.assertEqual(found, " ".join(order).split())


@contextmanager
def _asked() -> Iterator[list[str]]:
    """What the order gives the word to, and what is hooked, one after the other."""
    found: list[str] = []
    hooked = {_code(path) for path in _hooked()}

    def listen(frame: FrameType, event: str, argument: Any) -> None:
        code, caller = frame.f_code, frame.f_back
        if event != "call" or caller is None or not code.co_filename.startswith(ROOT):
            return
        about = frame.f_locals.get(code.co_varnames[0]) if code.co_varnames else None
        if isinstance(about, Document) and about.doctype != "Case":
            # On a bench the framework makes a Workflow Action beside the case.
            return
        is_ordered = caller.f_code.co_filename in ORDERING and code.co_filename not in ORDERING
        if (code in hooked or is_ordered) and code.co_name not in LEFT_OUT:
            found.append(f"{Path(code.co_filename).stem}.{code.co_name}")

    sys.setprofile(listen)
    try:
        yield found
    finally:
        sys.setprofile(None)


def _hooked() -> Iterator[str]:
    events = frappe.get_hooks("doc_events")
    for doctype in ("Case", "*"):
        for paths in events.get(doctype, {}).values():
            yield from [paths] if isinstance(paths, str) else paths


def _code(path: str) -> CodeType:
    function: Callable[..., Any] = inspect.unwrap(frappe.get_attr(path))
    return function.__code__
