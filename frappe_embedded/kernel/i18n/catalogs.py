"""Translations in the files of apps: CSV, PO and MO."""

import csv
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from ..core.hooks import get_app_path

_ENGINE = "frappe"
"""The engine's own texts take the place of Frappe's; they lie beside this module, by language."""


def message_key(source: str, context: str | None = None) -> str:
    """Under which key a text is kept: a context stands behind a colon."""
    return f"{source}:{context}" if context else source


def app_catalog(app: str, lang: str) -> dict[str, str]:
    """All texts of an app in one language; MO and PO win over CSV."""
    texts: dict[str, str] = {}
    for file in _files(app, lang):
        if file.is_file():
            read = read_csv_catalog if file.suffix == ".csv" else read_gettext_catalog
            texts.update(read(file))
    return texts


def _files(app: str, lang: str) -> list[Path]:
    if app == _ENGINE:
        return sorted((Path(__file__).parent / lang).glob("*.csv"))
    root = Path(get_app_path(app))
    underscored = lang.replace("-", "_")
    return [
        root / "translations" / f"{lang}.csv",
        root / "locale" / f"{underscored}.po",
        root / "locale" / f"{underscored}.mo",
        root / "locale" / underscored / "LC_MESSAGES" / f"{app}.mo",
    ]


def read_csv_catalog(file: Path) -> dict[str, str]:
    """Rows of ``source,translation[,context]``; rows that translate nothing are left out."""
    texts = {}
    with file.open(encoding="utf-8-sig", newline="") as stream:
        for number, row in enumerate(csv.reader(stream), start=1):
            if not row or not any(row):
                continue
            if len(row) not in (2, 3):
                raise ValueError(f"{file}: line {number} has {len(row)} columns, not 2 or 3")
            source, translation, context = (*row, "")[:3]
            if translation.strip():
                texts[message_key(source, context.strip())] = translation.strip()
    return texts


def read_gettext_catalog(file: Path) -> dict[str, str]:
    """The texts of a PO or MO file; fuzzy ones are left out."""
    with file.open("rb") as stream:
        catalog: Catalog = read_mo(stream) if file.suffix == ".mo" else read_po(stream)
    texts = {}
    for message in catalog:
        source = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
        string = message.string[0] if isinstance(message.string, (list, tuple)) else message.string
        if source and string and not message.fuzzy:
            texts[message_key(source, _text(message.context))] = string
    return texts


def _text(context: str | bytes | None) -> str | None:
    """Babel hands the contexts of MO files on as bytes."""
    return context.decode() if isinstance(context, bytes) else context
