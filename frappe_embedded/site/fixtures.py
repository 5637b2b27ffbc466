"""Records that an app ships, in ``fixtures/`` and in its modules: they are put in place at every migration."""

import json
from pathlib import Path
from typing import Any

from ..kernel.core.context import local
from ..kernel.core.hooks import get_app_path
from ..kernel.core.names import split_names
from ..kernel.document.api import get_doc
from ..kernel.document.deletion import delete_doc
from ..kernel.utils.dates import get_datetime

_KEPT_VALUES = {
    "Report": ("disabled", "prepared_report", "add_total_row"),
    "Print Format": ("disabled",),
    "Notification": ("enabled",),
    "Workspace": ("is_hidden",),
}


def import_fixtures(app: str) -> int:
    """Import every fixture file of an app; how many records they hold."""
    if app == "frappe":
        return 0
    folder = Path(get_app_path(app, "fixtures"))
    count = 0
    for file in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        records = json.loads(file.read_text(encoding="utf-8"))
        for values in records if isinstance(records, list) else [records]:
            import_record(values)
            count += 1
    return count


def import_record(values: dict[str, Any]) -> None:
    """Replace a record by the one that is shipped, past permissions, links and defaults."""
    flags = local.flags
    before = (flags.in_import, flags.in_fixtures, flags.mute_emails)
    flags.in_import = flags.in_fixtures = flags.mute_emails = True
    try:
        kept = _kept(values)
        if local.db.exists(values["doctype"], values["name"]):
            delete_doc(
                values["doctype"],
                values["name"],
                force=1,
                for_reload=True,
                ignore_permissions=True,
            )
        doc = get_doc({**values, **kept})
        doc.flags.ignore_version = True
        doc.flags.ignore_links = True
        doc.flags.ignore_validate = True
        doc.flags.ignore_mandatory = True
        doc.insert(ignore_permissions=True)
    finally:
        flags.in_import, flags.in_fixtures, flags.mute_emails = before


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    names = _KEPT_VALUES.get(values["doctype"])
    if not names:
        return {}
    stored = local.db.get_value(values["doctype"], values["name"], list(names), as_dict=True)
    return dict(stored) if stored else {}


_FOLDERS = split_names(
    "print_format, report, notification, number_card, dashboard_chart, dashboard, workspace"
)


def sync_records(module_folder: Path) -> int:
    """Import records whose file is newer than the stored record; how many were."""
    changed = 0
    for folder in _FOLDERS:
        for file in sorted((module_folder / folder).glob("*/*.json")):
            if file.stem == file.parent.name:
                changed += _sync(file)
    return changed


def _sync(file: Path) -> int:
    values = json.loads(file.read_text(encoding="utf-8"))
    stored = local.db.get_value(values["doctype"], values["name"], "modified")
    modified = values.get("modified")
    if stored is not None and (not modified or stored >= get_datetime(modified)):
        return 0
    import_record(values)
    if modified:
        local.db.set_value(
            values["doctype"], values["name"], "modified", modified, update_modified=False
        )
    return 1
