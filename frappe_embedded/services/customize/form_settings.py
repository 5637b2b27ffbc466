"""What holds for a form as a whole: what its entries are called, how they are found and ordered.

What is stored goes through ``Customize Form``, as Property Setters of the DocType.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import DoesNotExistError
from ...kernel.core.messages import throw
from ...kernel.core.names import split_names
from ...kernel.document.titles import document_title
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField
from ...kernel.meta.loader import get_meta
from ...kernel.meta.meta import Meta
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.lists import get_list
from ...kernel.permissions.roles import only_for_setup
from ...kernel.utils.numbers import cint
from .customize_form import form_of, refuse_outdated

CHECKS = ("show_title_field_in_link", "allow_import", "track_changes", "track_views", "allow_copy")
SETTINGS = (
    "title_field",
    "search_fields",
    "sort_field",
    "sort_order",
    "default_print_format",
    "max_attachments",
    *CHECKS,
)
"""Those of Frappe's that every engine keeps to and that a manager can understand."""

_TITLES = split_names("Data, Select, Link, Dynamic Link, Small Text, Read Only, Phone, Int, Date")
_SEARCHED = ("Data", "Text", "Small Text", "Long Text", "Link", "Select", "Read Only")
_UNSORTED = ("Table", "Table MultiSelect", "Password", "JSON", "Signature", "Geolocation")
_ALWAYS_SORTED = ("modified", "creation", "name")
_MOST_ATTACHMENTS = 100
_EXAMPLES = 3


def settings_as_is(doctype: str) -> dict[str, Any]:
    """The values in force, those of the standard that differ, and what may be chosen."""
    only_for_setup()
    meta = _meta(doctype)
    values = _values(meta)
    standard = _standard(doctype)
    return {
        "doctype": doctype,
        "version": _version(meta),
        "values": values,
        "standard": {name: standard[name] for name in SETTINGS if standard[name] != values[name]},
        "titles": [_choice(df) for df in _fit(meta, _TITLES)],
        "searched": [_choice(df) for df in _fit(meta, _SEARCHED)],
        "sorted": [
            *((name, str(_(_SORTED_LABELS[name]))) for name in _ALWAYS_SORTED),
            *(_choice(df) for df in _open_fields(meta) if df.fieldtype not in _UNSORTED),
        ],
        "formats": _formats(doctype),
    }


_SORTED_LABELS = {"modified": "Last Updated On", "creation": "Created On", "name": "ID"}


def _meta(doctype: str) -> Meta:
    meta = get_meta(doctype)
    form = form_of(doctype)
    form.check_customizable(meta)
    if meta.istable:
        raise DoesNotExistError
    return meta


def _values(meta: Any) -> dict[str, Any]:
    return {name: _plain(name, meta.get(name)) for name in SETTINGS}


def _standard(doctype: str) -> dict[str, Any]:
    columns = ", ".join(f"`{name}`" for name in SETTINGS)
    row = local.db.sql(f"select {columns} from `tabDocType` where name = %s", (doctype,))[0]
    return {name: _plain(name, value) for name, value in zip(SETTINGS, row, strict=True)}


def _plain(name: str, value: Any) -> Any:
    if name in CHECKS or name == "max_attachments":
        return cint(value)
    if name == "search_fields":
        return ",".join(part.strip() for part in str(value or "").split(",") if part.strip())
    return str(
        value or ("modified" if name == "sort_field" else "DESC" if name == "sort_order" else "")
    )


def _version(meta: Any) -> str:
    return sha256(json.dumps(_values(meta), sort_keys=True).encode()).hexdigest()[:16]


def _open_fields(meta: Meta) -> Iterator[DocField]:
    """Fields of everybody: a title or a search must not tell what only some may read."""
    for df in meta.fields:
        if df.has_column and not cint(df.permlevel) and not cint(df.is_virtual):
            yield df


def _fit(meta: Meta, kinds: tuple[str, ...]) -> Iterator[DocField]:
    return (df for df in _open_fields(meta) if df.fieldtype in kinds)


def _choice(df: DocField) -> tuple[str, str]:
    return df.fieldname, str(_(df.label or df.fieldname))


def _formats(doctype: str) -> list[tuple[str, str]]:
    rows = local.db.get_all(
        "Print Format", filters={"doc_type": doctype, "disabled": 0}, pluck="name"
    )
    return [(name, str(_(name))) for name in rows]


# -- storing -------------------------------------------------------------------------


def save_settings(doctype: str, given: dict[str, Any], version: str) -> None:
    """Store the settings that are given; those that are back at the standard lose their setter.

    ``ValidationError`` if they were changed meanwhile, or for one that may not be.
    """
    only_for_setup()
    meta = _meta(doctype)
    if version != _version(meta):
        refuse_outdated()
    wanted = {name: _plain(name, given[name]) for name in SETTINGS if name in given}
    _check(doctype, meta, wanted)
    form = form_of(doctype)
    form.fetch_to_customize()
    now = _values(meta)
    form.update({name: value for name, value in wanted.items() if value != now[name]})
    form.save_customization()


def _check(doctype: str, meta: Meta, wanted: dict[str, Any]) -> None:
    known = settings_as_is(doctype)
    before = known["values"]
    for name, offered in (("title_field", "titles"), ("sort_field", "sorted")):
        _check_chosen(wanted.get(name), before[name], known[offered])
    for field in str(wanted.get("search_fields") or "").split(","):
        kept = field in before["search_fields"].split(",")
        _check_chosen(field, field if kept else "", known["searched"])
    if wanted.get("sort_order", "DESC") not in ("ASC", "DESC"):
        throw(_("Choose whether the list begins with the smallest or the largest."))
    format_ = wanted.get("default_print_format")
    if format_ and format_ not in {before["default_print_format"], *dict(known["formats"])}:
        throw(_("There is no print format {0} for this form.").format(format_))
    if not 0 <= cint(wanted.get("max_attachments")) <= _MOST_ATTACHMENTS:
        throw(_("Choose a number of files between 0 and {0}.").format(_MOST_ATTACHMENTS))


def _check_chosen(name: str | None, before: str, offered: list[tuple[str, str]]) -> None:
    if name and name != before and name not in dict(offered):
        throw(_("The field {0} cannot be used for this: choose another one.").format(name))


# -- what it changes -----------------------------------------------------------------


def effect(doctype: str, given: dict[str, Any]) -> dict[str, Any]:
    """What people would see: the first entries of the list that the user sees themselves, by their titles.

    ``choosers`` counts people who may choose entries without reading them, and who would see what is
    searched as well; ``added`` names the fields that would be new to them.
    """
    only_for_setup()
    meta = _meta(doctype)
    wanted = {**_values(meta), **{n: _plain(n, given[n]) for n in SETTINGS if n in given}}
    _check(doctype, meta, wanted)
    before = _values(meta)["search_fields"].split(",")
    added = [name for name in wanted["search_fields"].split(",") if name and name not in before]
    return {
        "examples": _examples(meta, wanted),
        "choosers": _choosers(meta) if added else 0,
        "added": [str(_(meta.get_label(name))) for name in added],
    }


def _examples(meta: Meta, wanted: dict[str, Any]) -> list[dict[str, str]]:
    if not has_permission(meta.name, "read"):
        return []
    title = wanted["title_field"] or "name"
    rows = get_list(
        meta.name,
        fields=list(dict.fromkeys(["name", title])),
        order_by=f"`tab{meta.name}`.`{wanted['sort_field']}` {wanted['sort_order'].lower()}",
        limit=_EXAMPLES,
    )
    return [
        {"name": str(row.name), "title": document_title(meta, str(row.name), row.get(title))}
        for row in rows
    ]


def _choosers(meta: Meta) -> int:
    """People who may only choose entries."""
    rules = [rule for rule in meta.permissions if not cint(rule.permlevel)]
    reading = {rule.role for rule in rules if cint(rule.read)}
    choosing = {rule.role for rule in rules if cint(rule.select) and not cint(rule.read)}
    return len(_holders(choosing) - _holders(reading))


def _holders(roles: set[str]) -> set[str]:
    if not roles:
        return set()
    rows = local.db.sql(
        "select distinct r.parent from `tabHas Role` r join `tabUser` u on u.name = r.parent"
        f" where u.enabled = 1 and r.role in ({', '.join(['%s'] * len(roles))})",
        tuple(roles),
    )
    return {name for (name,) in rows}
