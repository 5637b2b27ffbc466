"""Every template of the app escapes by itself, also where the framework's environment does not."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from .imports import ROOT

TEMPLATES = sorted(
    path
    for folder in ("templates", "www", "shipped/letter_heads", "print_formats")
    for path in (ROOT / "cfm_app" / folder).rglob("*.html")
)


def _unescaped(node: nodes.Node, escapes: bool) -> list[int]:
    """The lines on which a value is written outside of ``{% autoescape true %}``."""
    if isinstance(node, nodes.ScopedEvalContextModifier):
        options = {each.key: each.value.as_const() for each in node.options}
        escapes = bool(options.get("autoescape", escapes))
    elif isinstance(node, nodes.Block):
        # The block of a page is a function of its own, which knows nothing of where it stands.
        escapes = False
    lines = []
    if isinstance(node, nodes.Output) and not escapes:
        lines = [each.lineno for each in node.nodes if not isinstance(each, nodes.TemplateData)]
    for child in node.iter_child_nodes():
        lines += _unescaped(child, escapes)
    return lines


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_escapes_by_itself(path: Path) -> None:
    assert _unescaped(jinja2.Environment().parse(path.read_text()), False) == []


def test_a_value_outside_is_found() -> None:
    page = (
        "{% autoescape true %}{{ a }}{% block b %}\n{{ c }}{% endblock %}{% endautoescape %}\n"
        "{{ d }}"
    )
    assert _unescaped(jinja2.Environment().parse(page), False) == [2, 3]


ICON = re.compile(r"\bicon\(\"([\w-]+)\"")
DRAWN = re.compile(r"^  \"([\w-]+)\": '", re.MULTILINE)


def test_each_icon_that_a_page_names_is_drawn() -> None:
    """One that is not would leave a gap, and nobody would be told."""
    drawn = set(DRAWN.findall((ROOT / "cfm_app/templates/cfm/icons.html").read_text()))
    named = {(path.name, each) for path in TEMPLATES for each in ICON.findall(path.read_text())}
    assert len(named) > 20
    assert [each for each in sorted(named) if each[1] not in drawn] == []


FORM = re.compile(r"<form\b[^>]*")
# One that a script sends is sent by nobody else; one that the browser sends says where to.
DIALOG, POST, ACTION = 'method="dialog"', 'method="post"', "action="
# These ask for a page by what stands in its address, and nothing that a person said is typed into them.
ASKS_FOR_A_PAGE = {"defaults.html": 1, "try-sop.html": 1, "figures.html": 1, "inquiry.html": 1}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_form_sends_what_was_typed_in_an_address(path: Path) -> None:
    """Before its script has started a form is sent by the browser: into the address, and so into logs, and
    what was typed is lost."""
    forms = FORM.findall(path.read_text())
    sent = [form for form in forms if not (DIALOG in form or (POST in form and ACTION in form))]
    assert len(sent) == ASKS_FOR_A_PAGE.get(path.name, 0), sent
