"""Patches: what an app does once when it is upgraded."""

import configparser
from pathlib import Path

from ..kernel.core.context import local
from ..kernel.core.hooks import get_app_path, import_attr
from ..kernel.document.api import get_doc

SECTIONS = ("pre_model_sync", "post_model_sync")


def listed(app: str, section: str | None = None) -> list[str]:
    """The lines of an app's ``patches.txt``, of one section or of all."""
    if app == "frappe":
        return []
    file = Path(get_app_path(app, "patches.txt"))
    if not file.exists():
        return []
    parser = configparser.ConfigParser(
        allow_no_value=True, delimiters="\n", comment_prefixes=("#",)
    )
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(file.read_text(encoding="utf-8"))
    sections = [section] if section else [each for each in SECTIONS if parser.has_section(each)]
    return [line for each in sections if parser.has_section(each) for line in parser[each]]


def pending(app: str, section: str) -> list[str]:
    done = {row[0] for row in local.db.sql("select patch from `tabPatch Log` where skipped = 0")}
    return [line for line in listed(app, section) if line not in done]


def mark_all_done(app: str) -> None:
    """A freshly installed app has nothing to catch up with."""
    for line in listed(app):
        _log(line)


def run_patches(app: str, section: str) -> int:
    """Run what has not run yet, each in a transaction of its own; how many ran."""
    lines = pending(app, section)
    for line in lines:
        local.flags.in_patch = True
        try:
            _run(line)
            _log(line)
            local.db.commit()
        except BaseException:
            local.db.rollback()
            raise
        finally:
            local.flags.in_patch = False
    return len(lines)


def _run(line: str) -> None:
    statement = line.split("#", 1)[0].strip()
    if statement.startswith("execute:"):
        raise ValueError(f"Patch {statement!r}: code in patches.txt is not run, name a module")
    import_attr(f"{statement.split()[0]}.execute")()


def _log(line: str) -> None:
    get_doc({"doctype": "Patch Log", "patch": line}).insert(ignore_permissions=True)
