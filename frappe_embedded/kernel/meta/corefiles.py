"""The DocTypes that the engine brings along, as JSON files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from ..core.names import scrub, split_names

COREDATA = Path(__file__).resolve().parents[2] / "coredata"

BOOT_DOCTYPES: tuple[str, ...] = split_names(
    "DocField, DocPerm, DocType Action, DocType Link, DocType State, DocType, Custom Field, "
    "Property Setter, Custom DocPerm, Module Def, Role, Has Role, DefaultValue, Patch Log"
)
"""What must have a table before any other DocType can be read or synced."""


def read_core_doctype(doctype: str) -> dict[str, Any]:
    """The JSON of a DocType of the engine; ``FileNotFoundError`` when it has none."""
    text = (COREDATA / f"{scrub(doctype)}.json").read_text(encoding="utf-8")
    return cast(dict[str, Any], json.loads(text))


def core_record_files() -> list[Path]:
    return sorted((COREDATA / "records").glob("*.json"))
