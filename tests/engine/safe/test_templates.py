"""Templates of apps and managers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import TemplateNotFound

from frappe_embedded.kernel.core.context import Context
from frappe_embedded.kernel.core.dict import _dict
from frappe_embedded.kernel.core.exceptions import ValidationError
from frappe_embedded.kernel.safe import namespace
from frappe_embedded.services.printing.environment import (
    get_template,
    render_template,
    render_text,
    validate_template,
)


class Document:
    subject = "<b>Case</b>"

    def __init__(self) -> None:
        self.saved = False

    def save(self) -> None:
        self.saved = True

    def get_title(self) -> str:
        return "Title"


@pytest.fixture
def app(standin: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An installed app with a template, a function and a filter."""
    root = tmp_path / "template_sample_app"
    (root / "templates").mkdir(parents=True)
    (root / "__init__.py").write_text("")
    (root / "hooks.py").write_text(
        f'jinja = {{"methods": ["{root.name}.extras.shout"], "filters": "{root.name}.filters"}}'
    )
    (root / "extras.py").write_text("def shout(text): return text.upper()")
    (root / "filters.py").write_text("def twice(text): return text * 2")
    (root / "templates" / "letter.html").write_text("Dear {{ name }}")
    monkeypatch.syspath_prepend(str(tmp_path))
    standin.site_state.set_installed_apps(["frappe", root.name])
    yield root.name
    for name in [name for name in sys.modules if name.split(".")[0] == root.name]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ x + 1 }}", "6"),
        ("{{ doc.subject }}", "&lt;b&gt;Case&lt;/b&gt;"),
        ("{{ doc.subject | e }}", "&lt;b&gt;Case&lt;/b&gt;"),
        ("{{ nothing }}", "{{ nothing }}"),
        ("{{ '1,5' | flt }} {{ '5' | int }} {{ 'abc' | len }}", "15.0 5 3"),
        ("{{ {'a': 1} | json | safe }}", '{\n "a": 1\n}'),
        ("{{ 'a/b.png' | abs_url }}", "/a/b.png"),
        ("{{ shout('hey') }}{{ 'ab' | twice }}", "HEYabab"),
        ("{{ frappe.utils.formatdate('2024-01-31') }}", "2024-01-31"),
        ("{{ frappe.format(1234.5, {'fieldtype': 'Currency'}) }}", "1,234.50"),
        ("{{ frappe.session.user }} {{ frappe.lang }}", "Guest en"),
        ("{{ frappe.render_template('{{ a }}', {'a': 1}) }}", "1"),
        ("{{ json.dumps({'a': 1}) }}", "{&#34;a&#34;: 1}"),
        ("{{ doc.get_title() }}", "Title"),
        ("{% include 'APP/templates/letter.html' %}", "Dear Ann"),
        ("{% include 'templates/letter.html' %}", "Dear Ann"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_rendering(app: str, template: str, expected: str) -> None:
    context: dict[str, Any] = {"x": 5, "doc": Document(), "name": "Ann"}
    assert render_template(template.replace("APP", app), context) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ x.__class__ }}",
        "{{ x['__class__'].mro() }}",
        "{{ broken",
        "{{ nothing.at.all }}",
        "{{ x | nosuchfilter }}",
        "{{ doc.save() }}",
        "{{ frappe.db.set_value('A', 'b', 'c', 1) }}",
        "{% include 'nowhere.html' %}",
    ],
)
def test_refusals(app: str, template: str) -> None:
    doc = Document()
    with pytest.raises(ValidationError):
        render_template(template, {"x": 5, "doc": doc})
    assert not doc.saved


def test_mistakes_are_shown_with_the_template(app: str) -> None:
    with pytest.raises(ValidationError, match=r"&lt;b&gt;.*unexpected.*line 1"):
        render_template("<b>{{ x", {})


def test_files(app: str) -> None:
    assert render_template(f"{app}/templates/letter.html", {"name": "Ann"}) == "Dear Ann"
    assert get_template(f"{app}/templates/letter.html").render(name="Bob") == "Dear Bob"
    with pytest.raises(TemplateNotFound):
        render_template("none.html", {}, is_path=True)
    assert render_template("none.html", {}, is_path=False) == "none.html"


def test_validate_template(app: str) -> None:
    validate_template("{{ anything.at.all }}")
    with pytest.raises(ValidationError, match="Syntax error in template as line 2"):
        validate_template("a\n{{ x")


def test_upper_layers_add_names(app: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespace, "_registered", dict(namespace._registered))
    namespace.register_template_global("answer", lambda: 42)
    namespace.register_template_global("*question", lambda: "?")
    assert render_template("{{ frappe.answer() }}{{ question() }}", {}) == "42?"


@pytest.mark.parametrize("name", ["form_dict", "flags", "request", "session", "local", "response"])
@pytest.mark.usefixtures("app")
def test_a_text_sees_nothing_of_the_request(standin: Context, name: str) -> None:
    """Whoever wrote it is not whoever sent the request in which it is rendered."""
    standin.form_dict = _dict(words="a secret")
    standin.flags.words = "a secret"
    standin.request = SimpleNamespace(words="a secret")
    standin.session.data = _dict(csrf_token="a secret")
    reads = (
        f"{{{{ frappe.{name} }}}}{{{{ frappe.{name}.words }}}}{{{{ frappe.{name}.csrf_token }}}}"
    )
    for template in (reads, f"{{% set f = frappe %}}{reads.replace('frappe', 'f')}"):
        for render in (render_template, render_text):
            try:
                assert "a secret" not in render(template)
            except ValidationError as error:
                assert "a secret" not in str(error)


@pytest.mark.usefixtures("app")
def test_all_that_a_text_finds_under_frappe_is_known_to_tell_nothing_of_the_request() -> None:
    live = set(dir(namespace.template_globals(of_request=False)["frappe"])) - set(
        namespace._frappe(False, {})._values
    )
    assert live == set(
        "date_format flags form_dict full_name lang session time_format user".split()
    )
