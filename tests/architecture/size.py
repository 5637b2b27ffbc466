"""How large the engine is: ``python -m tests.architecture.size`` prints lines, lines of code and modules by floor."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter

from .imports import ROOT

ENGINE = ROOT / "frappe_embedded"
_NO_CODE = (
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE),
    *(tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER),
)


def code_lines(source: str) -> int:
    """The lines that hold more than a comment or a text that stands by itself, as docstrings do."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def main() -> None:
    every, code, modules = Counter[str](), Counter[str](), Counter[str]()
    for path in ENGINE.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        floor = path.relative_to(ENGINE).parts[0]
        for name in (floor if "." not in floor else "beside them", "together"):
            every[name] += source.count("\n")
            code[name] += code_lines(source)
            modules[name] += 1
    for name in sorted(every, key=every.__getitem__):
        print(f"{name:12} {every[name]:7,} lines {code[name]:7,} of code {modules[name]:4} modules")


if __name__ == "__main__":
    main()
