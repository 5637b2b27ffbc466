"""``frappe.defaults``: values that the site, or a user, sets for keys such as a field's name."""

from typing import Any, cast

from ..core.context import local
from ..core.dict import _dict
from ..core.names import scrub, unscrub
from ..db.collation import sort_key
from .db_statements import delete_statement
from .tree import descendants
from .writing import insert_record

SITE = "__default"


def get_defaults_for(parent: str = SITE) -> _dict:
    """All defaults of the site (``__default``) or of a user; a key set twice has a list."""
    return _dict(local.db.cached(("defaults", parent), ["tabdefaultvalue"], lambda: _read(parent)))


def _read(parent: str) -> _dict:
    defaults = _dict()
    sql = "SELECT defkey, defvalue FROM `tabDefaultValue` WHERE parent = ? ORDER BY creation, rowid"
    try:
        rows = local.db.rows(sql, [parent])
    except local.db.OperationalError as error:
        # A site that is being made has no table yet.
        if local.db.is_table_missing(error):
            return defaults
        raise
    for name, value in rows:
        if name not in defaults:
            if value is not None:
                defaults[name] = value
            continue
        values = defaults[name] if isinstance(defaults[name], list) else [defaults[name]]
        if value not in values:
            values.append(value)
        defaults[name] = values if len(values) > 1 else values[0]
    return defaults


def get_defaults(user: str | None = None) -> _dict:
    """The defaults of the site under those of a user."""
    user = user or local.session.user
    defaults = get_defaults_for()
    defaults.update(get_defaults_for(user))
    return defaults.update(user=user, owner=user)


def get_user_default_values(key: str, user: str | None = None) -> list[Any]:
    """A key's values for a user, as far as their user permissions allow them."""
    user = user or local.session.user
    defaults = get_defaults(user)
    value = defaults.get(key)
    if _names_doctype(key) and not (isinstance(value, list) and len(value) == 1):
        value = defaults.get(scrub(key)) or value
    values = value if isinstance(value, list) else [value]
    permitted = _permitted(unscrub(key), user)
    return [each for each in values if each and (permitted is None or each in permitted)]


def get_user_default(key: str, user: str | None = None) -> Any:
    """The first value of a key for a user; for a DocType, their default user permission."""
    values = get_user_default_values(key, user)
    if values:
        return values[0]
    return _default_permission(key, user or local.session.user) if _names_doctype(key) else None


def get_user_default_as_list(key: str, user: str | None = None) -> list[Any]:
    return get_user_default_values(key, user)


def get_global_default(key: str) -> Any:
    """A key's value for the present user, else for the site."""
    values = get_user_default_values(key)
    return values[0] if values else None


def _names_doctype(key: str) -> bool:
    return ":" not in key and key != scrub(key)


def _permissions(doctype: str, user: str) -> list[tuple[str, int, int]]:
    by_doctype = local.db.cached(
        ("default permissions", user), ["tabuser permission"], lambda: _read_permissions(user)
    )
    return cast("list[tuple[str, int, int]]", by_doctype.get(sort_key(doctype), []))


def _read_permissions(user: str) -> dict[bytes, list[tuple[str, int, int]]]:
    sql = (
        "SELECT allow, for_value, is_default, hide_descendants FROM `tabUser Permission` "
        "WHERE user = ?"
    )
    try:
        rows = local.db.rows(sql, [user])
    except local.db.OperationalError as error:
        if local.db.is_table_missing(error):
            return {}
        raise
    permissions: dict[bytes, list[tuple[str, int, int]]] = {}
    for allow, *permission in rows:
        permissions.setdefault(sort_key(allow), []).append(tuple(permission))
    return permissions


def _permitted(doctype: str, user: str) -> set[str] | None:
    """The names to which user permissions limit a user, or ``None``."""
    rows = _permissions(doctype, user)
    if not rows:
        return None
    names = {row[0] for row in rows}
    if local.db.has_column(doctype, "lft"):
        for name, _is_default, hide_descendants in rows:
            names.update(() if hide_descendants else descendants(doctype, name))
    return names


def _default_permission(doctype: str, user: str) -> str | None:
    rows = _permissions(doctype, user)
    return next((name for name, is_default, _hide in rows if is_default), None)


# Changes


def set_default(key: str, value: Any, parent: str, parenttype: str | None = None) -> None:
    """Make ``value`` the only value of a key; ``None`` removes it."""
    clear_default(key=key, parent=parent)
    if value is not None:
        add_default(key, value, parent, parenttype)


def add_default(key: str, value: Any, parent: str, parenttype: str | None = None) -> None:
    """Add a value to those that a key has."""
    place = {"parent": parent, "parenttype": parenttype or SITE, "parentfield": "system_defaults"}
    insert_record(local.db, "DefaultValue", {**place, "defkey": key, "defvalue": value})


def clear_default(
    key: str | None = None,
    value: Any = None,
    parent: str | None = None,
    name: str | None = None,
    parenttype: str | None = None,
) -> None:
    """Remove the defaults to which everything given applies."""
    given = {"defkey": key, "defvalue": value, "parent": parent, "parenttype": parenttype}
    filters = {"name": name} if name else {k: v for k, v in given.items() if v}
    if not filters:
        raise ValueError("clear_default needs to know which defaults")
    statement = delete_statement("DefaultValue", filters)
    local.db.execute(statement.sql, statement.values)


def set_user_default(
    key: str, value: Any, user: str | None = None, parenttype: str | None = None
) -> None:
    set_default(key, value, user or local.session.user, parenttype)


def add_user_default(
    key: str, value: Any, user: str | None = None, parenttype: str | None = None
) -> None:
    add_default(key, value, user or local.session.user, parenttype)


def clear_user_default(key: str, user: str | None = None) -> None:
    clear_default(key=key, parent=user or local.session.user)


def set_global_default(key: str, value: Any) -> None:
    set_default(key, value, SITE)
