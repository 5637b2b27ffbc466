"""A site follows its apps: whatever a migration would bring counts as a change of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from frappe_embedded.site import migrate

FILES = ("hooks.py", "patches.txt", "module/doctype/thing/thing.json", "setup/indexes.py")


@pytest.mark.parametrize("changed", FILES)
def test_a_changed_file_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    for name in FILES:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("before")
    monkeypatch.setattr(migrate, "get_app_path", lambda _app: str(tmp_path))
    before = migrate.fingerprint(["an_app"])
    (tmp_path / changed).write_text("after")
    assert migrate.fingerprint(["an_app"]) != before
