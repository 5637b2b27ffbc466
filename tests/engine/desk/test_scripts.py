"""Which scripts and texts a page loads."""

from __future__ import annotations

import re

from frappe_embedded.desk.scripts import SCRIPTS, loaded_with
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


def test_every_imported_name_is_exported() -> None:
    """A browser refuses a script as a whole for one name that is missing, and the page stays dead."""
    imported = re.compile(r"^import \{([^}]*)\} from '(\.[^']+)\.js'", re.M)
    exported = re.compile(r"^export (?:async )?(?:function|const|class) (\w+)", re.M)
    missing = []
    for path in sorted(SCRIPTS.rglob("*.js")):
        for names, target in imported.findall(path.read_text("utf-8")):
            source = (path.parent / f"{target}.js").resolve().read_text("utf-8")
            wanted = {each.split(" as ")[0].strip() for each in names.split(",") if each.strip()}
            lost = wanted - set(exported.findall(source))
            missing += [f"{path.name}: {name} of {target}" for name in sorted(lost)]
    assert missing == []
