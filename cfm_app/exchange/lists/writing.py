"""Stores drafts through the same checks as a form, and records what changed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, get_datetime

from cfm_app.base.fields import field_of
from cfm_app.exchange import refusals
from cfm_app.exchange.lists.cells import Cells, is_same
from cfm_app.exchange.lists.columns import NAME, ListColumn, is_named_by_people
from cfm_app.exchange.lists.drafts import Draft
from cfm_app.security.administration import access_requests

NEW, CHANGED, SAME, FAILED = "New", "Changed", "Unchanged", "Failed"
BOTH, ONLY_NEW, ONLY_CHANGES = MODES = ("New and changed", "New only", "Changes only")
SAVEPOINT = "cfm_list_row"


@dataclass(frozen=True)
class Plan:
    """What to do with a sheet."""

    doctype: str
    columns: dict[str, ListColumn]
    key: str = ""
    mode: str = BOTH
    invite: bool = False
    is_trial: bool = False


@dataclass(frozen=True)
class Change:
    """A changed field: both values for reading, and the old one for undoing."""

    key: str
    label: str
    old: str
    new: str
    before: Any = None


@dataclass
class Outcome:
    """The result of a draft."""

    number: int
    action: str
    name: str = ""
    title: str = ""
    stamp: str = ""
    changes: list[Change] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)


class Refused(Exception):
    """A draft is refused, with a reason."""


class Writer:
    """Stores the drafts of one sheet, one by one."""

    def __init__(self, plan: Plan, cells: Cells) -> None:
        self.plan = plan
        self.cells = cells
        self._taken: set[str] = set()

    def take(self, draft: Draft) -> Outcome:
        """Store a draft; what is refused leaves no trace but its reason."""
        if draft.errors:
            return Outcome(draft.number, FAILED, errors=draft.errors)
        # The framework forgets only documents that had a name when it began to save them.
        frappe.flags.currently_saving = []
        frappe.db.savepoint(SAVEPOINT)
        try:
            found = self._store(draft)
        except refusals.FATAL:
            raise
        except Exception as error:  # One bad row must not cost the good ones.
            frappe.db.rollback(save_point=SAVEPOINT)
            frappe.db.release_savepoint(SAVEPOINT)
            why = self._why(error)
            frappe.clear_messages()
            return Outcome(draft.number, FAILED, errors=[("", why)])
        frappe.db.release_savepoint(SAVEPOINT)
        frappe.clear_messages()
        return found

    def _why(self, error: Exception) -> str:
        if isinstance(error, Refused):
            return str(error)
        if isinstance(error, access_requests.SecondPersonNeeded):
            return self._ask_second_person(error)
        if isinstance(error, frappe.DuplicateEntryError | frappe.UniqueValidationError):
            return _(
                "There is a record with this name or value already, which is not yours to change."
            )
        return refusals.reason(error, self.plan.doctype, _("The record needs a value here: {0}"))

    def _ask_second_person(self, error: access_requests.SecondPersonNeeded) -> str:
        """A trial asks nobody; the import asks, as a form would."""
        frappe.db.after_rollback.reset()
        if self.plan.is_trial:
            return _("More people would see restricted cases: a second person will be asked.")
        access_requests.store(error.change, error.gained, frappe.session.user)
        return _("More people would see restricted cases: a second person was asked and decides.")

    # --- storing ------------------------------------------------------------------------------
    def _store(self, draft: Draft) -> Outcome:
        name = self._find(draft)
        if name and name in self._taken:
            raise Refused(_("{0} stands in the sheet twice.").format(name))
        found = self._change(draft, name) if name else self._make(draft)
        self._taken.add(found.name)
        return found

    def _find(self, draft: Draft) -> str | None:
        """The record that a draft is about, among those that the user may read."""
        value = draft.values.get(self.plan.key) if self.plan.key else None
        if value is None:
            if self.plan.mode == ONLY_CHANGES:
                raise Refused(_("Nothing says which record this row changes."))
            return None
        found = frappe.get_list(
            self.plan.doctype,
            filters={self.plan.key: value},
            pluck="name",
            limit_page_length=2,
            order_by="name asc",
        )
        if len(found) > 1:
            raise Refused(_("Several records have “{0}”: it says not which one.").format(value))
        if found and self.plan.mode == ONLY_NEW:
            raise Refused(_("{0} is there already.").format(value))
        if not found and self.plan.mode == ONLY_CHANGES:
            raise Refused(_("There is no {0} “{1}”.").format(_(self.plan.doctype), value))
        return str(found[0]) if found else None

    def _make(self, draft: Draft) -> Outcome:
        doctype, values = self.plan.doctype, dict(draft.values)
        name = values.pop(NAME, None)
        if name and not is_named_by_people(doctype):
            raise Refused(_("There is no {0} “{1}”.").format(_(doctype), name))
        doc = frappe.new_doc(doctype)
        if name:
            doc.name = name
        doc.update(values)
        for table, rows in draft.tables.items():
            doc.set(table, rows)
        if doctype == "User":
            doc.send_welcome_email = int(self.plan.invite)
        doc.insert()
        self.cells.know(doctype, doc.name, cstr(doc.get_title()))
        told = [Change(key, label, "", new) for key, label, new in self._told(doc, draft) if new]
        return self._outcome(draft, NEW, doc, told)

    def _change(self, draft: Draft, name: str) -> Outcome:
        doc = frappe.get_doc(self.plan.doctype, name)
        doc.check_permission("write")
        columns = self._columns_of(draft)
        old = [(each, self._held(doc, each)) for each in columns]
        before = {table: _rows(doc, table) for table in draft.tables}
        doc.update({key: value for key, value in draft.values.items() if key != NAME})
        for table, rows in draft.tables.items():
            if not _are_same(before[table], rows, self._of_table(table)):
                doc.set(table, rows)
        if not any(not is_same(each, value, self._held(doc, each)) for each, value in old):
            return self._outcome(draft, SAME, doc, [])
        doc.save()
        changes = [
            Change(
                each.key,
                each.label,
                self.cells.told(each, value),
                self.cells.told(each, self._held(doc, each)),
                before[each.table] if each.table else _storable(value),
            )
            for each, value in old
            if not is_same(each, value, self._held(doc, each))
        ]
        return self._outcome(draft, CHANGED, doc, changes)

    def _outcome(self, draft: Draft, action: str, doc: Document, changes: list[Change]) -> Outcome:
        title = cstr(doc.get_title() or doc.name)
        return Outcome(draft.number, action, str(doc.name), title, stamp_of(doc), changes)

    # --- telling ------------------------------------------------------------------------------
    def _told(self, doc: Document, draft: Draft) -> Iterator[tuple[str, str, str]]:
        for each in self._columns_of(draft):
            yield each.key, each.label, self.cells.told(each, self._held(doc, each))

    def _columns_of(self, draft: Draft) -> list[ListColumn]:
        return [
            each
            for key, each in self.plan.columns.items()
            if key != NAME and (key in draft.values or each.table in draft.tables)
        ]

    def _of_table(self, table: str) -> list[ListColumn]:
        return [each for each in self.plan.columns.values() if each.table == table]

    def _held(self, doc: Document, column: ListColumn) -> Any:
        if column.table:
            return [row.get(column.df.fieldname) for row in doc.get(column.table) or []]
        return doc.get(column.key)


def stamp_of(doc: Document) -> str:
    """The stored `modified` of a record, by which later changes are noticed."""
    return str(get_datetime(frappe.db.get_value(doc.doctype, doc.name, "modified")))


def _rows(doc: Document, table: str) -> list[dict[str, Any]]:
    """The rows of a table as they can be put back."""
    fields = [df.fieldname for df in frappe.get_meta(field_of(doc.doctype, table).options).fields]
    return [
        {name: _storable(row.get(name)) for name in fields if row.get(name) not in (None, "")}
        for row in doc.get(table) or []
    ]


def _are_same(before: list[dict[str, Any]], rows: list[Any], columns: list[ListColumn]) -> bool:
    if len(columns) == 1 and columns[0].is_list:
        name = columns[0].df.fieldname
        return {row.get(name) for row in before} == {row.get(name) for row in rows}
    if len(before) != len(rows):
        return False
    return all(
        is_same(each, old.get(each.df.fieldname), new.get(each.df.fieldname))
        for old, new in zip(before, rows, strict=True)
        for each in columns
        if each.df.fieldname in new
    )


def _storable(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float) else str(value)
