"""Saved filters, migrated as their owners' own filters of the list of cases: nobody else reads them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import frappe
from frappe import _

from cfm_app.exchange import refusals
from cfm_app.exchange.case_import import reason_of
from cfm_app.exchange.migration import filter_translation, outcomes, records, saved_searches
from cfm_app.exchange.migration.filter_translation import FilterTranslator
from cfm_app.exchange.migration.history import Users
from cfm_app.exchange.migration.outcomes import Ledger, Outcome
from cfm_app.exchange.migration.plan import Plan
from cfm_app.exchange.migration.records import Record, Source
from cfm_app.exchange.migration.saved_searches import NoCounterpart, Search

DOCTYPE = "List Filter"
POINT = "cfm_migration_filter"
PORTION = 200
LONGEST_NAME = 140


def bring(
    source: Source,
    plan: Plan,
    users: Users,
    ledger: Ledger,
    labels: dict[str, dict[str, str]],
    since: datetime | None = None,
) -> Iterator[tuple[str, list[Record]]]:
    """Migrate the filters of each module; yields each batch once it is done.

    They are few, and today's plan may translate one that was saved long ago, so each run reads all. A server is
    asked for those saved since: to translate one, all cases have to be read.
    """
    for module in records.FILTERS:
        if module not in source.modules():
            continue
        found = list(source.records(module, since))
        if not found:
            continue
        searches = {each.id: search for each in found if (search := _readable(each))}
        brought = Filters(
            FilterTranslator(source, plan, users, labels, searches.values()), users, ledger
        )
        for start in range(0, len(found), PORTION):
            batch = found[start : start + PORTION]
            brought.take(module, batch)
            yield module, batch


def _readable(found: Record) -> Search | None:
    try:
        return saved_searches.search_of(found)
    except NoCounterpart:
        return None


class Filters:
    """Migrates one filter after the other, each with its line in the report."""

    def __init__(self, translator: FilterTranslator, users: Users, ledger: Ledger) -> None:
        self._translator, self._users, self._ledger = translator, users, ledger
        self._seen: set[str] = set()

    def take(self, module: str, batch: list[Record]) -> None:
        """The filters of one batch."""
        known = self._ledger.known(module, [each.id for each in batch])
        for each in batch:
            row = self._row(each)
            is_here = (
                known.get(each.id) if each.id in known and known[each.id].target_name else None
            )
            if self._needs_storing(each, row, is_here):
                self._store(each, row, is_here)
            if row.outcome:
                self._ledger.note(row)

    def _row(self, found: Record) -> Outcome:
        row = Outcome(found.module, found.id, outcomes.BROUGHT, place=found.place)
        row.source_modified = found.values.get("date_modified", "")
        return row

    def _needs_storing(self, found: Record, row: Outcome, known: Any) -> bool:
        """Whether to store the filter; if not, the row says why. Its outcome is empty if nothing is new."""
        if known:
            row.target_type, row.target_name = known.target_type, known.target_name
            row.target_modified, row.made_here = known.target_modified, known.made_here
        if found.problem:
            row.outcome, row.reason = outcomes.FAILED, found.problem
        elif found.id in self._seen:
            row.source_id, row.outcome = f"{found.id} ({found.place})", outcomes.LEFT_OUT
            row.reason = _("Its ID comes twice; the first one counts.")
            row.target_name = ""
        elif records.is_deleted(found) and known:
            row.outcome = outcomes.CONFLICT
            row.reason = _("It was thrown away there since: what is here stays.")
        elif records.is_deleted(found):
            row.outcome, row.reason = outcomes.LEFT_OUT, _("It lies in the bin of SugarCRM.")
        elif known and known.source_modified == row.source_modified:
            row.outcome = outcomes.BROUGHT if self._ledger.is_dry else ""
            row.reason = _("It is here already.")
            self._seen.add(found.id)
        else:
            self._seen.add(found.id)
            return True
        return False

    def _store(self, found: Record, row: Outcome, known: Any) -> None:
        frappe.db.savepoint(POINT)
        try:
            values = self._values(saved_searches.search_of(found))
            if known:
                self._update(values, row, known)
            elif not self._ledger.is_dry:
                self._insert(values, row)
        except NoCounterpart as reason:
            # The earlier version is here, and stays.
            row.outcome = outcomes.CONFLICT if known else outcomes.LEFT_OUT
            row.reason = str(reason)
        except refusals.FATAL:
            raise
        except Exception as error:  # One bad filter must not cost the good ones.
            frappe.db.rollback(save_point=POINT)
            row.outcome, row.reason = outcomes.FAILED, reason_of(error)
        frappe.db.release_savepoint(POINT)

    def _values(self, search: Search) -> dict[str, str]:
        user = self._users.user(search.owner)
        if not user:
            raise NoCounterpart(_("Whose filter it is has no user here."))
        return {
            "reference_doctype": filter_translation.CASE,
            "filter_name": search.name[:LONGEST_NAME] or _("Filter"),
            "filters": filter_translation.as_stored(self._translator.filters(search)),
            "for_user": user,
        }

    def _insert(self, values: dict[str, str], row: Outcome) -> None:
        doc = frappe.get_doc({"doctype": DOCTYPE, **values}).insert(ignore_permissions=True)
        # The migrating user does not own the filter, and does not read it.
        own = {"owner": values["for_user"], "modified_by": values["for_user"]}
        frappe.db.set_value(DOCTYPE, doc.name, own, update_modified=False)
        row.target_type, row.target_name, row.made_here = DOCTYPE, str(doc.name), 1
        row.target_modified = modified_stamp(row.target_name)

    def _update(self, values: dict[str, str], row: Outcome, known: Any) -> None:
        stamp = modified_stamp(known.target_name)
        if not stamp:
            row.outcome, row.reason = outcomes.LEFT_OUT, _("It was deleted here.")
        elif stamp != known.target_modified:
            row.outcome = outcomes.CONFLICT
            row.reason = _("It was changed here, too: what is here stays.")
        elif not self._ledger.is_dry:
            frappe.db.set_value(DOCTYPE, known.target_name, {**values, "owner": values["for_user"]})
            row.target_modified = modified_stamp(known.target_name)


def modified_stamp(name: str) -> str:
    """When a filter here was last saved; empty if it no longer exists."""
    return str(frappe.db.get_value(DOCTYPE, name, "modified") or "")
