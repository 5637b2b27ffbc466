"""What a linter of CSS finds: sheets that browsers read only in part, and rules that say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tinycss2

from .imports import ROOT

SHEETS = sorted(
    path for package in ("cfm_app", "frappe_embedded") for path in (ROOT / package).rglob("*.css")
)
NESTING = ("media", "supports", "layer", "container")
# By the desk of a bench.
SET_ELSEWHERE = {"--padding-md"}


def _blocks(rules: list[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """Each rule with declarations, also within ``@media`` and the like."""
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword in NESTING:
            yield from _blocks(_rules(rule.content or []))
        elif rule.type in ("qualified-rule", "at-rule") and rule.content is not None:
            yield (
                rule,
                tinycss2.parse_blocks_contents(
                    rule.content, skip_comments=True, skip_whitespace=True
                ),
            )
        elif rule.type == "error":
            yield rule, [rule]


def _rules(content: Any) -> list[Any]:
    parse = tinycss2.parse_stylesheet if isinstance(content, str) else tinycss2.parse_rule_list
    found: list[Any] = parse(content, skip_comments=True, skip_whitespace=True)
    return found


def faults(text: str) -> list[str]:
    found = []
    for rule, declarations in _blocks(_rules(text)):
        if not declarations:
            found.append(f"{rule.source_line}: nothing in it")
        seen: dict[str, str] = {}
        for each in declarations:
            if each.type == "error":
                found.append(f"{each.source_line}: {each.message}")
            elif each.type == "declaration":
                value = tinycss2.serialize(each.value).strip()
                if seen.get(each.name) == value or not value:
                    found.append(f"{each.source_line}: {each.name} twice or empty")
                seen[each.name] = value
    return found


def _variables(text: str) -> tuple[set[str], set[str]]:
    """The custom properties that a sheet sets, and those that it reads without another value."""
    given, read = set(), set()
    for _rule, declarations in _blocks(_rules(text)):
        for each in declarations:
            if each.type != "declaration":
                continue
            if each.name.startswith("--"):
                given.add(each.name)
            read |= set(_read(each.value))
    return given, read


def _read(values: list[Any]) -> Iterator[str]:
    for value in values:
        if value.type == "function":
            told = [each for each in value.arguments if each.type not in ("whitespace", "comment")]
            if value.lower_name == "var" and len(told) == 1:
                yield told[0].value
            yield from _read(value.arguments)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: str(path.relative_to(ROOT)))
def test_sheet_is_read_whole(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("package", ["cfm_app", "frappe_embedded"])
def test_every_variable_is_set_somewhere(package: str) -> None:
    sheets = [_variables(path.read_text("utf-8")) for path in (ROOT / package).rglob("*.css")]
    given = set().union(*(each[0] for each in sheets))
    read = set().union(*(each[1] for each in sheets))
    assert read - given - SET_ELSEWHERE == set()


def test_faults_are_found() -> None:
    sheet = "a { color red; }\n@media print { b { } }\nc { top: 0; top: 0 }\nd { left: ; } }"
    assert [each.split(":")[0] for each in faults(sheet)] == ["1", "2", "3", "4", "4"]
