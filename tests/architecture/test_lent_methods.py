"""What a module of the app imports from the framework is open to clients under the app's name, too."""

from __future__ import annotations

from tests.story.doors import methods


def test_the_app_lends_no_method_of_the_framework() -> None:
    """Rules know methods by their names: a module is imported, not the function."""
    lent = [
        name
        for name, (function, _exposed) in methods("cfm_app").items()
        if not function.__module__.startswith("cfm_app.")
    ]
    assert lent == []
