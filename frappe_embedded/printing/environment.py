"""The sandbox in which templates of apps and managers are rendered."""

from __future__ import annotations

import html as html_entities
import inspect
from collections.abc import Callable
from types import MethodType, ModuleType
from typing import Any, cast

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    DebugUndefined,
    PackageLoader,
    PrefixLoader,
    Template,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2.sandbox import SandboxedEnvironment

from ..core.context import local
from ..core.hooks import get_attr, get_hooks, get_installed_apps, get_module
from ..core.messages import throw
from ..i18n.languages import is_rtl
from ..i18n.translator import _
from ..safe.namespace import register_template_global, template_globals
from ..utils.json_text import as_json
from ..utils.markup import md_to_html
from ..utils.numbers import cint, flt
from ..utils.text import cstr
from . import template_names

__all__ = ["get_jenv", "get_template", "render_template", "validate_template"]

_ENGINE_PACKAGE = "frappe_embedded"
_KEPT = "hooks:jinja"
_WRITING_METHODS = frozenset(
    "add_comment append_to_file cancel db_insert db_set db_set_user_and_timestamp db_update delete "
    "discard insert lock queue_action rename run_method run_trigger save set_new_name submit "
    "unlock update_single "
    # With another name these would read another document.
    "db_get load_doc_before_save load_from_db reload".split()
)
"""Methods of documents that a template, which only shows, is not allowed to call."""


class _Environment(SandboxedEnvironment):
    def is_safe_callable(self, obj: Any) -> bool:
        if isinstance(obj, MethodType) and obj.__name__ in _WRITING_METHODS:
            return False
        return super().is_safe_callable(obj)


def get_jenv() -> SandboxedEnvironment:
    """The environment of the context's site, with what apps add through their hook ``jinja``.

    All that it offers is worked out for the context that renders, so contexts share it and the
    templates that it has compiled.
    """
    if local.jenv is None:
        local.jenv = local.site_state.cache.get_value(_KEPT, _environment)
    return cast(SandboxedEnvironment, local.jenv)


def _environment() -> SandboxedEnvironment:
    environment = _Environment(loader=_loader(), undefined=DebugUndefined)
    environment.globals.update(template_globals())
    environment.globals["is_rtl"] = is_rtl
    environment.filters.update(_filters())
    methods, filters = _from_apps()
    environment.globals.update(methods)
    environment.filters.update(filters)
    return environment


def _loader() -> BaseLoader:
    """Templates by ``<app>/path`` or, in the order of installation reversed, ``templates/…``."""
    apps = [app for app in reversed(get_installed_apps()) if app != "frappe"]
    packages = {app: PackageLoader(app, "") for app in [*apps, _ENGINE_PACKAGE]}
    named: dict[str, BaseLoader] = {**packages, "frappe": packages[_ENGINE_PACKAGE]}
    return ChoiceLoader([PrefixLoader(named), *packages.values()])


def _filters() -> dict[str, Callable[..., Any]]:
    return {
        "abs_url": abs_url,
        "flt": flt,
        "int": cint,
        "json": as_json,
        "len": len,
        "markdown": md_to_html,
        "str": cstr,
    }


def abs_url(path: str) -> str:
    """A path of the site from its root; full addresses and anchors stay."""
    if not path or path.startswith(("http://", "https://", "mailto:", "#", "/", "data:")):
        return path
    return f"/{path}"


def _from_apps() -> tuple[dict[str, Any], dict[str, Any]]:
    hooks = get_hooks("jinja", default={})
    return _named(hooks.get("methods", [])), _named(hooks.get("filters", []))


def _named(paths: list[str]) -> dict[str, Any]:
    """Functions by their names; a module stands for all functions in it."""
    functions: dict[str, Any] = {}
    for path in paths:
        found = _module_or_function(path)
        if isinstance(found, ModuleType):
            functions.update(inspect.getmembers(found, inspect.isfunction))
        else:
            functions[path.rpartition(".")[2]] = found
    return functions


def _module_or_function(path: str) -> Any:
    try:
        return get_module(path)
    except ModuleNotFoundError:
        return get_attr(path)


def get_template(path: str) -> Template:
    """The template of an app: ``my_app/templates/letter.html``."""
    return get_jenv().get_template(path)


def render_template(
    template: str,
    context: dict[str, Any] | None = None,
    is_path: bool | None = None,
    safe_render: bool = True,
) -> str:
    """Render a template, given as text or by its path.

    Text that is one line ending in ``.html`` is a path, unless ``is_path`` says otherwise.
    Reading names that begin with two underscores is refused. A mistake in the template raises
    ``ValidationError`` showing it.
    """
    if not template:
        return ""
    if is_path or (is_path is None and _looks_like_path(template)):
        return get_template(template).render(context or {})
    if safe_render and ".__" in template:
        throw(_("Illegal template"))
    try:
        return get_jenv().from_string(template).render(context or {})
    except TemplateError as error:
        shown = html_entities.escape(template)
        message = html_entities.escape(_explained(error))
        throw(f"<pre>{shown}</pre><pre>{message}</pre>", title=_("Jinja Template Error"))


def _explained(error: TemplateError) -> str:
    line = getattr(error, "lineno", None)
    return f"{error.message} (line {line})" if line else str(error.message)


def _looks_like_path(template: str) -> bool:
    return "\n" not in template and template.endswith(".html")


def validate_template(html: str) -> None:
    """Refuse a template that cannot be read; names are not looked up."""
    if not html:
        return
    try:
        get_jenv().from_string(html)
    except TemplateSyntaxError as error:
        message = _("Syntax error in template as line {0}: {1}")
        throw(message.format(error.lineno, error.message))


for _name, _function in template_names.NAMES.items():
    register_template_global(_name, _function)
register_template_global("render_template", render_template)
