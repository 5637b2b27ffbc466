"""Standard records that an app ships as files of a module, such as reports and workspaces."""

from __future__ import annotations

import json
from pathlib import Path

from ..kernel.core.context import local
from ..kernel.core.names import split_names
from ..kernel.utils.dates import get_datetime
from .fixtures import import_record

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
