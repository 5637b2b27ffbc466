"""Records that an app ships in ``fixtures/``: they are put in place at every migration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..kernel.core.context import local
from ..kernel.core.hooks import get_app_path
from ..kernel.document.api import get_doc
from ..kernel.document.deletion import delete_doc

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
