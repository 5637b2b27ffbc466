"""Puts the limits of texts and conditions into the framework of a bench, where all of them pass.

Frappe compiles each text by `from_string` of one environment (`frappe.utils.jinja.get_jenv`), its own template files
by `get_template`; it works out each condition by `frappe.utils.safe_exec.safe_eval`. An engine with the hooks
`text_environment` and `condition_names` asks for the same by itself. `doctor` tries whether the limits stand.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from typing import Any

import frappe

from cfm_app.security.office_texts import (
    conditions,
    environment,
    faults,
    printing,
    shipped_files,
)

APP = "cfm_app"
ENVIRONMENTS = "frappe.utils.jinja"
_REPLACED = "limits_office_texts"
_PAGE = "source_of_page"


def install() -> None:
    """Limit what this process renders and works out from now on, on sites that have the app."""
    for holder, name, limit in _seams():
        original = getattr(holder, name, None)
        if original is not None and not hasattr(original, _REPLACED):
            replacement = wraps(original)(limit(original))
            setattr(replacement, _REPLACED, True)
            setattr(holder, name, replacement)


def stands() -> bool:
    """Whether texts and conditions are limited, by trying."""
    probe = {"probe": frappe.get_all}
    rendered = frappe.render_template("{{ frappe.db or frappe }}", dict(probe))
    is_refused = rendered == environment.refusal(faults.may_not_use(faults.FRAMEWORK))
    return is_refused and not frappe.safe_eval("probe('DocType') or 1", None, dict(probe))


def _seams() -> Iterator[tuple[Any, str, Callable[..., Any]]]:
    """What is replaced: where it is, its name, and by what. An engine that prints by itself has only some."""
    for path, limit in SEAMS.items():
        module, name = path.split(":")
        *within, attribute = name.split(".")
        try:
            holder: Any = import_module(module)
        except ModuleNotFoundError:
            continue
        for each in within:
            holder = getattr(holder, each)
        yield holder, attribute, limit


def _is_installed() -> bool:
    return bool(getattr(frappe.local, "site", None)) and APP in frappe.get_installed_apps()


def _limited_from_string(original: Callable[..., Any]) -> Callable[..., Any]:
    def from_string(self: Any, source: Any, *args: Any, **kwargs: Any) -> Any:
        if type(self).__module__ != ENVIRONMENTS or not _is_installed():
            return original(self, source, *args, **kwargs)
        if source == getattr(frappe.local, _PAGE, None):
            return original(self, source, *args, **kwargs)
        texts = environment.for_texts(self)
        tree = texts.parse(source)
        fault = next(faults.of_template(tree, texts), None)
        # Only of those that need more than data it is looked for whether they are files of apps.
        if fault is not None and shipped_files.is_shipped(source):
            return original(self, source, *args, **kwargs)
        return texts.filled_in(tree, fault)

    return from_string


def _limited_safe_eval(original: Callable[..., Any]) -> Callable[..., Any]:
    def safe_eval(code: str, eval_globals: Any = None, eval_locals: Any = None) -> Any:
        if not (eval_globals or eval_locals) or not _is_installed():
            return original(code, eval_globals, eval_locals)
        names = conditions.narrowed(code, {**(eval_globals or {}), **(eval_locals or {})})
        return False if names is None else original(code, names)

    return safe_eval


def _known_page(original: Callable[..., Any]) -> Callable[..., Any]:
    def render_template(self: Any) -> Any:
        setattr(frappe.local, _PAGE, self.source)
        try:
            return original(self)
        finally:
            setattr(frappe.local, _PAGE, None)

    return render_template


def _readable_letter_head(original: Callable[..., Any]) -> Callable[..., Any]:
    def get_letter_head(doc: Any, *args: Any, **kwargs: Any) -> Any:
        found = original(doc, *args, **kwargs)
        return printing.readable_letter_head(found, doc) if found and _is_installed() else found

    return get_letter_head


def _closed_style(original: Callable[..., Any]) -> Callable[..., Any]:
    def get_print_style(*args: Any, **kwargs: Any) -> Any:
        style = original(*args, **kwargs)
        return printing.closed_style(style) if _is_installed() else style

    return get_print_style


_PAGES = "frappe.website.page_renderers.template_page"
SEAMS: dict[str, Callable[..., Any]] = {
    "jinja2.sandbox:SandboxedEnvironment.from_string": _limited_from_string,
    "frappe.utils.safe_exec:safe_eval": _limited_safe_eval,
    "frappe.www.printview:get_letter_head": _readable_letter_head,
    "frappe.www.printview:get_print_style": _closed_style,
    f"{_PAGES}:TemplatePage.render_template": _known_page,
}
