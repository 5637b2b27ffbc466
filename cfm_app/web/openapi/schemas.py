"""JSON Schema of documents, from DocType metadata.

Values are those of Frappe's API: checks are 0 or 1, moments have a space between date and time, and empty
values are left out of a document and ``null`` in a list.
"""

from typing import Any
from urllib.parse import quote

import frappe
from frappe import _

from cfm_app.web.openapi import doors
from cfm_app.web.openapi.doors import Usable

Schema = dict[str, Any]

MOMENT = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?$"
HOUR = r"^\d{1,3}:\d{2}:\d{2}(\.\d{1,6})?$"
LENGTH = 140
"""Characters of a column whose field names no length."""
SHORT = frozenset(
    (
        *("Data", "Link", "Dynamic Link", "Select", "Color", "Icon", "Phone"),
        *("Autocomplete", "Read Only"),
    )
)
NUMBERS = frozenset(("Float", "Currency", "Percent", "Duration", "Rating"))
TABLES = frozenset(("Table", "Table MultiSelect"))
FORMATS = {"Email": "email"}


def key_of(doctype: str) -> str:
    """What a DocType is called among the schemas, where only some characters may stand."""
    return quote(doctype.replace(" ", "_"), safe="").replace("%", ".").replace("~", ".7E")


def reference(key: str) -> Schema:
    return {"$ref": f"#/components/schemas/{key}"}


def of_doctypes(usable: list[Usable]) -> dict[str, Schema]:
    """The schemas of what the user reads of each DocType, of its rows, and of what they may send."""
    known = {each.name for each in usable}
    found: dict[str, Schema] = {}
    for each in usable:
        key = key_of(each.name)
        if each.may("read"):
            found[key] = _read(each.name, each.meta, known)
            found |= _rows(each, known)
        elif each.is_listed:
            found[key] = _chosen(each, known)
        if each.may("create") or each.may("write"):
            found[f"{key}.write"] = of_writing(each, known)
    return found


def _read(doctype: str, meta: Any, known: set[str], parent: str | None = None) -> Schema:
    own = key_of(parent or doctype)
    fields = doors.readable_fields(meta, parent)
    return {
        "type": "object",
        "title": _(doctype),
        "properties": {
            **_standard(meta),
            **{df.fieldname: _readable(df, own, known) for df in fields},
        },
    }


def _chosen(each: Usable, known: set[str]) -> Schema:
    """What a list tells of documents that the user may link to and not read."""
    fields = doors.chosen_fields(each.meta)
    return {
        "type": "object",
        "title": _(each.name),
        "properties": {
            "name": _standard(each.meta)["name"],
            **{df.fieldname: _readable(df, "", known) for df in fields},
        },
    }


def _rows(each: Usable, known: set[str]) -> dict[str, Schema]:
    found = {}
    key = key_of(each.name)
    for df in doors.readable_fields(each.meta):
        if df.fieldtype in TABLES:
            meta = frappe.get_meta(df.options)
            found[f"{key}.{df.fieldname}"] = _read(df.options, meta, known, each.name)
    return found


def of_writing(each: Usable, known: set[str]) -> Schema:
    """What the user may send of a document; links tell where they lead if the user knows of it."""
    fields = doors.writable_fields(each.meta)
    schema: Schema = {
        "type": "object",
        "title": _(each.name),
        "properties": {df.fieldname: _writable(df, each.name, known) for df in fields},
    }
    if str(each.meta.autoname or "").lower() == "prompt":
        schema["properties"]["name"] = {"type": "string", "minLength": 1, "maxLength": LENGTH}
    return schema


def needed(each: Usable) -> list[str]:
    """The fields without which a new document of a type is refused, whatever else it holds."""
    fields = [df.fieldname for df in doors.writable_fields(each.meta) if _is_needed(df)]
    return [*fields, "name"] if str(each.meta.autoname or "").lower() == "prompt" else fields


def _is_needed(df: Any) -> bool:
    return bool(df.reqd and not df.default and not df.fetch_from)


def _standard(meta: Any) -> dict[str, Schema]:
    """What every document has besides its fields."""
    name = "integer" if meta.autoname == "autoincrement" else "string"
    texts = ("doctype", "owner", "modified_by")
    of_rows = ("parent", "parentfield", "parenttype") if meta.istable else ()
    return {
        "name": {"type": name},
        **{each: {"type": ["string", "null"]} for each in (*texts, *of_rows)},
        **{
            each: {"type": ["string", "null"], "pattern": MOMENT}
            for each in ("creation", "modified")
        },
        "docstatus": {"type": "integer", "enum": [0, 1, 2]},
        "idx": {"type": "integer"},
    }


def _readable(df: Any, own: str, known: set[str]) -> Schema:
    if df.fieldtype in TABLES:
        return {
            **_words(df),
            "type": "array",
            "items": reference(f"{own}.{df.fieldname}"),
        }
    schema = {**_words(df), **_value(df, known)}
    schema["type"] = [schema["type"], "null"]
    # Limits are for what is sent: what is stored was stored under the rules of its day.
    for limit in ("maxLength", "minimum", "format"):
        schema.pop(limit, None)
    if "pattern" in schema or "enum" in schema:
        schema = _or_empty(schema)
    return schema


def _or_empty(schema: Schema) -> Schema:
    """The same with what is empty: programs of old sent an empty text, which is kept."""
    if "enum" in schema:
        empty = [each for each in ("", None) if each not in schema["enum"]]
        return {**schema, "enum": [*schema["enum"], *empty]}
    return {**schema, "pattern": f"^$|{schema['pattern']}"}


def _writable(df: Any, doctype: str, known: set[str]) -> Schema:
    if df.fieldtype in TABLES:
        meta = frappe.get_meta(df.options)
        fields = doors.writable_fields(meta, doctype)
        plain = [each for each in fields if each.fieldtype not in TABLES]
        row: Schema = {
            "type": "object",
            "properties": {each.fieldname: _filled(each, known) for each in plain},
        }
        if required := [each.fieldname for each in plain if _is_needed(each)]:
            row["required"] = required
        return {**_words(df), "type": "array", "items": row}
    return _filled(df, known)


def _filled(df: Any, known: set[str]) -> Schema:
    schema = {**_words(df), **_value(df, known)}
    if df.default and not str(df.default).startswith((":", "__")):
        schema["description"] = _joined(schema, _("Default: {0}").format(df.default))
    if df.reqd and "enum" in schema:
        schema["enum"] = [each for each in schema["enum"] if each != ""]
    elif df.reqd and schema["type"] == "string":
        schema["minLength"] = 1
    if df.mandatory_depends_on:
        schema["description"] = _joined(
            schema, _("Needed where other fields ask for it, as in the form.")
        )
    if df.set_only_once:
        schema["description"] = _joined(schema, _("Set once, never changed."))
    return schema


def _joined(schema: Schema, text: str) -> str:
    return f"{schema.get('description', '')} {text}".strip()


def _words(df: Any) -> Schema:
    words = {"title": _(df.label) if df.label else df.fieldname}
    if df.description:
        words["description"] = _(df.description)
    return words


def _value(df: Any, known: set[str]) -> Schema:
    """Type and limits of a value."""
    kind = df.fieldtype
    if kind == "Check":
        return {"type": "integer", "enum": [0, 1]}
    if kind in ("Int", "Long Int"):
        return {"type": "integer", **({"minimum": 0} if df.non_negative else {})}
    if kind in NUMBERS:
        return {"type": "number", **({"minimum": 0} if df.non_negative else {})}
    if kind == "Date":
        return {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
    if kind in ("Datetime", "Time"):
        return {"type": "string", "pattern": MOMENT if kind == "Datetime" else HOUR}
    return {"type": "string", **_of_text(df, known)}


def _of_text(df: Any, known: set[str]) -> Schema:
    found: Schema = {}
    if df.fieldtype in SHORT:
        found["maxLength"] = int(df.length or 0) or LENGTH
    if df.fieldtype == "Select" and df.options:
        found["enum"] = df.options.split("\n")
    if df.fieldtype == "Link" and df.options in known:
        found["x-frappe-link"] = df.options
    if df.fieldtype == "Dynamic Link":
        found["x-frappe-link-by"] = df.options
    if df.fieldtype == "Data" and df.options in FORMATS:
        found["format"] = FORMATS[df.options]
    if df.fieldtype == "Password":
        found["format"] = "password"
    return found
