"""Whether a text is, letter for letter, a file that an installed app ships.

The framework hands some files of modules on as texts: pages of the desk, scripts of web forms, standard formats. They
are code, which whoever runs the machine installed. Files that it renders by their path are not among them.
"""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

import frappe

ENDINGS = ("html", "js", "md", "txt")
LEFT_OUT = ("public", "node_modules", "locale", "templates", "www")


def is_shipped(text: str) -> bool:
    """Whether the text is a template file of an installed app."""
    return any(_digest(text) in _digests(app) for app in frappe.get_installed_apps())


@cache
def _digests(app: str) -> frozenset[str]:
    return frozenset(
        _digest(path.read_text(encoding="utf-8", errors="replace"))
        for path in _templates(Path(frappe.get_app_path(app)))
    )


def _templates(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name not in LEFT_OUT:
            yield from _templates(entry)
        elif entry.suffix.removeprefix(".") in ENDINGS:
            yield entry


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()
