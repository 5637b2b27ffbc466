"""Static analysis of templates and conditions: what they would read, without running them.

On a bench such a program reads the database without permissions. So it may name DocTypes only literally
and only open ones, and use Frappe's API only as listed here. What the text does not settle is refused.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import frappe
import jinja2
from frappe import _
from jinja2 import nodes

from cfm_app import doctype_access
from cfm_app.privacy.configuration import app_doctypes

CLOSED = {each.casefold() for each in doctype_access.CLOSED_TO_PROGRAMS}

# The position of the argument that names what is read; None if it is a keyword argument.
READERS: dict[str, int | None] = {
    "get_all": None,
    "get_cached_doc": None,
    "get_cached_value": 2,
    "get_doc": None,
    "get_list": None,
    "db.count": None,
    "db.exists": None,
    "db.get_all": None,
    "db.get_list": None,
    "db.get_single_value": 1,
    "db.get_value": 2,
    "db.get_values": 2,
}
READ_OUT = ("fields", "fieldname", "pluck", "order_by", "group_by")
HARMLESS = frozenset(
    "_ _dict bold date_format db.escape db.get_default format format_date "
    "format_value full_name get_fullname get_gravatar get_meta get_system_settings get_url lang "
    "parse_json sanitize_html session.user throw time_format user".split()
)
# These write, run other code, or could read another document after a renaming.
UNREADABLE = frozenset(
    "add_comment append_to_file cancel db_get db_insert db_set db_update delete discard "
    "get_doc_before_save insert load_doc_before_save load_from_db queue_action reload rename "
    "run_method run_trigger save set_new_name submit unlock update_single".split()
)
# The methods that a program may call on what it was given. A document has many more: one tells a
# password, another the address of a door. Fields are read without a call.
CALLED = frozenset(
    "get get_formatted get_label get_field has_field get_all_children is_new is_ordinary "
    "append capitalize count cycle endswith extend find format index isdigit isoformat items join "
    "keys lower lstrip next pop replace rstrip setdefault sort split splitlines startswith strftime "
    "strip title total_seconds update upper values weekday zfill date time".split()
)
# On a bench, `args` comes from the request of whoever triggers the template.
OTHER_WAYS = frozenset(("FrappeClient", "args", "run_script"))
# Other templates of Frappe show values of the request.
FILES = frozenset("html css scss py md json js xml txt".split())
INCLUDED = re.compile(r"(?:\w+/)?templates/print_formats/[\w/]+\.html")
_ANOTHER_TABLE = re.compile(r"`|\w\s*\.\s*\w|\bselect\b", re.IGNORECASE)


class _Unknown:
    """Stands for a value that only running the program would give."""


UNKNOWN = _Unknown()


@dataclass
class Call:
    """The arguments of a call, as far as the text gives them."""

    positional: list[Any] = field(default_factory=list)
    named: dict[str, Any] = field(default_factory=dict)
    is_open_ended: bool = False


def fault_in_template(text: str) -> str | None:
    """Why a Jinja template is refused, as a sentence; None if it is fine.

    A text that is no template is left to Frappe, which cannot render it either.
    """
    if _is_file(text):
        return str(
            _("It may not be the name of a file, whose template would be used in its place.")
        )
    if "{" not in text:
        return None
    try:
        tree = jinja2.Environment().parse(text)
    except jinja2.TemplateSyntaxError:
        return None
    return next(_faults_of_template(tree), None)


def _is_file(text: str) -> bool:
    """Whether Frappe would take a single-line text for the path of a template, by its ending."""
    return "\n" not in text and "://" not in text and text.rpartition(".")[2] in FILES


def fault_in_condition(text: str) -> str | None:
    """Why a Python expression is refused, as a sentence; None if it is fine."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        return None
    return next(_faults_of_condition(tree), None)


# --- Jinja ------------------------------------------------------------------------------------
def _faults_of_template(tree: nodes.Template) -> Iterator[str]:
    calls = {id(each.node): each for each in tree.find_all(nodes.Call)}
    reached: set[int] = set()
    chains: Iterator[Any] = tree.find_all((nodes.Getattr, nodes.Getitem))
    for chain in chains:
        path = _jinja_path(chain)
        if path and id(chain) not in reached:
            reached |= {id(each) for each in _links(chain)}
            yield from _faults_of_use(path, _jinja_call(calls.get(id(chain))))
        yield from _faults_of_attribute(_jinja_attribute(chain))
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and id(name) not in reached:
            yield from _faults_of_name(name.name)
    for filtered in tree.find_all(nodes.Filter):
        for given in _named_by_filter(filtered):
            yield from _faults_of_attribute(given)
    bound = {name.name for name in tree.find_all(nodes.Name) if name.ctx in ("store", "param")}
    for call in calls.values():
        if id(call.node) not in reached:
            yield from _faults_of_calling(_jinja_called(call.node), bound)
    files: Iterator[Any] = tree.find_all(
        (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
    )
    for file in files:
        name = _jinja_value(file.template)
        if name is UNKNOWN:
            yield _("It includes a file whose name is not written out.")
        elif not isinstance(name, str) or not INCLUDED.fullmatch(name):
            yield _("It may include files of print formats only.")


def _jinja_called(node: nodes.Node) -> tuple[str | None, Any]:
    """The name of what is called, a function or a method; empty for anything else."""
    if isinstance(node, nodes.Name):
        return node.name, None
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        return None, _jinja_attribute(node)
    return None, UNKNOWN


def _jinja_path(chain: nodes.Node) -> tuple[str, ...] | None:
    """``frappe.db.get_value`` in parts; None for what does not begin at ``frappe``."""
    if isinstance(chain, nodes.Name):
        return () if chain.name == "frappe" else None
    if not isinstance(chain, nodes.Getattr | nodes.Getitem):
        return None
    before = _jinja_path(chain.node)
    attribute = _jinja_attribute(chain)
    return None if before is None else (*before, str(attribute))


def _links(chain: nodes.Node) -> Iterator[nodes.Node]:
    yield chain
    if isinstance(chain, nodes.Getattr | nodes.Getitem):
        yield from _links(chain.node)


def _jinja_attribute(chain: nodes.Getattr | nodes.Getitem) -> Any:
    return chain.attr if isinstance(chain, nodes.Getattr) else _jinja_value(chain.arg)


def _named_by_filter(filtered: nodes.Filter) -> list[Any]:
    """The attributes that ``x | attr("a")`` and ``x | map(attribute="a")`` read."""
    named = [each.value for each in filtered.kwargs if each.key == "attribute"]
    if filtered.name == "attr" or "attr" in map(_jinja_value, filtered.args):
        named += filtered.args
    return [_jinja_value(each) for each in named]


def _jinja_call(call: nodes.Call | None) -> Call | None:
    if call is None:
        return None
    return Call(
        [_jinja_value(each) for each in call.args],
        {each.key: _jinja_value(each.value) for each in call.kwargs},
        bool(call.dyn_args or call.dyn_kwargs),
    )


def _jinja_value(node: nodes.Node) -> Any:
    try:
        return node.as_const() if isinstance(node, nodes.Expr) else UNKNOWN
    except nodes.Impossible:
        return UNKNOWN


# --- Python -----------------------------------------------------------------------------------
def _faults_of_condition(tree: ast.Expression) -> Iterator[str]:
    calls = {id(each.func): each for each in ast.walk(tree) if isinstance(each, ast.Call)}
    bound = _python_bound(tree)
    reached: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            path = _python_path(node)
            if path and id(node) not in reached:
                reached |= {id(each) for each in ast.walk(node)}
                yield from _faults_of_use(path, _python_call(calls.get(id(node))))
            yield from _faults_of_attribute(node.attr)
        elif isinstance(node, ast.Name) and id(node) not in reached:
            yield from _faults_of_name(node.id)
    for call in calls.values():
        if id(call.func) not in reached:
            yield from _faults_of_calling(_python_called(call.func), bound)


def _python_bound(tree: ast.Expression) -> set[str]:
    """The names that an expression binds itself."""
    names = (each for each in ast.walk(tree) if isinstance(each, ast.Name))
    arguments = {each.arg for each in ast.walk(tree) if isinstance(each, ast.arg)}
    return {each.id for each in names if isinstance(each.ctx, ast.Store)} | arguments


def _python_called(node: ast.expr) -> tuple[str | None, Any]:
    if isinstance(node, ast.Name):
        return node.id, None
    return None, node.attr if isinstance(node, ast.Attribute) else UNKNOWN


def _python_path(node: ast.expr) -> tuple[str, ...] | None:
    if isinstance(node, ast.Name):
        return () if node.id == "frappe" else None
    if not isinstance(node, ast.Attribute):
        return None
    before = _python_path(node.value)
    return None if before is None else (*before, node.attr)


def _python_call(call: ast.Call | None) -> Call | None:
    if call is None:
        return None
    spread = any(isinstance(each, ast.Starred) for each in call.args)
    named = {each.arg: _python_value(each.value) for each in call.keywords if each.arg}
    return Call(
        [_python_value(each) for each in call.args],
        named,
        spread or len(named) < len(call.keywords),
    )


def _python_value(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return UNKNOWN


# --- the rule ---------------------------------------------------------------------------------
def _faults_of_use(path: tuple[str, ...], call: Call | None) -> Iterator[str]:
    name = ".".join(path)
    if path[0] == "utils" or name in HARMLESS or name.removesuffix(f".{path[-1]}") in HARMLESS:
        return
    if name not in READERS or call is None:
        yield _("It may not use {0}.").format(f"frappe.{name}")
        return
    yield from _faults_of_reading(name, call)


def _faults_of_reading(name: str, call: Call) -> Iterator[str]:
    given = call.positional[0] if call.positional else call.named.get("doctype", UNKNOWN)
    if call.is_open_ended or not isinstance(given, str):
        yield _("It must name in full what {0} reads.").format(f"frappe.{name}")
        return
    if given.strip().casefold() in CLOSED or app_doctypes.is_closed_to_programs(given):
        yield _("It may not read {0}: not everybody may see all of it.").format(_(given.strip()))
    elif not frappe.db.exists("DocType", given):
        yield _("There is no DocType {0}.").format(given)
    position = READERS[name]
    read_out = [call.named[each] for each in READ_OUT if each in call.named]
    if position is not None:
        read_out += call.positional[position : position + 1]
    elif name.endswith(("get_all", "get_list")):
        read_out += call.positional[1:]
    for each in read_out:
        if any(not isinstance(part, str) or _ANOTHER_TABLE.search(part) for part in _parts(each)):
            yield _("It may read only fields of {0}, each by its name.").format(_(given.strip()))
            return


def _parts(read_out: Any) -> list[Any]:
    return list(read_out) if isinstance(read_out, list | tuple) else [read_out]


def _faults_of_calling(called: tuple[str | None, Any], bound: set[str]) -> Iterator[str]:
    """Refuse to call a name that the program binds itself: it could stand for any method."""
    name, method = called
    if name is None and not isinstance(method, str):
        yield _("It uses something whose name is not written out.")
    elif name in bound:
        yield _("It may not call {0}: what that is, is not written out.").format(name)
    elif name is None and method not in CALLED:
        yield _("It may not use {0}.").format(f"{method}()")


def _faults_of_attribute(attribute: Any) -> Iterator[str]:
    if isinstance(attribute, str) and attribute in UNREADABLE:
        yield _("It may not use {0}.").format(attribute)


def _faults_of_name(name: str) -> Iterator[str]:
    """Refuse ``frappe`` alone: it could be passed on and used unseen."""
    if name == "frappe" or name in OTHER_WAYS:
        yield _("It may not use {0}.").format(name)
