"""Changing who may do what, several rows at once: the effect first, then all of it or nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.messages import throw
from ...kernel.document.controllers import get_controller
from ...kernel.document.deletion import delete_doc
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta, meta_exists
from ...kernel.permissions.docperm import RIGHTS
from ...kernel.permissions.roles import only_for_setup
from .permission_effects import Effect, effects_of, refuse_lock_out
from .permission_rules import check_permissions
from .permissions import insert_row, reset_perms, rows_in_force, setup_custom_perms, standard_rows


@dataclass(frozen=True)
class PermissionChange:
    """A permission row as it is to be; without ``rights`` it goes."""

    doctype: str
    role: str
    level: int
    if_owner: int
    rights: dict[str, int] | None

    @property
    def key(self) -> tuple[str, int, int]:
        return self.role, self.level, self.if_owner


def read_changes(given: Sequence[dict[str, Any]]) -> list[PermissionChange]:
    """Changes as a client sends them; ``ValidationError`` for what names nothing that is there."""
    changes = []
    for each in given:
        doctype, role = str(each.get("doctype") or ""), str(each.get("role") or "")
        if not meta_exists(doctype) or not local.db.exists("Role", role):
            throw(_("The request could not be understood. Please try again."))
        rights = each.get("rights")
        changes.append(
            PermissionChange(
                doctype,
                role,
                int(each.get("permlevel") or 0),
                int(each.get("if_owner") or 0),
                {right: int(bool(rights.get(right))) for right in RIGHTS}
                if isinstance(rights, dict)
                else None,
            )
        )
    return changes


def rows_of(doctype: str) -> list[_dict]:
    """The rows in force, with those rights that are given."""
    return [
        _dict(
            role=row.role,
            permlevel=int(row.permlevel or 0),
            if_owner=int(row.if_owner or 0),
            **{right: int(row.get(right) or 0) for right in RIGHTS},
        )
        for row in rows_in_force(doctype)
    ]


def version_of(doctype: str) -> str:
    """Changes whenever the rows in force do."""
    return sha256(json.dumps(rows_of(doctype), sort_keys=True).encode()).hexdigest()[:16]


def _key(row: Any) -> tuple[str, int, int]:
    return row.role, int(row.permlevel or 0), int(row.if_owner or 0)


def _after(doctype: str, changes: Sequence[PermissionChange], reset: bool) -> list[_dict]:
    """The rows of a DocType as they will be."""
    found = standard_rows(doctype) if reset else rows_of(doctype)
    rows = {_key(row): row for row in found}
    for change in changes:
        if change.doctype != doctype:
            continue
        if change.rights is None:
            rows.pop(change.key, None)
            continue
        known = rows.get(change.key) or _dict(
            role=change.role, permlevel=change.level, if_owner=change.if_owner
        )
        rows[change.key] = _dict(known, **change.rights)
    return list(rows.values())


def effects(
    changes: Sequence[PermissionChange], reset: Sequence[str] = ()
) -> list[tuple[str, list[Effect], str]]:
    """For each DocType concerned what happens to whom, and why it would be refused."""
    only_for_setup()
    return [
        (doctype, effects_of(rows_of(doctype), after), _refusal(doctype, after))
        for doctype in _concerned(changes, reset)
        for after in [_after(doctype, changes, doctype in reset)]
    ]


def _concerned(changes: Sequence[PermissionChange], reset: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*(change.doctype for change in changes), *reset]))


def _refusal(doctype: str, after: Sequence[_dict]) -> str:
    noted = len(local.message_log)
    try:
        _check(doctype, after)
    except Exception as error:
        del local.message_log[noted:]
        return str(error)
    return ""


def _check(doctype: str, after: Sequence[_dict]) -> None:
    rows = [_Checked(row, parent=doctype, idx=at) for at, row in enumerate(after, 1)]
    check_permissions(get_meta(doctype), rows)
    refuse_lock_out(doctype, rows_of(doctype), after)
    if not after:
        throw(_("There must be atleast one permission rule."), title=_("Cannot Remove"))


class _Checked(_dict):
    """A row for the rules, which clear what a level cannot hold."""

    def set(self, key: str, value: Any) -> None:
        self[key] = value


def apply_changes(
    changes: Sequence[PermissionChange], versions: dict[str, str], reset: Sequence[str] = ()
) -> None:
    """Store the rows; ``ValidationError`` if somebody changed them meanwhile or for a lock-out."""
    only_for_setup()
    for doctype in _concerned(changes, reset):
        if versions.get(doctype) != version_of(doctype):
            throw(
                _(
                    "Somebody else has changed the rights on {0} in the meantime. Open the page "
                    "again and repeat what you changed; nothing was stored."
                ).format(_(doctype))
            )
        after = _after(doctype, changes, doctype in reset)
        _check(doctype, after)
        _store(doctype, after)


def _store(doctype: str, after: Sequence[_dict]) -> None:
    standard = {_key(row): _rights(row) for row in standard_rows(doctype)}
    if {_key(row): _rights(row) for row in after} == standard:
        reset_perms(doctype)
        return
    setup_custom_perms(doctype)
    stored = {
        _key(row): row
        for row in local.db.get_all(
            "Custom DocPerm", filters={"parent": doctype}, fields=["*"], order_by="idx asc"
        )
    }
    wanted = {_key(row): row for row in after}
    for key in stored.keys() - wanted.keys():
        delete_doc("Custom DocPerm", stored[key].name, force=1, ignore_permissions=True)
    for at, (key, row) in enumerate(wanted.items(), 1):
        if key not in stored:
            insert_row(doctype, _dict(row, idx=at))
        elif _rights(stored[key]) != _rights(row):
            doc = get_controller("Custom DocPerm")("Custom DocPerm", stored[key].name)
            doc.update(_rights(row))
            doc.save(ignore_permissions=True)


def _rights(row: Any) -> dict[str, int]:
    return {right: int(row.get(right) or 0) for right in RIGHTS}
