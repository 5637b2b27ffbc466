"""No field of the app's DocTypes hides a method of documents: whoever calls it would get its value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from frappe_embedded.kernel.document.document import Document

from ..live import ROOT

DOCTYPES = sorted((ROOT / "cfm_app" / "cfm_app" / "doctype").glob("*/*.json"))
METHODS = {name for name in dir(Document) if callable(getattr(Document, name))}


@pytest.mark.parametrize("file", DOCTYPES, ids=lambda file: file.stem)
def test_no_field_is_called_like_a_method(file: Path) -> None:
    named = {field["fieldname"] for field in json.loads(file.read_text(encoding="utf-8"))["fields"]}
    assert named.isdisjoint(METHODS), named & METHODS
