"""The guards of a source: what refuses, as its syntax tree shows it. Each gets a switch that takes it away.

A source with all its switches is loaded once; whoever turns one needs to load nothing again.
"""

from __future__ import annotations

import ast
import copy
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

# What `switches.Board` puts among the builtins.
TAKEN, FLIPPED, LESSENED = "__taken__", "__flipped__", "__lessened__"
REFUSES = re.compile(r"^_?(throw|require|check|refuse|forbid|deny|guard)(_|$|s$)")
# What is only a fault of whoever wrote the code.
FAULTS = {"NotImplementedError", "AssertionError"}
NARROWS = re.compile(r"(?:^|_)(?:or_)?filters$")
READS = re.compile(r"^(get_all|get_list|get_value|get_values|exists|count|set_value|delete)$")
SQL = re.compile(r"`tab|\bselect\b.+\bfrom\b|\} and \{|\bwhere\b.+%s", re.DOTALL)
WORDS_OF_SQL = {" and ": " or ", " not in ": " in ", "not exists": "exists"}
LONGEST = 90
KINDS = ("raise", "call", "predicate", "query", "sql", "choice", "condition", "operand")


@dataclass(frozen=True)
class Guard:
    """Something that refuses. `key` stays when other lines of its module change."""

    path: str
    line: int
    function: str
    kind: str
    text: str
    key: str


class Switching(ast.NodeTransformer):
    """Puts a switch at each guard of a module and collects the guards."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.guards: list[Guard] = []
        self._scope: list[ast.AST] = []
        self._known = Counter[str]()

    def _switch(self, node: ast.AST, kind: str, text: str | None = None) -> ast.expr:
        """Enters a guard and returns its key as an argument."""
        line = getattr(node, "lineno", 0)
        text = " ".join((text or ast.unparse(node)).split())[:LONGEST]
        function = ".".join(getattr(each, "name", "") for each in self._scope)
        key = f"{self.path}:{function}:{kind}:{text}"
        self._known[key] += 1
        if self._known[key] > 1:
            key += f"#{self._known[key]}"
        self.guards.append(Guard(self.path, line, function, kind, text, key))
        return ast.Constant(key)

    # --- where one stands -----------------------------------------------------------------------
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self._scope.append(node)
        node.body = [each for one in node.body for each in _as_list(self.visit(one))]
        self._scope.pop()
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self._scope.append(node)
        node.body = [each for one in node.body for each in _as_list(self.visit(one))]
        self._scope.pop()
        return node

    def _in_function(self) -> bool:
        return any(isinstance(each, ast.FunctionDef) for each in self._scope)

    # --- what refuses ---------------------------------------------------------------------------
    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        if node.exc is None or _name(node.exc) in FAULTS or not self._in_function():
            return node
        key = self._switch(node, "raise")
        self.generic_visit(node)
        return _unless_taken(key, node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant):
            return node
        if not isinstance(node.value, ast.Call) or not REFUSES.search(_name(node.value)):
            return self.generic_visit(node)
        if not self._in_function():
            return node
        key = self._switch(node, "call")
        self.generic_visit(node)
        return _unless_taken(key, node)

    def visit_Return(self, node: ast.Return) -> ast.AST:
        if node.value is None or not self._is_predicate(node.value):
            return self.generic_visit(node)
        key = self._switch(node, "predicate")
        node.value = _call(FLIPPED, key, self._tested(node.value))
        return node

    def _is_predicate(self, value: ast.expr) -> bool:
        function = self._scope[-1] if self._scope else None
        returns = getattr(function, "returns", None)
        is_bool = isinstance(returns, ast.Name) and returns.id == "bool"
        return is_bool or (isinstance(value, ast.Constant) and isinstance(value.value, bool))

    def visit_If(self, node: ast.If) -> ast.AST:
        if not self._in_function():
            return self.generic_visit(node)
        key = self._switch(node.test, "condition")
        node.test = _call(FLIPPED, key, self._tested(node.test))
        node.body = [each for one in node.body for each in _as_list(self.visit(one))]
        node.orelse = [each for one in node.orelse for each in _as_list(self.visit(one))]
        return node

    def _tested(self, value: ast.expr) -> ast.expr:
        """An expression of which only truth counts: each operand of it can be left out."""
        if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not):
            value.operand = self._tested(value.operand)
            return value
        if not isinstance(value, ast.BoolOp):
            visited: ast.expr = self.visit(value)
            return visited
        whole = ast.unparse(value)
        operands: list[ast.expr] = []
        for each in value.values:
            key = self._switch(each, "operand", f"{ast.unparse(each)} ⟵ {whole}")
            taken, kept = _call(TAKEN, key), self._tested(each)
            if isinstance(value.op, ast.And):
                operands.append(ast.BoolOp(ast.Or(), [taken, kept]))
            else:
                operands.append(ast.BoolOp(ast.And(), [ast.UnaryOp(ast.Not(), taken), kept]))
        value.values = operands
        return value

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        tests: list[ast.expr] = []
        for each in node.ifs:
            key = self._switch(each, "choice")
            tests.append(ast.BoolOp(ast.Or(), [_call(TAKEN, key), self._tested(each)]))
        node.ifs = []
        self.generic_visit(node)
        node.ifs = tests
        return node

    # --- what narrows a query -------------------------------------------------------------------
    def visit_Call(self, node: ast.Call) -> ast.AST:
        for each in node.keywords:
            if each.arg and NARROWS.search(each.arg):
                each.value = self._narrowed(each.value)
        if len(node.args) > 1 and READS.match(_name(node)):
            node.args[1] = self._narrowed(node.args[1])
        return self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        if any(isinstance(each, ast.Name) and NARROWS.search(each.id) for each in node.targets):
            node.value = self._narrowed(node.value)
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        target = node.target
        if node.value and isinstance(target, ast.Name) and NARROWS.search(target.id):
            node.value = self._narrowed(node.value)
        return self.generic_visit(node)

    def _narrowed(self, value: ast.expr) -> ast.expr:
        """Filters of which each can be left out."""
        if not self._in_function():
            return value
        if isinstance(value, ast.Dict):
            pairs = zip(value.keys, value.values, strict=True)
            parts = [
                (key, f"{ast.unparse(key)}: {ast.unparse(each)}") for key, each in pairs if key
            ]
        elif isinstance(value, ast.List):
            parts = [(ast.Constant(place), ast.unparse(e)) for place, e in enumerate(value.elts)]
        else:
            return value
        if not parts:
            return value
        keys = [self._switch(value, "query", text) for _key, text in parts]
        names = [copy.deepcopy(key) for key, _text in parts]
        return _call(LESSENED, value, ast.Tuple(keys, ast.Load()), ast.Tuple(names, ast.Load()))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        written = ast.unparse(node)
        wide = list(_widened(node)) if SQL.search(written) and self._in_function() else []
        made: ast.expr = node
        for word, other in wide:
            key = self._switch(node, "sql", f"{word.strip()} ⟵ {written}")
            made = ast.IfExp(_call(TAKEN, key), other, made)
        return made

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        text = node.value
        if not isinstance(text, str) or not SQL.search(text) or not self._in_function():
            return node
        made: ast.expr = node
        for word, other in _texts(text):
            key = self._switch(node, "sql", f"{word.strip()} ⟵ {text}")
            made = ast.IfExp(_call(TAKEN, key), ast.Constant(other), made)
        return made

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        node.value = self.visit(node.value)
        return node


def switched(source: str, path: str) -> tuple[ast.Module, list[Guard]]:
    """The tree of a module with its switches, and its guards."""
    switching = Switching(path)
    tree = ast.parse(source)
    tree.body = [each for one in tree.body for each in _as_list(_top(switching, one))]
    return ast.fix_missing_locations(tree), switching.guards


def _top(switching: Switching, statement: ast.stmt) -> ast.AST:
    """Only what stands in a function can be taken away while a module stays loaded."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        visited: ast.AST = switching.visit(statement)
        return visited
    return statement


def _widened(node: ast.JoinedStr) -> Iterator[tuple[str, ast.expr]]:
    for place, part in enumerate(node.values):
        if not isinstance(part, ast.Constant):
            continue
        for word, other in _texts(str(part.value)):
            changed = copy.copy(node)
            changed.values = [*node.values]
            changed.values[place] = ast.Constant(other)
            yield word, changed


def _texts(text: str) -> Iterator[tuple[str, str]]:
    """A text of SQL with one of its words that narrow changed."""
    for word, wider in WORDS_OF_SQL.items():
        for found in re.finditer(re.escape(word), text):
            yield word, text[: found.start()] + wider + text[found.end() :]


def _name(node: ast.expr) -> str:
    """The last name of what is called or raised."""
    if isinstance(node, ast.Call):
        return _name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def _unless_taken(key: ast.expr, statement: ast.stmt) -> ast.If:
    kept = ast.If(ast.UnaryOp(ast.Not(), _call(TAKEN, key)), [statement], [])
    return ast.copy_location(kept, statement)


def _as_list(made: object) -> list[ast.stmt]:
    if isinstance(made, list):
        return made
    return [made] if isinstance(made, ast.stmt) else []
