"""The values that a new document begins with."""

from typing import Any

from ..core.context import local
from ..core.dict import _dict
from ..meta.docfield import DocField
from ..meta.loader import get_meta
from ..meta.meta import Meta
from ..permissions.user_permissions import default_for_link, get_user_permissions
from ..query.defaults import get_defaults, get_user_default_values
from ..utils.dates import now_datetime, nowdate, nowtime

_DYNAMIC = ("__user", "Today", "today", "Now", "now", "user")


def new_values(doctype: str, **given: Any) -> _dict:
    """The default values of a new document with its standard keys."""
    values = default_values(get_meta(doctype))
    values.update(
        doctype=doctype,
        docstatus=0,
        owner=local.session.user,
        __islocal=1,
        __unsaved=1,
    )
    values.update(given)
    return values


def default_values(meta: Meta) -> _dict:
    """What each field begins with; fields without a default are left out."""
    values = _dict(_static(meta))
    for field in _dynamic_fields(meta):
        value = _dynamic(field)
        if value is not None:
            values[field.fieldname] = value
    values.update(_of_user(meta))
    return values


def _dynamic_fields(meta: Meta) -> list[DocField]:
    """Fields whose default depends on the moment or the user."""
    fields = meta.__dict__.get("_dynamic_defaults")
    if fields is None:
        fields = meta.__dict__["_dynamic_defaults"] = [
            df
            for df in meta.value_fields
            if df.default in _DYNAMIC
            or str(df.default or "").startswith(":")
            or (df.fieldtype == "Time" and not df.default)
        ]
    return fields


def _of_user(meta: Meta) -> dict[str, Any]:
    """What the user's permissions and own defaults choose, worked out once a request."""
    user = local.session.user
    key = ("user defaults", meta.name, user)
    if key not in local.cache:
        user_permissions, own = get_user_permissions(user), get_defaults(user)
        found = {
            df.fieldname: _for_user(meta, df, user_permissions)
            for df in meta.value_fields
            if df.fieldname in own or (df.fieldtype == "Link" and df.options in user_permissions)
        }
        local.cache[key] = {name: value for name, value in found.items() if value is not None}
    chosen: dict[str, Any] = local.cache[key]
    return chosen


def _static(meta: Meta) -> dict[str, Any]:
    """Defaults that are the same for everybody, worked out once for a ``Meta``."""
    cached = meta.__dict__.get("_static_defaults")
    if cached is None:
        cached = {}
        for field in meta.fields:
            if not field.has_column:
                continue
            value = _static_default(meta, field)
            if value is not None:
                cached[field.fieldname] = value
        meta.__dict__["_static_defaults"] = cached
    return cached


def _static_default(meta: Meta, field: DocField) -> Any:
    default = field.default
    if default not in (None, ""):
        if str(default) in _DYNAMIC or str(default).startswith(":"):
            return None
        if meta.title_field == field.fieldname and "{" in str(default):
            return None
        if field.fieldtype in ("Check", "Int"):
            return (
                int(float(default))
                if str(default).lstrip("-").replace(".", "").isdigit()
                else default
            )
        return default
    if field.fieldtype == "Select" and field.options and field.options != "[Select]":
        return field.options.split("\n")[0]
    return None


def _for_user(meta: Meta, field: DocField, user_permissions: dict[str, Any]) -> Any:
    """What the user's permissions or own defaults choose for a field."""
    if field.fieldtype == "Link" and not field.ignore_user_permissions:
        chosen = default_for_link(user_permissions, field.options, meta.name)
        if chosen is not None:
            return chosen
    if field.fieldtype in ("Link", "Select", "Data") and not field.hidden:
        values = get_user_default_values(field.fieldname, local.session.user)
        is_link = field.fieldtype == "Link"
        if values and not (is_link and not local.db.exists(field.options, values[0])):
            return values[0]
    return None


def _dynamic(field: DocField) -> Any:
    default = field.default
    if default in ("__user", "user"):
        return local.session.user
    if default in ("Today", "today"):
        return nowdate()
    if default in ("Now", "now") and field.fieldtype == "Datetime":
        return now_datetime()
    if field.fieldtype == "Time" and not default:
        return nowtime()
    if default and str(default).startswith(":"):
        return _from_document(field)
    return None


def _from_document(field: DocField) -> Any:
    """``:DocType`` takes the field of the same name from the user's default document of it."""
    doctype = str(field.default)[1:]
    names = get_user_default_values(doctype.lower().replace(" ", "_"), local.session.user)
    if not names:
        return None
    return local.db.get_value(doctype, names[0], field.fieldname)
