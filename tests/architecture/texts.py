"""Every text of the engine that somebody reads on a screen, and the catalogues that translate it.

A text is named by the key of the catalogues (``message_key``) and comes with the places that show
it.
"""

from __future__ import annotations

import ast
import csv
import inspect
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import zxcvbn.feedback
from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment

from frappe_embedded.kernel.i18n.catalogs import message_key
from frappe_embedded.kernel.meta.docfield import DEFAULT_FIELD_LABELS
from frappe_embedded.web.desk.scripts import texts_in

from .imports import ROOT

ENGINE = ROOT / "frappe_embedded"
CATALOGS = ENGINE / "kernel" / "i18n"
SCRIPTS = ENGINE / "web" / "desk" / "static" / "js"

NAMED_RECORDS = (
    "gender",
    "module_def",
    "role",
    "user_type",
    "workflow_action_master",
    "workflow_state",
)
"""Records that the engine brings along and that screens show by their names."""

UNLABELLED = ("Column Break", "Fold", "HTML")
"""Types of fields that show no label."""

TECHNICAL_OPTIONS = {
    ("Currency", "number_format"): "patterns",
    ("DocType", "engine"): "names of database engines",
    ("Email Account", "service"): "names of mail providers",
    ("Print Settings", "font"): "names of fonts",
    ("Print Settings", "pdf_page_size"): "names of paper sizes",
    ("System Settings", "date_format"): "patterns",
    ("System Settings", "number_format"): "patterns",
    ("System Settings", "time_format"): "patterns",
    ("Webhook", "request_method"): "names of HTTP methods",
    ("Workflow State", "icon"): "names of pictures",
}
"""Choices that are the same in every language."""

PROPER_NAMES = frozenset(
    "CSS CSV Cron HTML JS JSON Jinja Markdown OAuth PDF Robots.txt SMS Slack XLSX".split()
)
"""Words that are the same in every language."""

_HOLE = re.compile(r"\{\w*\}")
_TAG = re.compile(r"<[^>]*>")
_IN_A_LANGUAGE = re.compile(r"[^\W\d_]|:")
"""What languages write differently: words, and a colon, before which French has a space."""

Texts = dict[str, list[str]]


@cache
def spoken() -> Texts:
    """What code, templates and scripts say."""
    scripts = ((text, "a script") for text in texts_in(SCRIPTS.rglob("*.js")))
    return _grouped([*_python(), *_templates(), *scripts, *_tools(), *_advice_on_passwords()])


@cache
def labels() -> Texts:
    """Names of DocTypes and standard records, labels, and options to choose from."""
    return _grouped([*_doctypes(), *_records(), *_standard_fields()])


@cache
def descriptions() -> Texts:
    """What stands below a field or a heading, and the help that a form shows."""
    return _grouped(_explained())


@cache
def catalog(language: str) -> list[tuple[str, str, Path]]:
    """Key, translation and file of each row of the engine's catalogue."""
    rows = []
    for file in sorted((CATALOGS / language).glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            for source, translation, *context in csv.reader(stream):
                rows.append((message_key(source, "".join(context) or None), translation, file))
    return rows


def holes(text: str) -> list[str]:
    return sorted(set(_HOLE.findall(text)))


@cache
def constants() -> set[str]:
    """Every text in the engine's code; some of them reach ``_`` by way of a variable."""
    found = {text for row in _rows_of_tools() for text in row.values()}
    for _path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def _grouped(found: Any) -> Texts:
    texts: Texts = {}
    for text, place in found:
        key = _TAG.sub("", text or "").strip()
        if key and key not in PROPER_NAMES and _IN_A_LANGUAGE.search(_HOLE.sub("", key)):
            texts.setdefault(key, []).append(place)
    return texts


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(ENGINE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def _python() -> Iterator[tuple[str, str]]:
    for path, tree in _trees():
        for text, line in _translated(tree):
            yield text, f"{path.relative_to(ROOT)}:{line}"


def _advice_on_passwords() -> Iterator[tuple[str, str]]:
    """What the library that judges passwords says."""
    for text, _line in _translated(ast.parse(inspect.getsource(zxcvbn.feedback))):
        yield text, "advice on a password"


def _translated(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args or not _is_translating(node.func):
            continue
        for text in _literals(node.args[0]):
            yield message_key(text, _context(node)), node.lineno


def _is_translating(function: ast.expr) -> bool:
    return getattr(function, "id", getattr(function, "attr", "")) in ("_", "_lt")


def _literals(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _literals(argument.body)
        yield from _literals(argument.orelse)
    elif isinstance(argument, ast.BoolOp):
        for value in argument.values:
            yield from _literals(value)


def _context(call: ast.Call) -> str | None:
    for keyword in call.keywords:
        if keyword.arg == "context" and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    return None


def _tools() -> Iterator[tuple[str, str]]:
    """What the screens of a manager are called, in which group, and what one does there."""
    for row in _rows_of_tools():
        yield from ((row[column], "a tool") for column in ("group", "label", "hint"))


def _rows_of_tools() -> list[dict[str, str]]:
    with (ENGINE / "web" / "desk" / "tools.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def _templates() -> Iterator[tuple[str, str]]:
    environment = SandboxedEnvironment()
    for path in sorted(ENGINE.rglob("*.html")):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            name = call.node.name if isinstance(call.node, nodes.Name) else ""
            if name == "_" and call.args and isinstance(call.args[0], nodes.Const):
                contexts = [each.value for each in call.kwargs if each.key == "context"]
                context = next(
                    (each.value for each in contexts if isinstance(each, nodes.Const)), None
                )
                key = message_key(str(call.args[0].value), context)
                yield key, f"{path.relative_to(ROOT)}:{call.lineno}"


def _core_doctypes() -> Iterator[dict[str, Any]]:
    for path in sorted((ENGINE / "coredata").glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def _doctypes() -> Iterator[tuple[str, str]]:
    for doctype in _core_doctypes():
        name = doctype["name"]
        yield name, "a DocType"
        yield from ((row["label"], name) for row in doctype.get("actions", []))
        yield from ((row["title"], name) for row in doctype.get("states", []))
        for field in doctype["fields"]:
            place = f"{name}.{field['fieldname']}"
            if field["fieldtype"] not in UNLABELLED:
                yield field.get("label") or "", place
            if (
                field["fieldtype"] == "Select"
                and (name, field["fieldname"]) not in TECHNICAL_OPTIONS
            ):
                yield from ((option, place) for option in (field.get("options") or "").split("\n"))


def _records() -> Iterator[tuple[str, str]]:
    for stem in NAMED_RECORDS:
        rows = json.loads((ENGINE / "coredata" / "records" / f"{stem}.json").read_text("utf-8"))
        yield from ((row["name"], f"a record of {stem}") for row in rows)


def _standard_fields() -> Iterator[tuple[str, str]]:
    yield from ((label, "a field of every DocType") for label in DEFAULT_FIELD_LABELS.values())


def _explained() -> Iterator[tuple[str, str]]:
    for doctype in _core_doctypes():
        yield doctype.get("description") or "", doctype["name"]
        for field in doctype["fields"]:
            place = f"{doctype['name']}.{field['fieldname']}"
            yield field.get("description") or "", place
            yield field.get("placeholder") or "", place
            if field["fieldtype"] == "HTML":
                yield field.get("options") or "", place
