"""What a list is asked for: its address read as filters, search, order and page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...kernel.core.context import local
from ...kernel.meta.docfield import DocField
from ...kernel.meta.meta import Meta
from ...kernel.permissions.docperm import get_role_permissions
from ...kernel.permissions.fields import readable_levels
from ...kernel.permissions.roles import ADMINISTRATOR
from ...kernel.utils.numbers import cint

SIZES = (20, 100)
OPERATORS = (
    "=",
    "!=",
    "like",
    "not like",
    "in",
    "not in",
    ">",
    "<",
    ">=",
    "<=",
    "is",
    "between",
    "timespan",
    "descendants of (inclusive)",
)
_STANDARD = (
    "name",
    "owner",
    "creation",
    "modified",
    "modified_by",
    "docstatus",
    "_assign",
    "_user_tags",
)
_TEXT = (
    "Data",
    "Link",
    "Select",
    "Small Text",
    "Text",
    "Long Text",
    "Read Only",
    "Phone",
    "Autocomplete",
)
_QUICK = ("Link", "Select", "Check", "Data", "Date")
_MOST_QUICK = 5


@dataclass(frozen=True)
class Condition:
    fieldname: str
    operator: str
    value: Any

    def as_filter(self) -> list[Any]:
        return [self.fieldname, self.operator, self.value]


@dataclass(frozen=True)
class ListRequest:
    """One page of a list."""

    meta: Meta
    quick: dict[str, str] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    search: str = ""
    sort: str = "modified"
    descending: bool = True
    start: int = 0
    size: int = SIZES[0]

    @property
    def filters(self) -> list[list[Any]]:
        quick = [[name, "=", value] for name, value in self.quick.items()]
        return quick + [each.as_filter() for each in self.conditions]

    @property
    def or_filters(self) -> list[list[Any]]:
        """Any column that people search may hold the words."""
        if not self.search:
            return []
        return [[name, "like", f"%{self.search}%"] for name in search_columns(self.meta)]

    @property
    def order_by(self) -> str:
        return f"`tab{self.meta.name}`.`{self.sort}` {'desc' if self.descending else 'asc'}"

    @property
    def narrowed(self) -> bool:
        return bool(self.quick or self.conditions or self.search)

    def query(self, **changes: Any) -> dict[str, Any]:
        """The request as the query of an address, with some parts changed."""
        filters = [each.as_filter() for each in self.conditions]
        own = {
            **self.quick,
            "q": self.search,
            "filters": json.dumps(filters, ensure_ascii=False) if filters else "",
            "order_by": f"{self.sort} {'desc' if self.descending else 'asc'}",
            "start": self.start or "",
            "size": self.size if self.size != SIZES[0] else "",
        }
        return {**own, **changes}


def readable(meta: Meta) -> list[DocField]:
    """The fields with a column whose level the user may read."""
    levels = readable_levels(meta, local.session.user)
    everything = local.session.user == ADMINISTRATOR
    fields = [
        df for df in meta.value_fields if everything or not df.permlevel or df.permlevel in levels
    ]
    if not only_selects(meta):
        return fields
    searched = {meta.get_title_field(), *meta.get_search_fields()}
    return [df for df in fields if df.fieldname in searched]


def only_selects(meta: Meta) -> bool:
    """Whether a list shows the user no more than names and what is searched."""
    rights = get_role_permissions(meta, local.session.user)
    return bool(rights.get("select") and not rights.get("read"))


def quick_fields(meta: Meta) -> list[DocField]:
    """The standard filters that stand beside the search box."""
    fields = [df for df in readable(meta) if df.in_standard_filter and df.fieldtype in _QUICK]
    return fields[:_MOST_QUICK]


def search_columns(meta: Meta) -> list[str]:
    permitted = {df.fieldname: df for df in readable(meta)}
    wanted = ["name", meta.get_title_field(), *meta.get_search_fields()]
    return [
        name
        for name in dict.fromkeys(wanted)
        if name == "name" or (name in permitted and permitted[name].fieldtype in _TEXT)
    ]


def read_request(meta: Meta, query: Mapping[str, str]) -> ListRequest:
    """The request that an address makes; parts that make no sense are left out."""
    standard = ("name",) if only_selects(meta) else _STANDARD
    known = {df.fieldname for df in readable(meta)} | set(standard)
    quick_names = [df.fieldname for df in quick_fields(meta)]
    plain = {name: value for name, value in query.items() if value and not _of_value(name, value)}
    quick = {name: plain[name] for name in quick_names if name in plain}
    others = [
        Condition(name, "=", value)
        for name, value in plain.items()
        if name in known and name not in quick_names
    ]
    others += [
        condition
        for name, value in query.items()
        if name in known and (condition := _of_value(name, value))
    ]
    sort, descending = _order(meta, query.get("order_by", ""), known)
    size = cint(query.get("size"))
    return ListRequest(
        meta=meta,
        quick=quick,
        conditions=(*others, *_conditions(query.get("filters", ""), known)),
        search=query.get("q", "").strip(),
        sort=sort,
        descending=descending,
        start=max(cint(query.get("start")), 0),
        size=size if size in SIZES else SIZES[0],
    )


def _of_value(name: str, value: str) -> Condition | None:
    """The condition of a field whose value in the address is ``["operator", value]``, as Frappe's desk reads it."""
    if not value.startswith("["):
        return None
    try:
        given = json.loads(value)
    except ValueError:
        return None
    if isinstance(given, list) and len(given) == 2 and _operator(given[0]) in OPERATORS:
        return Condition(name, _operator(given[0]), given[1])
    return None


def _operator(given: Any) -> str:
    """An operator as it is written here: lists of Frappe's desk say `Between` and `Timespan`."""
    return str(given).lower()


def _conditions(text: str, known: set[str]) -> list[Condition]:
    """Conditions of a JSON list of ``[field, operator, value]``, or with the DocType before."""
    try:
        given = json.loads(text) if text else []
    except ValueError:
        return []
    rows = (
        [row[-3:] for row in given if isinstance(row, list) and len(row) >= 3]
        if isinstance(given, list)
        else []
    )
    return [
        Condition(str(name), _operator(operator), value)
        for name, operator, value in rows
        if name in known and _operator(operator) in OPERATORS
    ]


def _order(meta: Meta, text: str, known: set[str]) -> tuple[str, bool]:
    name, _space, direction = text.partition(" ")
    if name in known:
        return name, direction.lower() != "asc"
    fieldname = str(meta.sort_field or "modified").split(",")[0].strip(" `")
    fieldname, _space, own_direction = fieldname.partition(" ")
    if fieldname not in known:
        return ("modified", True) if "modified" in known else ("name", False)
    return fieldname, (own_direction or str(meta.sort_order or "DESC")).upper() != "ASC"
