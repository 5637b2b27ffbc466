"""What a list is asked for: its address read as filters, search, order and page; its rows; and its filters in words."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.names import split_names
from ...kernel.document.titles import link_title, shown
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField
from ...kernel.meta.loader import get_meta, meta_exists
from ...kernel.meta.meta import Meta
from ...kernel.permissions.docperm import only_selects
from ...kernel.permissions.fields import fields_of_choices, readable_levels
from ...kernel.permissions.lists import count_list, get_list
from ...kernel.permissions.roles import ADMINISTRATOR
from ...kernel.query.filters import Filter, as_typed, filter_of, operator_label, timespans
from ...kernel.utils.numbers import cint

SIZES = (20, 100)
OPERATORS = split_names(
    "=, !=, like, not like, in, not in, >, <, >=, <=, is, between, timespan, "
    "descendants of (inclusive)"
)
_STANDARD = split_names(
    "name, owner, creation, modified, modified_by, docstatus, _assign, _user_tags"
)
_TEXT = split_names(
    "Data, Link, Select, Small Text, Text, Long Text, Read Only, Phone, Autocomplete"
)
_QUICK = ("Link", "Select", "Check", "Data", "Date")
_MOST_QUICK = 5


def filter_vocabulary() -> dict[str, Any]:
    """What a script needs to put conditions together: operators and spans of time in words."""
    return {
        "operators": [[operator, operator_label(operator)] for operator in OPERATORS],
        "timespans": timespans(),
    }


def as_choice(df: DocField, options: Any = None) -> dict[str, Any]:
    """A field as scripts offer it: what it is called, which values there are; ``options`` stand for its own."""
    options = options or df.options
    target = str(options) if df.fieldtype == "Link" else ""
    if df.fieldtype == "Select":
        values = [value for value in str(df.options or "").split("\n") if value]
        options = [[value, _(value, context=df.parent)] for value in values]
    return {
        "fieldname": df.fieldname,
        "label": _(df.label or df.fieldname),
        "fieldtype": df.fieldtype,
        "options": options,
        "tree": meta_exists(target) and bool(get_meta(target).is_tree),
    }


def as_lists(filters: Iterable[Filter]) -> list[list[Any]]:
    """Filters as an address holds them."""
    return [each.as_list() for each in filters]


@dataclass(frozen=True)
class ListRequest:
    """One page of a list."""

    meta: Meta
    quick: dict[str, str] = field(default_factory=dict)
    conditions: tuple[Filter, ...] = ()
    search: str = ""
    sort: str = "modified"
    descending: bool = True
    start: int = 0
    size: int = SIZES[0]

    @property
    def filters(self) -> list[Filter]:
        quick = [Filter(name, "=", value) for name, value in self.quick.items()]
        return [*quick, *self.conditions]

    @property
    def or_filters(self) -> list[Filter]:
        """Any column that people search may hold the words."""
        if not self.search:
            return []
        return [Filter(name, "like", f"%{self.search}%") for name in search_columns(self.meta)]

    @property
    def order_by(self) -> str:
        return f"`tab{self.meta.name}`.`{self.sort}` {'desc' if self.descending else 'asc'}"

    def rows(self, fields: Iterable[str]) -> list[Any]:
        """Some fields of the documents on the page that the user may see."""
        return self._asked(fields, limit_start=self.start, limit_page_length=self.size)

    def all_rows(self, fields: Iterable[str]) -> list[Any]:
        """Some fields of the documents on all pages."""
        return self._asked(fields)

    def _asked(self, fields: Iterable[str], **page: Any) -> list[Any]:
        found: list[Any] = get_list(
            self.meta.name,
            fields=list(dict.fromkeys(fields)),
            filters=self.filters,
            or_filters=self.or_filters,
            order_by=self.order_by,
            **page,
        )
        return found

    def count(self, most: int) -> int:
        """How many documents there are on all pages, counted up to ``most``."""
        return count_list(self.meta.name, most, filters=self.filters, or_filters=self.or_filters)

    @property
    def narrowed(self) -> bool:
        return bool(self.quick or self.conditions or self.search)

    def query(self, **changes: Any) -> dict[str, Any]:
        """The request as the query of an address, with some parts changed."""
        filters = as_lists(self.conditions)
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
    chosen_by = fields_of_choices(meta)
    return [df for df in fields if df.fieldname in chosen_by]


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
        Filter(name, "=", value)
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


def _of_value(name: str, value: str) -> Filter | None:
    """The condition of a field whose value in the address is ``["operator", value]``, as Frappe's desk reads it."""
    if not value.startswith("["):
        return None
    try:
        given = json.loads(value)
    except ValueError:
        return None
    if not isinstance(given, list) or len(given) != 2:
        return None
    found = filter_of([name, *given])
    return found if found.operator in OPERATORS else None


def _conditions(text: str, known: set[str]) -> list[Filter]:
    """Conditions of a JSON list of ``[field, operator, value]``, or with the DocType before."""
    try:
        given = json.loads(text) if text else []
    except ValueError:
        return []
    rows = given if isinstance(given, list) else []
    found = [filter_of(row) for row in rows if isinstance(row, list) and len(row) >= 3]
    return [
        replace(each, doctype=None)
        for each in found
        if str(each.fieldname) in known and each.operator in OPERATORS
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


def chips_of(
    filters: Sequence[Filter], doctype: str, address: Callable[[str], str]
) -> list[dict[str, str]]:
    """Each filter as a sentence, with the address that the others, as JSON, lead to."""
    chips = []
    for at, each in enumerate(filters):
        rest = as_lists([*filters[:at], *filters[at + 1 :]])
        url = address(json.dumps(rest, ensure_ascii=False) if rest else "")
        chips.append({"text": filter_text(each, doctype), "url": url})
    return chips


def filter_text(given: Filter, doctype: str) -> str:
    """A filter of a list or report of a DocType as a sentence."""
    meta = get_meta(given.doctype or doctype)
    df = meta.field_or_standard(given.fieldname)
    label = str(_(meta.get_label(given.fieldname)))
    if df is not None and df.fieldname == "_assign":
        return given.in_words(label, lambda user: link_title("User", as_typed(user)))
    if df is not None and given.names_whole_values:
        return given.in_words(label, lambda value: shown(df, value))
    return given.in_words(label)
