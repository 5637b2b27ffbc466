"""Seeding the records that managers may edit and that upgrades must not overwrite.

Each file in one of the `folders` is one record. The ledger (CFM Default Record) keeps the hash of
what was installed, so that a later version updates what nobody touched, leaves what somebody
edited or deleted, and says where a newer default is available.
"""

import hashlib
import json
import re
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.utils import strip_html

import cfm_app
from cfm_app.base import declarations

ROOT = Path(cfm_app.__file__).resolve().parent
LEDGER = "CFM Default Record"
# Where the records of each DocType lie. What others refer to comes first.
_FOLDERS = {
    "Case Sensitivity": "shipped/taxonomy/sensitivities",
    "Case Priority": "shipped/taxonomy/priorities",
    "CFM Functional Area": "shipped/taxonomy/functional_areas",
    "CFM Language": "shipped/taxonomy/languages",
    "CFM Channel": "shipped/taxonomy/channels",
    "CFM Programme": "shipped/taxonomy/programmes",
    "CFM Partner": "shipped/taxonomy/partners",
    "Case Category": "shipped/taxonomy/categories",
    "CFM Breach Kind": "shipped/taxonomy/breach_kinds",
    "CFM Request Ground": "shipped/taxonomy/request_grounds",
    "CFM Quality Criterion": "shipped/taxonomy/quality_criteria",
    "CFM SOP": "shipped/sops",
    "Consent Statement": "shipped/consent_statements",
    "CFM Agreement Kind": "shipped/agreement_kinds",
    "CFM Agreement": "shipped/agreements",
    "CFM Call Script": "shipped/call_scripts",
    "CFM Standard Answer": "shipped/standard_answers",
    "CFM Settings": "shipped/office_settings",
    "Letter Head": "shipped/letter_heads",
    "Print Format": "print_formats",
    "Workflow": "workflows",
    "Notification": "shipped/notifications",
    "List View Settings": "shipped/list_views",
    "Number Card": "shipped/dashboards/number_cards",
    "Dashboard Chart": "shipped/dashboards/charts",
    "Dashboard": "shipped/dashboards",
}
TEXT_FIELDS = {".html": "html", ".css": "css", ".md": "message"}


def folders() -> dict[str, str]:
    """By DocType, where its records lie; those of features come after what they may refer to."""
    return {**_FOLDERS, **declarations.shipped()}


def sync(root: Path = ROOT) -> None:
    """Update every shipped record that nobody has edited from its file.

    Others stay; the ledger offers the new default and says why.
    """
    records = shipped(root)
    for values in records:
        _sync_one(values)
    _retire({(values["doctype"], _name_of(values)) for values in records})


def shipped(root: Path = ROOT) -> list[dict[str, Any]]:
    """The shipped records, referenced ones first."""
    records = []
    for folder in folders().values():
        files = sorted((root / folder).glob("*.json"))
        records += [_read(file) for file in files]
    return records


def restore(doctype: str, name: str, root: Path = ROOT) -> None:
    """Replace a record by the shipped one."""
    values = shipped_values(doctype, name, root)
    _write(values)
    _note(doctype, name, _ledger(doctype, name), _hash(values), values)


def keep(doctype: str, name: str, root: Path = ROOT) -> None:
    """Keep the edited record, and stop offering the present default."""
    values, entry = shipped_values(doctype, name, root), _ledger(doctype, name)
    if entry is not None:
        # A line that was changed after the edit would pass for one that knows of it.
        offer = {"shipped_hash": _hash(values), "newer_available": 0, "reason": None}
        entry.db_set({**offer, "status": status_of(entry)})


def edited(values: dict[str, Any]) -> bool:
    """Whether a record differs from the installed one, or was deleted."""
    entry = _ledger(values["doctype"], _name_of(values))
    return entry is None or status_of(entry) != "Installed"


def note_own_change(
    values: dict[str, Any], before: dict[str, Any], record_was_edited: bool
) -> None:
    """Note in the ledger that a patch changed a record together with its file.

    `before` is the former content of the file. If the record was edited, nothing new is offered.
    """
    doctype, name = values["doctype"], _name_of(values)
    entry = _ledger(doctype, name)
    if entry is None:
        return
    is_latest = entry.shipped_hash == _hash(before)
    if record_was_edited:
        entry.db_set("shipped_hash", _hash(values) if is_latest else entry.shipped_hash)
    elif is_latest:
        _note(doctype, name, entry, _hash(values), values)
    else:
        shape = json.loads(entry.installed_shape)
        entry.db_set("installed_hash", _record_hash(frappe.get_doc(doctype, name), shape))


def status_of(entry: Any) -> str:
    """The state of a line's record as it is now; the ledger learns of it at the next upgrade."""
    doctype, name = entry.ref_doctype, entry.ref_name
    if entry.status == "Superseded":
        return "Superseded"
    if not _exists(doctype, name):
        return "Deleted"
    if not entry.installed_shape:
        return "Edited"
    current = _record_hash(frappe.get_doc(doctype, name), json.loads(entry.installed_shape))
    return "Installed" if current == entry.installed_hash else "Edited"


def compare(doctype: str, name: str, root: Path = ROOT) -> list[dict[str, Any]]:
    """The fields in which a record differs from what the app ships."""
    return _differences(frappe.get_doc(doctype, name), shipped_values(doctype, name, root))


def _differences(doc: Any, shipped: dict[str, Any]) -> list[dict[str, Any]]:
    values = prepared(shipped)
    label = doc.meta.get_label
    return [
        {"fieldname": key, "label": label(key), "shipped": value, "yours": yours}
        for key, value in values.items()
        if key != "doctype"
        and (yours := _own_value(doc, key, value)) is not None
        and _comparable(yours) != _comparable(value)
    ]


def shipped_values(doctype: str, name: str, root: Path = ROOT) -> dict[str, Any]:
    """The values that the app ships for a record."""
    for values in shipped(root):
        if values["doctype"] == doctype and _name_of(values) == name:
            return values
    frappe.throw(_("The app ships no default for {0} {1}.").format(doctype, name))


def _sync_one(values: dict[str, Any]) -> None:
    doctype, name = values["doctype"], _name_of(values)
    entry, exists, file_hash = _ledger(doctype, name), _exists(doctype, name), _hash(values)
    if entry is None:
        if exists and not _is_single(doctype):
            # It was there before the app: leave it alone.
            _insert_entry(doctype, name, {"status": "Edited", "shipped_hash": file_hash})
        else:
            _follow(values, None, file_hash)
        return
    if not exists:
        entry.db_set("status", "Deleted")
        return
    shape = json.loads(entry.installed_shape) if entry.installed_shape else _shape(values)
    current = _record_hash(frappe.get_doc(doctype, name), shape)
    if current == entry.installed_hash:
        if file_hash != entry.shipped_hash:
            _follow(values, entry, file_hash)
        elif entry.status != "Installed":
            entry.db_set({"status": "Installed", "newer_available": 0, "reason": None})
        return
    newer = int(file_hash != entry.shipped_hash)
    entry.db_set({"status": "Edited", "newer_available": newer or entry.newer_available})


def _follow(values: dict[str, Any], entry: Any, file_hash: str) -> None:
    """Bring in what is new or unedited; a failure never stops an upgrade.

    A new record may refer to one that the office has deleted.
    """
    doctype, name = values["doctype"], _name_of(values)
    frappe.db.savepoint("default_record")
    try:
        _write(values)
    except frappe.ValidationError as error:
        frappe.db.rollback(save_point="default_record")
        frappe.clear_messages()
        offer = {"newer_available": 1, "reason": strip_html(str(error))}
        if entry is None:
            _insert_entry(doctype, name, {"status": "Deleted", "shipped_hash": file_hash, **offer})
        else:
            entry.db_set(offer)
        return
    _note(doctype, name, entry, file_hash, values)


def _retire(names: set[tuple[str, str]]) -> None:
    """Records that are no longer shipped stay and become the office's."""
    fields = ["name", "ref_doctype", "ref_name"]
    for row in frappe.get_all(LEDGER, filters={"status": ["!=", "Superseded"]}, fields=fields):
        if (row.ref_doctype, row.ref_name) not in names:
            state = {"status": "Superseded", "newer_available": 0, "reason": None}
            frappe.db.set_value(LEDGER, row.name, state)


def _write(values: dict[str, Any]) -> None:
    """Insert a record, or bring the existing one to the values of the file."""
    doctype, name = values["doctype"], _name_of(values)
    if _exists(doctype, name):
        doc = frappe.get_doc(doctype, name)
    else:
        doc = frappe.get_doc(_copy(values)).insert(ignore_permissions=True, set_name=name)
        # The controller may have preset something else, as that of Letter Head does.
        if not _differences(doc, values):
            return
    if doctype == "Workflow":
        _check_states(doc, values)
    doc.update(_copy(values))
    doc.save(ignore_permissions=True)


def _check_states(workflow: Any, values: dict[str, Any]) -> None:
    """Throw for a workflow without states that records may be in.

    It does not check whether there are any: that may be secret.
    """
    kept = {row["state"] for row in values["states"]}
    lost = [_(row.state) for row in workflow.states if row.state not in kept]
    if lost:
        frappe.throw(
            _(
                "The default of the workflow {0} has no state {1}. Take this state out on the form of"
                " the workflow first and give its entries another one; then take the default."
            ).format(workflow.name, ", ".join(dict.fromkeys(lost)))
        )


def _copy(values: dict[str, Any]) -> dict[str, Any]:
    """For the framework, which marks the child rows it is given; hashes are of those as shipped."""
    return deepcopy(prepared(values))


def prepared(values: dict[str, Any]) -> dict[str, Any]:
    """The values, without replacing a site's active workflow or default letter head."""
    values = {key: value for key, value in values.items() if key != "name"}
    if values["doctype"] == "Workflow":
        filters = {
            "document_type": values["document_type"],
            "is_active": 1,
            "name": ["!=", values["workflow_name"]],
        }
        values["is_active"] = 0 if frappe.db.exists("Workflow", filters) else 1
    if values["doctype"] == "Letter Head":
        filters = {"is_default": 1, "name": ["!=", values["letter_head_name"]]}
        values["is_default"] = 0 if frappe.db.exists("Letter Head", filters) else 1
    return values


def _note(doctype: str, name: str, entry: Any, file_hash: str, values: dict[str, Any]) -> None:
    # As the database gives it back: dates, times and cleaned markup differ from what was written.
    shape = _shape(values)
    state = {
        "status": "Installed",
        "shipped_hash": file_hash,
        "installed_hash": _record_hash(frappe.get_doc(doctype, name), shape),
        # A later file may name more fields: whether this record was edited is judged by these.
        "installed_shape": json.dumps(shape),
        "newer_available": 0,
        "reason": None,
        "app_version": cfm_app.__version__,
    }
    if entry is None:
        _insert_entry(doctype, name, state)
    else:
        entry.db_set(state)


def _insert_entry(doctype: str, name: str, state: dict[str, Any]) -> None:
    values = {"doctype": LEDGER, "ref_doctype": doctype, "ref_name": name, **state}
    values.setdefault("app_version", cfm_app.__version__)
    frappe.get_doc(values).insert(ignore_permissions=True)


def _ledger(doctype: str, name: str) -> Any:
    filters = {"ref_doctype": doctype, "ref_name": name}
    found = frappe.db.get_value(LEDGER, filters, "name")
    return frappe.get_doc(LEDGER, found) if found else None


def _read(file: Path) -> dict[str, Any]:
    values = json.loads(file.read_text(encoding="utf-8"))
    for suffix, field in TEXT_FIELDS.items():
        text = file.with_suffix(suffix)
        if text.exists():
            values[values.pop(f"{field}_field", field)] = text.read_text(encoding="utf-8")
    return values


def _name_of(values: dict[str, Any]) -> str:
    return values.get("name") or values["doctype"]


def _is_single(doctype: str) -> bool:
    return bool(frappe.get_meta(doctype).issingle)


def _exists(doctype: str, name: str) -> bool:
    return _is_single(doctype) or bool(frappe.db.exists(doctype, name))


def _hash(values: dict[str, Any]) -> str:
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _shape(values: dict[str, Any]) -> dict[str, list[str] | None]:
    """The fields that a file names, and those of its child rows for each table."""
    return {
        key: sorted({field for row in value for field in row}) if isinstance(value, list) else None
        for key, value in prepared(values).items()
        if key != "doctype"
    }


def _record_hash(doc: Any, shape: dict[str, list[str] | None]) -> str:
    """The hash of the fields that a file names, and of all that was put into its child rows."""
    content: dict[str, Any] = {}
    for key, fields in shape.items():
        if fields is None:
            content[key] = _plain(doc.get(key))
        else:
            content[key] = [_row_content(row, fields) for row in doc.get(key) or []]
    return _hash(content)


def _row_content(row: Any, fields: list[str]) -> list[Any]:
    """What a row says. An upgrade replaces rows, so what the file does not name counts as well.

    Of that only what differs from the default: versions of the framework have different fields.
    """
    named = [_plain(row.get(field)) for field in fields]
    others = [
        (field.fieldname, _plain(row.get(field.fieldname)))
        for field in row.meta.fields
        if field.fieldname not in fields
    ]
    defaults = {field.fieldname: _plain(field.default) for field in row.meta.fields}
    return [*named, *sorted(each for each in others if each[1] not in ("0", defaults[each[0]]))]


def _own_value(doc: Any, key: str, shipped_value: Any) -> Any:
    """The value of a record in the shape in which the file writes it."""
    if not isinstance(shipped_value, list):
        return "" if doc.get(key) is None else doc.get(key)
    fields = sorted({field for row in shipped_value for field in row})
    return [{field: row.get(field) for field in fields} for row in doc.get(key) or []]


def _comparable(value: Any) -> Any:
    if isinstance(value, list):
        return [sorted((k, _plain(v)) for k, v in row.items() if _plain(v) != "0") for row in value]
    return _plain(value)


def _plain(value: Any) -> str:
    """One spelling for what the database and the file write differently."""
    if value is None or value == "":
        return "0"
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        return f"{float(value):g}"
    if isinstance(value, timedelta):
        return f"{value!s:0>8}"
    # A settings' time is a text, which some engines write with its microseconds.
    return re.sub(r"(\d\d:\d\d:\d\d)\.0{6}$", r"\1", str(value).strip())
