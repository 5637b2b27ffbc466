"""What a text or a condition of the office asks for that it may not, found without running it.

The same rule holds when it runs, in `environment` and `conditions`: this tells its writer early, and clearly.
"""

import ast
from collections.abc import Collection, Iterator
from typing import Any

from frappe import _
from frappe.model.document import Document
from jinja2 import nodes
from jinja2.environment import Environment

from cfm_app.security.office_texts.values import DOCUMENT_METHODS, VALUE_METHODS

FRAMEWORK = "frappe"
_CALLABLE = VALUE_METHODS | DOCUMENT_METHODS | {"get_label", "has_field"}
_OF_FILES: Any = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)


def may_not_use(name: Any) -> str:
    """The sentence about a name that texts may not use."""
    return str(_("It may not use {0}.").format(name))


def _instead(path: str, name: str) -> str:
    """The sentence about a name of the framework for which there is a helper."""
    return str(_("Write {0} instead of {1}.").format(f"{name}(…)", path))


def names_a_file() -> str:
    """The sentence about a text that the framework would take for a file."""
    return str(_("It may not be the name of a file, whose template would be used in its place."))


def of_template(tree: nodes.Template, environment: Environment) -> Iterator[str]:
    """The faults of a template, in sentences."""
    yield from _of_renamed(tree, environment.globals)
    if tree.find(_OF_FILES):
        yield str(_("It may not take in another file."))
    for block in tree.find_all(nodes.Block):
        yield may_not_use(f"block {block.name}")
    bound = {each.name for each in tree.find_all(nodes.Macro)}
    bound |= {each.name for each in tree.find_all(nodes.Name) if each.ctx != "load"}
    known = {*environment.globals, *bound, "caller", "loop"}
    called = {id(call.node) for call in tree.find_all(nodes.Call)}
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and (
            name.name in (FRAMEWORK, "self") or (name.name not in known and id(name) in called)
        ):
            yield may_not_use(name.name)
    for filtered in tree.find_all(nodes.Filter):
        if filtered.name not in environment.filters:
            yield may_not_use(f"| {filtered.name}")
    yield from _of_attributes(tree, called)


def _of_renamed(tree: nodes.Template, helpers: Collection[str]) -> Iterator[str]:
    """Tell the writer what to use instead of ``frappe.utils.format_date``."""
    for node in tree.find_all(nodes.Getattr):
        path = _path(node)
        if path.startswith(f"{FRAMEWORK}.") and node.attr in helpers:
            yield _instead(path, node.attr)


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""


def _of_attributes(tree: nodes.Template, called: set[int]) -> Iterator[str]:
    read: Iterator[Any] = tree.find_all((nodes.Getattr, nodes.Getitem))
    for node in read:
        name = node.attr if isinstance(node, nodes.Getattr) else _constant(node.arg)
        if isinstance(name, str) and (
            _acts(name) or (id(node) in called and name not in _CALLABLE)
        ):
            yield may_not_use(f"{name}()" if id(node) in called else name)
    for named in tree.find_all(nodes.Keyword):
        if named.key == "attribute" and _acts(str(_constant(named.value))):
            yield may_not_use(_constant(named.value))


def _constant(node: Any) -> Any:
    return node.value if isinstance(node, nodes.Const) else None


def _acts(name: str) -> bool:
    """Whether something of this name does more than to hold a value."""
    is_method = callable(getattr(Document, name, None)) and name not in _CALLABLE
    return is_method or name.startswith("_")


def of_condition(text: str, known: Collection[str]) -> Iterator[str]:
    """The faults of a Python expression that may call ``known`` functions."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        return
    bound = {each.arg for each in ast.walk(tree) if isinstance(each, ast.arg)}
    bound |= {
        each.id
        for each in ast.walk(tree)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _acts(node.attr):
            yield may_not_use(node.attr)
        elif isinstance(node, ast.Call):
            yield from _of_call(node.func, {*known} - bound)
    yield from _of_framework(tree, known)


def _of_call(function: ast.expr, known: Collection[str]) -> Iterator[str]:
    path = ast.unparse(function)
    if isinstance(function, ast.Name):
        if path not in known:
            yield may_not_use(f"{path}()")
    elif not isinstance(function, ast.Attribute):
        yield str(_("It uses something whose name is not written out."))
    elif path not in known and function.attr not in _CALLABLE:
        yield may_not_use(f"{function.attr}()")


def _of_framework(tree: ast.Expression, known: Collection[str]) -> Iterator[str]:
    """Of the framework a condition may name what is known, each by its whole name."""
    within = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if id(node) in within or not isinstance(node, ast.Attribute | ast.Name):
            continue
        path = ast.unparse(node)
        is_known = any(f"{path}.".startswith(f"{each}.") for each in known)
        if path.partition(".")[0] == FRAMEWORK and not is_known:
            yield may_not_use(path)
