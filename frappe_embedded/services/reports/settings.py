"""What a report of the Report Builder shows: its JSON, read and written as Frappe's desk does."""

import json
from dataclasses import dataclass, field
from typing import Any

from ...kernel.core.messages import throw
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.query.filters import Filter, listed_filters

AGGREGATE = "_aggregate_column"
"""The column of a grouped report that holds its figure."""


@dataclass(frozen=True)
class FieldOf:
    """A field of the report's DocType, of one of its tables, or of what a ``link`` leads to."""

    fieldname: str
    doctype: str
    link: str = ""

    @property
    def key(self) -> str:
        """How rows call the value."""
        return f"{self.link}:{self.fieldname}" if self.link else f"{self.doctype}.{self.fieldname}"


@dataclass(frozen=True)
class Grouping:
    """One row for each value of a field, or of two, with a figure.

    ``across``: the values of the second one are columns. Both lie beside what Frappe's report view
    knows, which shows the first group alone.
    """

    by: FieldOf
    function: str = "count"
    on: FieldOf | None = None
    then: FieldOf | None = None
    across: bool = False

    @property
    def is_crossed(self) -> bool:
        return self.across and self.then is not None

    def as_json(self) -> dict[str, Any]:
        given: dict[str, Any] = {
            "group_by": sql_name(self.by),
            "aggregate_function": self.function,
        }
        if self.on is not None:
            given["aggregate_on"] = sql_name(self.on)
            given["aggregate_on_field"] = self.on.fieldname
            given["aggregate_on_doctype"] = self.on.doctype
        if self.then is not None:
            given |= {"then_by": sql_name(self.then), "across": int(self.across)}
        return given


@dataclass(frozen=True)
class BuilderSettings:
    """Each filter names its DocType.

    Fields of linked documents lie beside the ones Frappe's report view knows, which reads over
    them.
    """

    doctype: str
    fields: tuple[FieldOf, ...] = ()
    filters: tuple[Filter, ...] = ()
    order_by: str = ""
    grouping: Grouping | None = None
    totals: bool = False
    page_length: int = 0
    chart: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> str:
        own = [each for each in self.fields if not each.link]
        if self.grouping is not None:
            then = [self.grouping.then] if self.grouping.then else []
            own = [self.grouping.by, *then, FieldOf(AGGREGATE, self.doctype)]
        values: dict[str, Any] = {
            "filters": [[*each.as_list(), False] for each in self.filters],
            "fields": [[each.fieldname, each.doctype] for each in own],
            "order_by": self.order_by,
            "add_totals_row": int(self.totals),
            "page_length": self.page_length or 20,
            "column_widths": {},
            "group_by": self.grouping.as_json() if self.grouping else None,
            "chart_args": self.chart or None,
        }
        linked = [
            [each.link, each.fieldname, at] for at, each in enumerate(self.fields) if each.link
        ]
        if linked:
            values["link_fields"] = linked
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def sql_name(each: FieldOf) -> str:
    return f"`tab{each.doctype}`.`{each.fieldname}`"


def read_settings(text: str | None, doctype: str) -> BuilderSettings:
    """The settings that a report was saved with; older forms of them included."""
    try:
        given = json.loads(text or "{}")
    except ValueError:
        throw(_("The settings of this report cannot be read. Build it anew and save it again."))
    if not isinstance(given, dict):
        given = {}
    fields = [
        FieldOf(str(name), str(of))
        for name, of in given.get("fields") or given.get("columns") or []
    ]
    for link, name, at in sorted(given.get("link_fields") or [], key=lambda each: int(each[2])):
        target = get_meta(doctype).get_field(link)
        if target is not None and target.fieldtype == "Link":
            fields.insert(int(at), FieldOf(str(name), str(target.options), str(link)))
    grouping = _grouping(given.get("group_by"), doctype)
    return BuilderSettings(
        doctype=doctype,
        fields=tuple(each for each in fields if each.fieldname != AGGREGATE),
        filters=tuple(listed_filters(given.get("filters"), doctype)),
        order_by=_order(given, doctype),
        grouping=grouping,
        totals=bool(given.get("add_totals_row")),
        page_length=int(given.get("page_length") or 0),
        chart=dict(given.get("chart_args") or {}),
    )


def _grouping(given: Any, doctype: str) -> Grouping | None:
    if not given or not given.get("group_by"):
        return None
    function = str(given.get("aggregate_function") or "count").lower()
    on = given.get("aggregate_on")
    if function not in ("count", "sum", "avg"):
        throw(_("A report counts, adds up or averages; it cannot {0}").format(function))
    return Grouping(
        by=_named(str(given["group_by"]), doctype),
        function=function,
        on=_named(str(on), doctype) if on and function != "count" else None,
        then=_named(str(given["then_by"]), doctype) if given.get("then_by") else None,
        across=bool(given.get("across")),
    )


def _named(text: str, doctype: str) -> FieldOf:
    """``tabX`.`field`` or a field of the report's own DocType."""
    table, _dot, name = text.replace("`", "").rpartition(".")
    return FieldOf(name, table.removeprefix("tab") or doctype)


def _order(given: dict[str, Any], doctype: str) -> str:
    """The order; before they were saved as SQL, orders were saved as ``DocType.field``."""
    if given.get("order_by"):
        return str(given["order_by"])
    parts = []
    for column, direction in (("sort_by", "sort_order"), ("sort_by_next", "sort_order_next")):
        if given.get(column):
            each = _named(str(given[column]), doctype)
            parts.append(f"{sql_name(each)} {given.get(direction) or 'desc'}")
    return ", ".join(parts)
