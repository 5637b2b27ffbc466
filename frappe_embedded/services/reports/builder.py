"""Reports of the Report Builder: rows of a DocType that the user may see, nothing else."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import DataError
from ...kernel.core.messages import throw
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField, standard_field
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.docperm import only_selects
from ...kernel.permissions.fields import fields_of_choices, readable_levels
from ...kernel.permissions.lists import get_list
from .columns import NUMBERS
from .settings import AGGREGATE, BuilderSettings, FieldOf, sql_name

_AT_ONCE = 500
"""How many linked documents are read in one go."""
_STANDARD = ("name", "owner", "creation", "modified", "modified_by", "docstatus", "_assign")


def default_fields(doctype: str) -> tuple[FieldOf, ...]:
    """What a report shows first: the number and the columns of the list."""
    own = [df.fieldname for df in get_meta(doctype).fields if df.in_list_view and df.has_column]
    return tuple(FieldOf(name, doctype) for name in ["name", *own])


def field_of(each: FieldOf) -> DocField | None:
    """The field as metadata describes it."""
    return get_meta(each.doctype).get_field(each.fieldname) or standard_field(each.fieldname)


def may_show(each: FieldOf, doctype: str, user: str) -> bool:
    """Whether a column can be shown to a user: it exists, and they may read such fields."""
    df = field_of(each)
    if df is None or df.fieldtype == "Password":
        return False
    meta = get_meta(each.doctype)
    if only_selects(get_meta(doctype), user):
        of_itself = each.doctype == doctype and not each.link and not df.permlevel
        return of_itself and each.fieldname in fields_of_choices(meta)
    if each.link:
        link = get_meta(doctype).get_field(each.link)
        if link is None or not may_show(FieldOf(each.link, doctype), doctype, user):
            return False
        if not has_permission(each.doctype, "read", user=user):
            return False
    elif each.doctype != doctype and each.doctype not in get_meta(doctype).table_doctypes.values():
        return False
    if each.fieldname in _STANDARD:
        return True
    parent = doctype if meta.istable else None
    return not df.permlevel or df.permlevel in readable_levels(meta, user, parent)


@dataclass
class BuilderReport:
    """One report as a user sees it. Columns that they may not read are left out."""

    settings: BuilderSettings
    user: str

    def __post_init__(self) -> None:
        given = self.settings.fields or default_fields(self.settings.doctype)
        shown = tuple(
            each for each in given if may_show(each, self.settings.doctype, self.user)
        ) or (FieldOf("name", self.settings.doctype),)
        self.settings = replace(self.settings, fields=shown)

    @property
    def columns(self) -> list[_dict]:
        grouping = self.settings.grouping
        if grouping is None:
            return [self.column_of(each) for each in self.settings.fields]
        figure = _dict(fieldname=AGGREGATE, label=_("Count"), fieldtype="Int", key=AGGREGATE)
        if grouping.on is not None:
            label = get_meta(grouping.on.doctype).get_label(grouping.on.fieldname)
            kind = _("Average") if grouping.function == "avg" else _("Sum")
            figure.update(label=_("{0} of {1}").format(kind, _(label)), fieldtype="Float")
        groups = [grouping.by, *([grouping.then] if grouping.then else [])]
        return [*map(self.column_of, groups), figure]

    def column_of(self, each: FieldOf) -> _dict:
        """A field as a column."""
        df = field_of(each)
        assert df is not None
        label = _(df.label or each.fieldname)
        fieldtype, options = df.fieldtype, df.options
        if each.fieldname == "name":
            fieldtype, options = "Link", each.doctype
        if each.link:
            link = get_meta(self.settings.doctype).get_label(each.link)
            label = _("{0}: {1}").format(_(link), label)
        elif each.doctype != self.settings.doctype:
            label = f"{label} ({_(each.doctype)})"
        return _dict(
            fieldname=each.fieldname,
            label=str(label),
            fieldtype=fieldtype,
            options=options,
            parent=each.doctype,
            key=each.key,
        )

    def rows(self, start: int = 0, limit: int = 0) -> list[list[Any]]:
        """The values of each row, in the order of the columns."""
        if self.settings.grouping is not None:
            return self._grouped(start, limit)
        own = [each for each in self.settings.fields if not each.link]
        links = list(dict.fromkeys(each.link for each in self.settings.fields if each.link))
        read = [*own, *(FieldOf(link, self.settings.doctype) for link in links)]
        read = list(dict.fromkeys(read)) or [FieldOf("name", self.settings.doctype)]
        found = self.read(
            fields=[sql_name(each) for each in read],
            order_by=self.settings.order_by or self._newest_first(),
            start=start,
            limit=limit,
        )
        rows = [dict(zip([each.key for each in read], row, strict=True)) for row in found]
        self._add_linked(rows)
        return [[row.get(each.key) for each in self.settings.fields] for row in rows]

    def _newest_first(self) -> str:
        if only_selects(get_meta(self.settings.doctype), self.user):
            return f"{sql_name(FieldOf('name', self.settings.doctype))} desc"
        return f"{sql_name(FieldOf('creation', self.settings.doctype))} desc"

    def _grouped(self, start: int, limit: int) -> list[list[Any]]:
        grouping = self.settings.grouping
        assert grouping is not None
        figure = "count(*)"
        if grouping.on is not None:
            figure = f"{grouping.function}({sql_name(grouping.on)})"
        groups = [sql_name(grouping.by)]
        order = f"{AGGREGATE} desc, {groups[0]} asc"
        if grouping.then is not None:
            groups.append(sql_name(grouping.then))
            order = f"{groups[0]} asc, {AGGREGATE} desc, {groups[1]} asc"
        found = self.read(
            fields=[*groups, f"{figure} as {AGGREGATE}"],
            group_by=", ".join(groups),
            order_by=order,
            start=start,
            limit=limit,
        )
        return [list(row) for row in found]

    def count(self) -> int | None:
        """How many rows there are in all; ``None`` for groups, which only reading tells."""
        if self.settings.grouping is not None:
            return None
        children = dict.fromkeys(
            each.doctype
            for each in self.settings.fields
            if not each.link and each.doctype != self.settings.doctype
        )
        joined = [f"max(`tab{child}`.`idx`)" for child in children]
        found = self.read(fields=["count(*) as total", *joined], order_by=None)
        return int(found[0][0]) if found else 0

    def totals(self) -> dict[str, float]:
        """The sum over all rows of each column of numbers, by the column's key."""
        if self.settings.grouping is not None:
            return {}
        sums: dict[str, float] = {}
        for doctype, fields in self._summed().items():
            found = self.read(
                fields=[f"sum({sql_name(each)}) as s{at}" for at, each in enumerate(fields)],
                order_by=None,
            )
            values = found[0] if found else ()
            for each, value in zip(fields, values, strict=False):
                sums[each.key] = float(value or 0)
            assert doctype
        return sums

    def _summed(self) -> dict[str, list[FieldOf]]:
        """Columns of numbers by their DocType: a join would count a document once a row."""
        fields: dict[str, list[FieldOf]] = {}
        for each in self.settings.fields:
            df = field_of(each)
            if not each.link and df is not None and df.fieldtype in NUMBERS:
                fields.setdefault(each.doctype, []).append(each)
        return fields

    def read(self, start: int = 0, limit: int = 0, **asked: Any) -> Any:
        """A list of what the user may see that fits the filters; ``asked`` as lists are asked."""
        try:
            return self._permitted(start, limit, asked)
        except sqlite3.OperationalError as error:
            if "no such column: " not in str(error):
                raise
            name = str(error).split("no such column: ")[1]
            throw(_("Field not permitted in query: {0}").format(name), DataError)

    def _permitted(self, start: int, limit: int, asked: dict[str, Any]) -> Any:
        return get_list(
            self.settings.doctype,
            filters=list(self.settings.filters),
            as_list=True,
            limit_start=start,
            limit_page_length=limit,
            user=self.user,
            **asked,
        )

    def _add_linked(self, rows: list[dict[str, Any]]) -> None:
        """Values of linked documents, read as lists of those: what is closed stays empty."""
        for link, fields in self._by_link().items():
            key = FieldOf(link, self.settings.doctype).key
            names = {str(row[key]) for row in rows if row.get(key)}
            known = self._read_linked(fields, sorted(names))
            for row in rows:
                target = known.get(str(row.get(key)))
                for each in fields:
                    row[each.key] = target.get(each.fieldname) if target else None

    def _by_link(self) -> dict[str, list[FieldOf]]:
        found: dict[str, list[FieldOf]] = {}
        for each in self.settings.fields:
            if each.link:
                found.setdefault(each.link, []).append(each)
        return found

    def _read_linked(self, fields: list[FieldOf], names: list[str]) -> dict[str, Any]:
        known: dict[str, Any] = {}
        for part in _parts(names):
            rows = get_list(
                fields[0].doctype,
                fields=list(dict.fromkeys(["name", *(each.fieldname for each in fields)])),
                filters={"name": ["in", part]},
                order_by=None,
                user=self.user,
            )
            known.update({str(row.name): row for row in rows})
        return known


def _parts(names: list[str]) -> Iterable[list[str]]:
    return (names[at : at + _AT_ONCE] for at in range(0, len(names), _AT_ONCE))
