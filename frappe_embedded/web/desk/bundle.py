"""The scripts and style sheets of every page as one file each: a slow line pays for each request.

The scripts are modules that import one another by name, one level of ``export`` each. In the bundle a
module is a function that runs once, after those that it imports; scripts of single pages take what
they import from there, so that nothing exists twice.
"""

import posixpath
import re
from functools import cache

from .scripts import MAIN, SCRIPTS, loaded_with

BUNDLE = "desk"
"""The name of the bundles, as a script and as a style sheet."""

# The kinds of pages that people use all day: who sees a list opens an entry next.
_KINDS = ("form", "list", "print")
# What stands before the log-in has no shell that could be started.
_ALONE = ("login", "new-password")
_SHEETS = ("tokens", "base", "controls", "shell", "list", "form", "side", "print")
_STYLES = SCRIPTS.parent / "css"

_IMPORT = re.compile(r"^import (?:\{([^}]*)\} from )?'(\.[^']+)\.js';?$", re.M)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|class|const)) (\w+)", re.M)
_PAGE = re.compile(r"\bimport\('\./([^']+)\.js'\)")
_COMMENT = re.compile(r"^[ \t]*(?:/\*.*?\*/[ \t]*|//[^\n]*)\n", re.M | re.S)


@cache
def bundled_modules() -> tuple[str, ...]:
    """The names of the scripts in the bundle, each after those that it imports."""
    ordered: list[str] = []

    def add(name: str, importers: tuple[str, ...] = ()) -> None:
        if name in importers:
            raise ValueError(f"Scripts import one another: {' → '.join((*importers, name))}")
        if name in ordered:
            return
        for _names, target in _IMPORT.findall(_source(name)):
            add(_resolved(name, target), (*importers, name))
        ordered.append(name)

    for name in loaded_with(MAIN, *_KINDS):
        add(name)
    # What starts the page comes when everything is there.
    ordered.sort(key=lambda name: name == MAIN)
    return tuple(ordered)


@cache
def script_bundle() -> str:
    """The text of the bundle of scripts."""
    return "\n".join(("export const modules = {};", *map(_wrapped, bundled_modules())))


@cache
def script_with_bundle(name: str) -> str:
    """The text of a script that takes from the bundle what lies there, if it stands in the desk."""
    plain = _bare(_source(name))
    source = (
        plain if name in _ALONE or name in bundled_modules() else _imports_replaced(name, plain)
    )
    if source == plain:
        return plain
    way = posixpath.relpath(BUNDLE, posixpath.dirname(name) or ".")
    way = way if way.startswith(".") else f"./{way}"
    return f"import {{ modules }} from '{way}.js';\n{source}"


@cache
def style_bundle() -> str:
    """The text of the bundle of style sheets."""
    texts = [(_STYLES / f"{name}.css").read_text("utf-8") for name in _SHEETS]
    return _COMMENT.sub("", "\n".join(texts))


def _wrapped(name: str) -> str:
    source = _imports_replaced(name, _bare(_source(name)))
    exported = ", ".join(found for _kind, found in _EXPORT.findall(source))
    source = _PAGE.sub(_looked_up, _EXPORT.sub(r"\1 \2", source))
    return f"modules['{name}'] = (() => {{\n{source}\nreturn {{ {exported} }};\n}})();"


def _looked_up(found: re.Match[str]) -> str:
    """What is imported later and lies in the bundle is there; all else comes when somebody needs it."""
    is_there = found[1] in bundled_modules()
    return f"Promise.resolve(modules['{found[1]}'])" if is_there else found[0]


def _imports_replaced(name: str, source: str) -> str:
    def replaced(found: re.Match[str]) -> str:
        target = _resolved(name, found[2])
        if target not in bundled_modules():
            return found[0]
        if not found[1]:
            return ""
        names = found[1].replace(" as ", ": ").strip()
        return f"const {{ {names} }} = modules['{target}'];"

    return _IMPORT.sub(replaced, source)


def _resolved(name: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))


def _source(name: str) -> str:
    return (SCRIPTS / f"{name}.js").read_text("utf-8")


def _bare(source: str) -> str:
    """Without the comments that have lines of their own."""
    return _COMMENT.sub("", source)
