"""What a report page is asked for: its address, or what a report was saved with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from ....kernel.core.names import split_names
from ....kernel.document.api import get_doc
from ....kernel.meta.loader import get_meta
from ....kernel.query.filters import listed_filters
from ....kernel.utils.numbers import cint
from ....kernel.utils.urls import slug
from ....services.reports.settings import (
    BuilderSettings,
    FieldOf,
    Grouping,
    read_settings,
    sql_name,
)
from ..list_request import as_lists

SIZES = (20, 100, 500)
_OWN = split_names("columns, filters, order_by, group_by, then_by, across, function, on, totals")
"""What an address may say of the settings; if it says any of it, it says all."""


def key_of(each: FieldOf, doctype: str) -> str:
    """How addresses call a field: ``field``, ``DocType.field`` of a table, ``link:field``."""
    if each.link:
        return f"{each.link}:{each.fieldname}"
    return each.fieldname if each.doctype == doctype else f"{each.doctype}.{each.fieldname}"


def read_key(text: str, doctype: str) -> FieldOf | None:
    """The field that ``key_of`` named, or ``None`` if there is no such link."""
    link, colon, name = text.partition(":")
    if colon:
        target = get_meta(doctype).get_field(link)
        if target is None or target.fieldtype != "Link":
            return None
        return FieldOf(name, str(target.options), link)
    table, dot, name = text.rpartition(".")
    return FieldOf(name, table) if dot else FieldOf(text, doctype)


@dataclass(frozen=True)
class ReportRequest:
    """One page of a report; ``name`` is that of a saved one, ``changed`` whether it differs."""

    settings: BuilderSettings
    name: str = ""
    changed: bool = False
    start: int = 0
    size: int = SIZES[0]

    @property
    def doctype(self) -> str:
        return self.settings.doctype

    @property
    def path(self) -> str:
        base = f"/app/{quote(slug(self.doctype))}/view/report"
        return f"{base}/{quote(self.name, safe='')}" if self.name else base

    @property
    def sort(self) -> tuple[str, bool]:
        """The column by which rows are sorted, as its key, and whether downwards."""
        first = self.settings.order_by.split(",")[0].strip()
        column, _space, direction = first.rpartition(" ")
        table, _dot, name = (column or first).replace("`", "").rpartition(".")
        each = FieldOf(name, table.removeprefix("tab") or self.doctype)
        return key_of(each, self.doctype), direction.lower() != "asc"

    def query(self, **changes: Any) -> dict[str, Any]:
        """The whole request as the query of an address, with some parts changed."""
        settings, grouping = self.settings, self.settings.grouping
        keys = [key_of(each, self.doctype) for each in settings.fields]
        sort, downwards = self.sort
        own = {
            "columns": ",".join(keys),
            "filters": json.dumps(as_lists(settings.filters), ensure_ascii=False),
            "order_by": f"{sort} {'desc' if downwards else 'asc'}" if settings.order_by else "",
            "group_by": key_of(grouping.by, self.doctype) if grouping else "",
            "then_by": key_of(grouping.then, self.doctype) if grouping and grouping.then else "",
            "across": 1 if grouping and grouping.is_crossed else "",
            "function": grouping.function if grouping else "",
            "on": key_of(grouping.on, self.doctype) if grouping and grouping.on else "",
            "totals": int(settings.totals) or "",
            "start": self.start or "",
            "size": self.size if self.size != SIZES[0] else "",
        }
        return {**own, **changes}

    def url(self, **changes: Any) -> str:
        query = {key: value for key, value in self.query(**changes).items() if value != ""}
        return f"{self.path}?{urlencode(query)}"

    def file_url(self, kind: str) -> str:
        """The report as a file of a kind, or as a sheet of paper."""
        query = {**self.query(start="", size=""), "report": self.name, "format": kind}
        given = {key: value for key, value in query.items() if value != ""}
        return f"/app/report-file/{quote(slug(self.doctype))}?{urlencode(given)}"


def read_request(doctype: str, name: str, query: Mapping[str, str]) -> ReportRequest:
    """The request that an address makes; ``DoesNotExistError`` for a report that is not saved."""
    saved = BuilderSettings(doctype)
    if name:
        saved = read_settings(get_doc("Report", name).json, doctype)
    settings = saved
    if any(key in query for key in _OWN):
        settings = _settings(doctype, query)
    size = cint(query.get("size")) or saved.page_length
    return ReportRequest(
        settings=settings,
        name=name,
        changed=_plain(settings) != _plain(saved),
        start=max(cint(query.get("start")), 0),
        size=size if size in SIZES else SIZES[0],
    )


def _plain(settings: BuilderSettings) -> str:
    return replace(settings, page_length=0, chart={}).as_json()


def _settings(doctype: str, query: Mapping[str, str]) -> BuilderSettings:
    keys = [key for key in query.get("columns", "").split(",") if key]
    fields = [each for key in keys if (each := read_key(key, doctype)) is not None]
    return BuilderSettings(
        doctype=doctype,
        fields=tuple(dict.fromkeys(fields)),
        filters=tuple(listed_filters(query.get("filters"), doctype)),
        order_by=_order(doctype, query.get("order_by", "")),
        grouping=_grouping(doctype, query),
        totals=bool(cint(query.get("totals"))),
    )


def _order(doctype: str, text: str) -> str:
    key, _space, direction = text.partition(" ")
    each = read_key(key, doctype) if key else None
    if each is None or each.link:
        return ""
    return f"{sql_name(each)} {'asc' if direction.lower() == 'asc' else 'desc'}"


def _grouping(doctype: str, query: Mapping[str, str]) -> Grouping | None:
    by = read_key(query.get("group_by", ""), doctype) if query.get("group_by") else None
    if by is None or by.link:
        return None
    function = query.get("function") or "count"
    on = read_key(query["on"], doctype) if query.get("on") else None
    then = read_key(query["then_by"], doctype) if query.get("then_by") else None
    more = Grouping(by, then=None if then == by else then, across=bool(cint(query.get("across"))))
    if function not in ("sum", "avg") or on is None:
        return more
    return replace(more, function=function, on=on)
