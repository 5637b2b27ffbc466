"""Which types a template reads with the rights of its reader."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.safe import reading


class Names:
    """The names of types that are stored, which a database finds in other spellings as well."""

    def get_value(self, _doctype: str, name: str) -> str | None:
        return {"visit": "Visit", "place": "Place"}.get(name.casefold())


def condition(user: str, doctype: str) -> str:
    return "1=0" if doctype == "Visit" and user == "Guest" else ""


@pytest.mark.parametrize(
    ("hooks", "name", "expected"),
    [
        ({"*": ["all"]}, "Visit", True),
        ({"*": ["all"]}, "visit", True),
        ({"*": ["all"]}, " Visit ", True),
        ({"*": ["all"]}, "Place", False),
        ({"*": ["all"]}, "Nothing", False),
        ({"*": ["all"]}, None, False),
        ({"Visit": ["own"]}, "VISIT", True),
        ({}, "Visit", False),
    ],
)
def test_a_hook_for_all_types_closes_those_on_which_it_has_a_condition(
    monkeypatch: pytest.MonkeyPatch, hooks: dict[str, Any], name: Any, expected: bool
) -> None:
    monkeypatch.setattr(reading, "get_hooks", lambda _hook, _default: hooks)
    functions = [condition for _path in hooks.get("*", [])]
    monkeypatch.setattr(reading, "hook_functions", lambda _hook, _key: functions)
    monkeypatch.setattr(reading, "local", type("Local", (), {"db": Names()}))
    assert reading.is_closed_by_rows(name) is expected
