"""Which scripts and texts a page loads."""

from __future__ import annotations

from frappe_embedded.desk.scripts import loaded_with
from frappe_embedded.desk.texts import all_script_sources, script_sources


def test_what_a_script_imports_is_loaded_with_it() -> None:
    loaded = loaded_with("main", "manage/customize-form")
    assert {"main", "dom", "manage/canvas", "manage/kinds", "expression"} <= set(loaded)
    assert "grid" not in loaded
    assert "manage/permissions" not in loaded


def test_unknown_scripts_load_nothing() -> None:
    assert loaded_with("", "missing", "../secret") == ()


def test_a_page_gets_the_texts_of_its_own_scripts() -> None:
    assert "What this does" not in script_sources("manage/customize-form")
    assert "Short text" in script_sources("manage/customize-form")
    assert "Short text" not in script_sources("manage/permissions")
    assert set(script_sources("manage/customize-form")) <= set(all_script_sources())
