"""Colours and sizes are one: whichever sheet sets a token, it sets it to the same, for each scheme and width."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import tinycss2

from .imports import ROOT
from .test_stylesheets import SHEETS

DESK, APP = "frappe_embedded/web/desk/static/css/tokens.css", "cfm_app/public/css/cfm.css"
Tokens = dict[tuple[str, str], str]


def tokens(rules: list[Any], where: str = "") -> Tokens:
    """What the rules for ``:root`` set, by where they hold."""
    found: Tokens = {}
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content:
            query = tinycss2.serialize(rule.prelude).strip()
            found |= tokens(tinycss2.parse_rule_list(rule.content), query)
        elif rule.type == "qualified-rule" and tinycss2.serialize(rule.prelude).strip() == ":root":
            for each in tinycss2.parse_blocks_contents(rule.content):
                if each.type == "declaration" and each.name.startswith("--"):
                    found[where, each.name] = tinycss2.serialize(each.value).strip()
    return found


def of_sheet(path: str) -> Tokens:
    return tokens(tinycss2.parse_stylesheet((ROOT / path).read_text(encoding="utf-8")))


def test_a_token_is_the_same_in_each_sheet() -> None:
    values: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in SHEETS:
        sheet = path.relative_to(ROOT).as_posix()
        for token, value in of_sheet(sheet).items():
            values[token][value].append(sheet)
    assert {token: dict(found) for token, found in values.items() if len(found) > 1} == {}


def test_the_desk_and_the_app_share_their_tokens() -> None:
    assert len(of_sheet(DESK).keys() & of_sheet(APP).keys()) > 50
