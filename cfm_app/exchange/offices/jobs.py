"""Background jobs that write and read files of cases. After a failure the next run continues."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime, strip_html

from cfm_app.exchange import refusals
from cfm_app.exchange.agencies import entry, states
from cfm_app.exchange.case_import import reason_of
from cfm_app.exchange.offices import links, parcel, parcels, taking
from cfm_app.security.entitlement.handlers import QUIET

BATCH, POINT = 20, "cfm_office_case"


def give(name: str, language: str) -> None:
    """Make the file of a record."""
    row = _claim(name, language)
    if row:
        _safely(name, row, lambda agreement: parcels.write(name, agreement))


def take(name: str, language: str) -> None:
    """Bring in the file of a record."""
    row = _claim(name, language)
    if row:
        _safely(name, row, lambda agreement: _bring(row, agreement))


def _bring(row: Any, agreement: Document) -> None:
    """What came over the line is answered over the line; of a restricted class a handler answers."""
    if Bringing(row, agreement).work():
        frappe.delete_doc("File", row.file_id, ignore_permissions=True, delete_permanently=True)
    if row.line and agreement.direction == states.THEY_SEND and not agreement.restricted_class:
        parcels.begin(agreement)


def _claim(name: str, language: str) -> Any:
    frappe.local.lang = language
    row = frappe.db.get_value(parcels.DOCTYPE, name, "*", as_dict=True, for_update=True)
    if not row or row.state not in (parcels.WAITING, parcels.RUNNING):
        return None
    frappe.db.set_value(parcels.DOCTYPE, name, "state", parcels.RUNNING)
    frappe.db.commit()
    return row


def _safely(name: str, row: Any, act: Any) -> None:
    """Run as the office, so that no user's permissions limit it, and no user is told what is closed."""
    user, was_quiet = frappe.session.user, frappe.flags.get(QUIET)
    frappe.set_user("Administrator")
    try:
        agreement = frappe.get_doc(entry.DOCTYPE, row.agreement)
        # What nobody brought in by hand has to be told to those who handle it.
        frappe.flags[QUIET] = not (agreement.restricted_class and row.line)
        links.require_in_force(agreement)
        act(agreement)
    except Exception as error:
        frappe.db.rollback()
        is_told = isinstance(error, frappe.ValidationError | frappe.PermissionError)
        if not is_told:
            # The words of an error may be those of a case.
            title = _("A file of another office could not be worked off")
            frappe.log_error(title=title, message=type(error).__name__)
        told = strip_html(str(error)) if is_told else type(error).__name__
        ended = {"state": parcels.FAILED, "message": told, "ended_on": now_datetime()}
        frappe.db.set_value(parcels.DOCTYPE, name, ended)
    finally:
        frappe.flags[QUIET] = was_quiet
        frappe.set_user(user)
    frappe.db.commit()


class Bringing:
    """One pass through an incoming file."""

    def __init__(self, row: Any, agreement: Document) -> None:
        self._row, self._agreement = row, agreement
        self._counts: Counter[str] = Counter()
        self._failures: list[list[str]] = []

    def work(self) -> bool:
        """Bring in all of it, each case wholly or not at all; says whether nothing was left."""
        found = parcel.unpacked(parcels.content_of(self._row), self._agreement)
        bringing = taking.Taking(self._agreement, found)
        frappe.db.set_value(
            parcels.DOCTYPE, self._row.name, {"cases_total": len(found.cases), "cases_done": 0}
        )
        for number in found.raised:
            self._try(number, lambda number=number: bringing.raise_class(number))  # type: ignore[misc]
        for number, told in found.taken.items():
            bringing.confirm(number, told)
        for done, bundle in enumerate(found.cases, start=1):
            # The framework keeps each new document there, and searches it at every saving.
            frappe.flags.currently_saving = []
            outcome = self._try(bundle["name"], lambda bundle=bundle: bringing.take(bundle))  # type: ignore[misc]
            self._counts[outcome or "failed"] += 1
            if done % BATCH == 0:
                self._tell(done)
        self._tell(len(found.cases), parcels.DONE)
        return not self._failures

    def _try(self, number: str, act: Any) -> str | None:
        frappe.db.savepoint(POINT)
        try:
            outcome: str | None = act()
        except refusals.FATAL:
            raise
        except Exception as error:  # One bad case must not cost the hundred good ones.
            frappe.db.rollback(save_point=POINT)
            self._failures.append([number, reason_of(error)])
            frappe.clear_messages()
            outcome = None
        frappe.db.release_savepoint(POINT)
        return outcome

    def _tell(self, done: int, state: str = parcels.RUNNING) -> None:
        counts = {f"{each}_count": self._counts[each] for each in parcels.COUNTS}
        values = {"state": state, "cases_done": done, **counts}
        values["failures"] = json.dumps(self._failures)
        if state == parcels.DONE:
            values["ended_on"] = now_datetime()
        frappe.db.set_value(parcels.DOCTYPE, self._row.name, values)
        frappe.db.commit()
