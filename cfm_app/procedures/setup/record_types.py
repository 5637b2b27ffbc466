"""Custom record types of an office: a form, its tables, and permissions.

It stores what Frappe's DocType page stores: custom DocTypes, roles and translated labels. Managers have
no permission on DocType itself, which would let them write code, so this act creates only what it knows.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from cfm_app.base import consts, doctype_access
from cfm_app.base.arguments import as_fields
from cfm_app.base.counting import counted
from cfm_app.procedures.setup import record_type_fields
from cfm_app.procedures.setup.record_type_fields import TABLE, plain_name
from cfm_app.security.access_rule import own_types
from cfm_app.security.administration import access_facts, administrator_only, delegation
from cfm_app.security.configuration import guarded_doctypes

MODULE = "CFM App"
LANGUAGES = ("fr", "en", "ar")
LONGEST_NAME = 55
_SEE = ("select", "read", "print", "report")
_WRITE = (*_SEE, "create", "write")
# The levels of access, from least to most: untranslated labels, and permissions.
LEVELS: dict[str, tuple[str, tuple[str, ...]]] = {
    "none": ("Nothing", ()),
    "see": ("Sees", _SEE),
    "own": ("Writes, and sees their own only", _WRITE),
    "write": ("Writes and changes", _WRITE),
    "all": (
        "Everything, also delete and export",
        (*_WRITE, "delete", "export", "import", "email"),
    ),
}
# Rules go by these names, also where the framework at hand has no such DocType.
_RULED = frozenset(
    each.casefold()
    for each in (
        *(*doctype_access.ALL, "Series"),
        *(*guarded_doctypes.PROGRAMS, *guarded_doctypes.CARRYING, *guarded_doctypes.RESERVED),
        *(*access_facts.SOURCES, *administrator_only.TOKENS, *administrator_only.TOOLS),
    )
)
Rights = dict[str, str]
"""Level by role."""


def require() -> None:
    """Throw for users who do not set the office up."""
    if not (delegation.is_system_manager() or consts.MANAGER in frappe.get_roles()):
        frappe.throw(_("You may not do this."), frappe.PermissionError)


def create(values: Mapping[str, Any]) -> str:
    """Make a kind of record; returns the name of its DocType.

    `values`: `label`, `about_case`, `fields` (each `label`, `kind`, `choices`, `target`, `required`, `listed`,
    and `columns` for a table), `rights` (level by role), `own_role` (the name of a role to make, or nothing).
    """
    require()
    label = str(values.get("label") or "").strip()
    name = _free_name(label)
    asked = [each for each in values.get("fields") or [] if isinstance(each, Mapping)]
    taken = [own_types.FIELD] if cint(values.get("about_case")) else []
    fields = record_type_fields.of_questions(asked, taken=taken)
    tables = [(at, each) for at, each in enumerate(asked) if each.get("kind") == TABLE]
    planned: dict[int, dict[str, Any]] = {}
    for at, each in tables:
        planned[at] = _table(name, each, [table["name"] for table in planned.values()])
    rights = _rights(values)
    # Everything was looked at before: a database of a bench takes back no table that was made.
    for at, table in planned.items():
        fields[at]["options"] = _insert(table)
        _call(table["name"], str(asked[at]["label"]).strip())
    if role := str(values.get("own_role") or "").strip():
        _make_role(role)
    if cint(values.get("about_case")):
        fields.insert(0, _case_field())
    doctype = _insert({**_type(name, fields), "permissions": list(_rows(rights))})
    _call(doctype, label)
    return doctype


def _free_name(label: str) -> str:
    if not label:
        frappe.throw(_("What are these records called? Write a name."))
    if len(label) > LONGEST_NAME:
        frappe.throw(counted(_("The name may have {0} characters."), LONGEST_NAME))
    name = plain_name(label)
    name = name if name[:1].isalpha() else f"Record {name}".strip()
    name = name[:1].upper() + name[1:]
    if name == "Record":
        name = f"Record {frappe.db.count('DocType', {'custom': 1}) + 1}"
    if _is_taken(name):
        frappe.throw(
            _("There is a kind of record of this name: {0}. Choose another name.").format(_(name))
        )
    return name


def _is_taken(name: str) -> bool:
    """Whether a DocType has this name, or a table without a DocType would."""
    # Databases of benches know no capitals; addresses of lists neither.
    known = {each.casefold().replace("-", " ") for each in frappe.get_all("DocType", pluck="name")}
    known |= {each.casefold().removeprefix("tab") for each in frappe.db.get_tables(cached=False)}
    return name.casefold() in known | _RULED


def _table(parent: str, question: Mapping[str, Any], others: list[str]) -> dict[str, Any]:
    """The DocType of a table, with a free name."""
    columns = [each for each in question.get("columns") or [] if isinstance(each, Mapping)]
    fields = record_type_fields.of_questions(columns, in_table=True)
    base = f"{parent} {plain_name(str(question.get('label')))}"[:LONGEST_NAME].strip()
    name, number = base, 2
    known = {each.casefold() for each in others}
    while _is_taken(name) or name.casefold() in known:
        name, number = f"{base} {number}", number + 1
    return {**_shared(name, fields), "istable": 1, "editable_grid": 1}


def _type(name: str, fields: list[dict[str, Any]]) -> dict[str, Any]:
    texts = [each["fieldname"] for each in fields if each["fieldtype"] == "Data"]
    if not any(each.get("in_list_view") for each in fields):
        for each in [
            each for each in fields if each["fieldtype"] not in ("Section Break", "Table")
        ][:4]:
            each["in_list_view"] = 1
    initials = "".join(word[0] for word in name.split() if word[0].isalpha()).upper()
    return {
        **_shared(name, fields),
        "autoname": f"{initials[:6]}-.YYYY.-.#####",
        "naming_rule": "Expression (old style)",
        "title_field": texts[0] if texts else None,
        "search_fields": ", ".join(texts[:3]),
        "track_changes": 1,
        "allow_import": 1,
        "sort_field": "modified",
        "sort_order": "DESC",
    }


def _shared(name: str, fields: list[dict[str, Any]]) -> dict[str, Any]:
    return {"doctype": "DocType", "name": name, "module": MODULE, "custom": 1, "fields": fields}


def _case_field() -> dict[str, Any]:
    return {
        "fieldname": own_types.FIELD,
        "label": "Case",
        "fieldtype": "Link",
        "options": own_types.TARGET,
        "search_index": 1,
        "in_list_view": 1,
    }


def _rights(values: Mapping[str, Any]) -> Rights:
    """The permissions of each role; managers get all."""
    given = {str(role): str(level) for role, level in as_fields(values.get("rights")).items()}
    for role, level in given.items():
        if level not in LEVELS:
            frappe.throw(_("{0}: choose what the role may do.").format(_(role)))
        if level != "none" and not (
            delegation.may_hand_out(role) and frappe.db.exists("Role", role)
        ):
            frappe.throw(
                _("The role {0} is given by a System Manager.").format(_(role)),
                frappe.PermissionError,
            )
    if role := str(values.get("own_role") or "").strip():
        if frappe.db.exists("Role", role):
            frappe.throw(
                _("There is a role {0} already. Choose it below, or another name.").format(role)
            )
        given[role] = "write"
    return {**given, consts.MANAGER: "all"}


def _rows(rights: Rights) -> Iterator[dict[str, Any]]:
    for role, level in rights.items():
        allowed = LEVELS[level][1]
        if allowed:
            own = {"if_owner": 1} if level == "own" else {}
            # A row that leaves a right out gets the framework's defaults.
            yield {
                "role": role,
                **dict.fromkeys(delegation.RIGHTS, 0),
                **dict.fromkeys(allowed, 1),
                **own,
            }


def _make_role(name: str) -> None:
    if not re.fullmatch(r"[^<>{}%\"'`]{2,60}", name):
        frappe.throw(_("The name of a role has letters, numbers and spaces."))
    frappe.get_doc({"doctype": "Role", "role_name": name, "desk_access": 1}).insert()


def _insert(values: dict[str, Any]) -> str:
    # Managers hold no right on DocTypes; who may do this was asked, and each part was made here.
    doc = frappe.get_doc(values).insert(ignore_permissions=True)
    frappe.clear_cache(doctype=doc.name)
    return str(doc.name)


def _call(doctype: str, label: str) -> None:
    """Translate the label of a DocType into each language of the screens."""
    if label == doctype:
        return
    for language in LANGUAGES:
        values = {"language": language, "source_text": doctype, "translated_text": label}
        frappe.get_doc({"doctype": "Translation", **values}).insert()


def like(doctype: str) -> Rights:
    """The permissions of another record type, as a starting point."""
    found: Rights = {}
    order = list(LEVELS)
    for row in frappe.get_meta(doctype).permissions:
        if row.permlevel:
            continue
        level = _level(row)
        if order.index(level) > order.index(found.get(row.role, "none")):
            found[row.role] = level
    return found


def _level(row: Any) -> str:
    if not row.read:
        return "none"
    if row.delete and row.write:
        return "all"
    if row.write or row.create:
        return "own" if row.if_owner else "write"
    return "see"
