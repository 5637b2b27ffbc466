"""Exports lists: columns, rows, and the file.

Everything is read by `get_list`, so nobody exports what they may not read. The person of a case is never
exported: neither their record nor identifying columns.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, cint, flt, get_datetime, getdate

from cfm_app.base import workbook
from cfm_app.base.counting import counted
from cfm_app.base.fields import hidden_by_office
from cfm_app.exchange.vocabulary import TITLES
from cfm_app.security import audit
from cfm_app.security.second_factor import step_up

BATCH = 1000
FORMATS = ("xlsx", "csv")
DOCTYPES = ("Case", "Referral", "Consent")
# Never exported: the person of a case, and copies of signatures.
WITHHELD = {
    "Case": ("community_member",),
    "Referral": (),
    "Consent": ("community_member", "giver_relation", "witness", "evidence"),
}
# Columns with people's words, which may identify them: available, but not selected by default.
TELLING = (
    "description",
    "information_given",
    "resolution",
    "satisfaction_comment",
    "reason",
    "shared_summary",
    "response",
    "rejection_reason",
    "override_reason",
    "basis_reason",
    "withdrawal_reason",
    "statement_text",
)
USUAL = {
    "Case": (
        "received_on workflow_state phase channel category sensitivity priority location place_details"
        " programme partner sex age_group sla_status resolved_on informed_on closed_on satisfaction"
    ).split(),
    "Referral": "cfm_case functional_area focal_point workflow_state due_on responded_on".split(),
    "Consent": "cfm_case giver method language workflow_state decided_on withdrawn_on".split(),
}
LEFT_OUT = (
    "Section Break",
    "Column Break",
    "Tab Break",
    "Table",
    "Table MultiSelect",
    "HTML",
    "Button",
    "Password",
    "Attach",
    "Attach Image",
    "Code",
)
PERIODS = {"Case": "received_on", "Referral": "creation", "Consent": "creation"}
TREES = {"location": "CFM Location", "category": "Case Category"}
PLAIN_FILTERS = ("phase", "workflow_state", "channel", "sensitivity")

Progress = Callable[[int], None]


@dataclass(frozen=True)
class ExportRequest:
    """What somebody wants to export."""

    doctype: str
    columns: tuple[str, ...] = ()
    filters: dict[str, Any] = field(default_factory=dict)
    format: str = "xlsx"

    @classmethod
    def of(cls, doctype: str, columns: Any, filters: Any, format_: str = "xlsx") -> "ExportRequest":
        """Read a request from form values; throws for columns that nobody may export."""
        if doctype not in DOCTYPES:
            frappe.throw(_("{0} cannot be exported here.").format(_(doctype)))
        frappe.has_permission(doctype, "export", throw=True)
        if format_ not in FORMATS:
            frappe.throw(_("{0} is no format of an export.").format(format_))
        offered = {column["value"] for column in columns_of(doctype)}
        for column in columns:
            if column not in offered:
                frappe.throw(_("The column {0} cannot be exported.").format(column))
        return cls(doctype, tuple(columns), dict(filters), format_)


# --- what can be had --------------------------------------------------------------------------
def doctypes() -> list[str]:
    """The DocTypes that the user may export."""
    return [doctype for doctype in DOCTYPES if frappe.has_permission(doctype, "export")]


def columns_of(doctype: str) -> list[dict[str, Any]]:
    """The columns that the user may read, in the order of the form; hidden ones are marked."""
    meta = frappe.get_meta(doctype)
    levels = meta.get_permlevel_access("read")
    hidden = hidden_by_office(doctype)
    found = [{"value": "name", "label": _("Number"), "usual": True, "telling": False}]
    for df in meta.fields:
        is_open = (df.permlevel or 0) in levels and df.fieldname not in WITHHELD[doctype]
        is_shown = not df.hidden or df.fieldname in hidden
        if is_open and is_shown and df.fieldtype not in LEFT_OUT and not df.report_hide:
            label = _("{0} (hidden in the form)").format(_(df.label)) if df.hidden else _(df.label)
            column = {"value": df.fieldname, "label": label}
            column["usual"] = df.fieldname in USUAL[doctype] and not df.hidden
            column["telling"] = df.fieldname in TELLING
            found.append(column)
    return found


def filters_of(doctype: str) -> list[str]:
    """The filters of a DocType, apart from the period."""
    meta = frappe.get_meta(doctype)
    return [name for name in (*PLAIN_FILTERS, *TREES) if meta.has_field(name)]


def count(request: ExportRequest) -> int:
    """The number of rows."""
    names = frappe.get_list(
        request.doctype,
        pluck="name",
        filters=_filters(request),
        order_by="name asc",
        limit_page_length=0,
    )
    return len(names)


# --- the file ---------------------------------------------------------------------------------
def write(request: ExportRequest, progress: Progress | None = None) -> bytes:
    """The file. Every export is logged."""
    step_up.require(step_up.EXPORT)
    meta = frappe.get_meta(request.doctype)
    names = [_("Number") if name == "name" else _(meta.get_label(name)) for name in request.columns]
    told = _Counter(progress)
    rows = told.count(_rows(request))
    if request.format == "csv":
        content = workbook.write_csv(names, rows)
    else:
        content = workbook.write(_(request.doctype), names, rows)
    detail = counted(_("{0} rows: {1}"), told.number, ", ".join(request.columns))
    audit.record("Export", request.doctype, detail=detail[:140])
    return content


class _Counter:
    """Counts the rows that pass, and tells from time to time how many."""

    def __init__(self, progress: Progress | None) -> None:
        self.number = 0
        self.progress = progress

    def count(self, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
        for row in rows:
            self.number += 1
            if self.progress and self.number % BATCH == 0:
                self.progress(self.number)
            yield row


def _rows(request: ExportRequest) -> Iterator[list[Any]]:
    """The rows in the order of recording, in portions.

    A portion begins at the moment of the last row, after those of the same moment that were written.
    """
    meta = frappe.get_meta(request.doctype)
    readers = [_reader(meta.get_field(name)) for name in request.columns]
    fields = list(dict.fromkeys(("name", "creation", *request.columns)))
    filters, since, tied = _filters(request), None, 0
    while True:
        found = frappe.get_list(
            request.doctype,
            fields=fields,
            filters=[*filters, ["creation", ">=", since]] if since else filters,
            order_by="creation asc, name asc",
            limit_start=tied,
            limit_page_length=BATCH,
        )
        for row in found:
            yield [read(row.get(name)) for read, name in zip(readers, request.columns, strict=True)]
        if len(found) < BATCH:
            return
        last = found[-1].creation
        tied = sum(row.creation == last for row in found) + (tied if last == since else 0)
        since = last


def _reader(df: Any) -> Callable[[Any], Any]:
    """The formatter of a field: dates stay dates, choices are translated."""
    kind, options = (df.fieldtype, df.options) if df else ("Data", "")
    if kind in ("Datetime", "Date"):
        read = get_datetime if kind == "Datetime" else getdate
        return lambda value: read(value) if value else None
    if kind in ("Int", "Check"):
        return cint
    if kind in ("Float", "Currency", "Percent", "Duration"):
        return lambda value: None if value is None else flt(value)
    if kind == "Link" and options in TITLES:
        titles = _titles(options)
        return lambda value: titles.get(value, value)
    if kind == "Select" or (kind == "Link" and options != "User"):
        return lambda value: _(value) if value else None
    return lambda value: value


def _titles(doctype: str) -> dict[str, str]:
    """Labels of records whose names are codes."""
    title = TITLES[doctype]
    rows = frappe.get_all(doctype, fields=["name", title], order_by="name asc")
    return {row.name: f"{_(row[title] or '')} ({row.name})" for row in rows}


def _filters(request: ExportRequest) -> list[list[Any]]:
    chosen, meta = request.filters, frappe.get_meta(request.doctype)
    moment = PERIODS[request.doctype]
    found: list[list[Any]] = []
    if chosen.get("from_date"):
        found.append([moment, ">=", getdate(chosen["from_date"])])
    if chosen.get("to_date"):
        found.append([moment, "<", add_days(getdate(chosen["to_date"]), 1)])
    for name in PLAIN_FILTERS:
        if chosen.get(name) and meta.has_field(name):
            found.append([name, "=", chosen[name]])
    for name, tree in TREES.items():
        if chosen.get(name) and meta.has_field(name):
            found.append([name, "in", _subtree(tree, chosen[name])])
    return found


def _subtree(doctype: str, name: str) -> list[str]:
    """A place or category with everything below it."""
    borders = frappe.db.get_value(doctype, name, ["lft", "rgt"])
    if not borders:
        frappe.throw(_("{0} {1} does not exist.").format(_(doctype), name))
    filters = [["lft", ">=", borders[0]], ["rgt", "<=", borders[1]]]
    return frappe.get_all(doctype, filters=filters, pluck="name", order_by="lft asc")
