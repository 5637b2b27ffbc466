"""What of a form is to be seen at first, so that nothing jumps when its scripts have come.

The conditions of fields are written for the browser, which decides; here they are worked out as far
as they read alike in Python. What cannot be read is shown.
"""

import re
from typing import Any

from ...kernel.core.dict import _dict
from ...kernel.safe.evaluate import safe_eval
from ...kernel.utils.numbers import cint, flt

_TEXT = re.compile(r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
_WORDS = {"null": '""', "undefined": '""', "true": "True", "false": "False"}
_INCLUDES = re.compile(r"(\[[^\]]*\]|\w+\.\w+)\.includes\(([^()]*)\)")
_SIGNS = (
    (re.compile(r"==="), "=="),
    (re.compile(r"!=="), "!="),
    (re.compile(r"&&"), " and "),
    (re.compile(r"\|\|"), " or "),
    (re.compile(r"!\s*([\w.]+)(?!\s*\()"), r"(not \1)"),
    (re.compile(r"!(?!=)"), " not "),
    (re.compile(r"\b(null|undefined|true|false)\b"), lambda found: _WORDS[found[1]]),
    (re.compile(r"\bdoc\.__islocal\b"), "is_new"),
    (re.compile(r";\s*$"), ""),
)


class _Values(_dict):
    """What is missing is an empty text: conditions do not tell the two apart."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.get(name, "")


class FirstLook:
    """The conditions of one document's form."""

    def __init__(self, doc: Any) -> None:
        self.values = _Values(
            (key, value) for key, value in doc.as_dict().items() if value is not None
        )
        self.is_new = bool(doc.is_new())

    def shows(self, condition: str | None) -> bool:
        """Whether what depends on the condition is to be seen."""
        text = str(condition or "").strip()
        if not text:
            return True
        if not text.startswith("eval:"):
            return bool(self.values.get(text))
        names = {
            "doc": self.values,
            "parent": self.values,
            "is_new": self.is_new,
            "cint": cint,
            "flt": flt,
            "in_list": lambda many, one: one in (many or ()),
        }
        try:
            return bool(safe_eval(in_python(text[5:]), None, names))
        except Exception:
            return True


def in_python(expression: str) -> str:
    """A condition of the browser as Python reads it; texts stay as they are."""
    known = _INCLUDES.sub(r"(\2 in (\1 or ''))", expression.strip())
    parts = _TEXT.split(known)
    for at in range(0, len(parts), 2):
        for sign, word in _SIGNS:
            parts[at] = sign.sub(word, parts[at])
    return "".join(parts).strip()
