"""Which scripts and texts a page loads."""

from __future__ import annotations

import re

from frappe_embedded.web.desk.bundle import bundled_modules, script_bundle, script_with_bundle
from frappe_embedded.web.desk.scripts import (
    SCRIPTS,
    loaded_with,
    script_sources,
    texts_in,
)


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
    assert set(script_sources("manage/customize-form")) <= set(texts_in(SCRIPTS.rglob("*.js")))


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


def test_the_bundle_holds_each_module_once_after_those_it_imports() -> None:
    """Scripts that import one another would be found here: the order could not be made."""
    names = bundled_modules()
    assert names[-1] == "main" and {"dom", "form", "list", "print", "grid"} <= set(names)
    assert len(names) == len(set(names))
    text = script_bundle()
    places = [text.index(f"modules['{name}'] = (() =>") for name in names]
    assert places == sorted(places)
    for place, name in zip(places, names, strict=True):
        wanted = re.search(rf"const {{[^}}]*}} = modules\['{name}'\]", text)
        assert wanted is None or wanted.start() > place
    assert not re.search(r"^(import|export (?!const modules))", text, re.M)


def test_a_script_of_an_area_shares_the_modules_of_the_bundle() -> None:
    text = script_with_bundle("manage/condition")
    assert "import { modules } from '../desk.js';" in text
    assert "= modules['dom'];" in text and "from '../dom.js'" not in text
    assert "from './expressions.js'" in text
    assert "desk.js" not in script_with_bundle("login")
