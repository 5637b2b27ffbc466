"""The sandbox in which templates of apps and managers are rendered, and the names that they find there."""

import html as html_entities
import inspect
from collections.abc import Callable
from functools import partial, wraps
from types import ModuleType
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

from ...kernel.core.context import local
from ...kernel.core.exceptions import DoesNotExistError
from ...kernel.core.hooks import get_attr, get_hooks, get_installed_apps, get_module, hook_functions
from ...kernel.core.messages import throw
from ...kernel.core.names import scrub
from ...kernel.document.api import get_cached_doc, get_cached_value, get_doc, get_last_doc
from ...kernel.i18n.languages import is_rtl
from ...kernel.i18n.translator import _
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.frappe_names import has_permission
from ...kernel.permissions.roles import get_roles
from ...kernel.safe.namespace import for_page, register_template_global, template_globals
from ...kernel.safe.reading import has_a_reader, is_closed_by_rows, readers
from ...kernel.utils.json_text import as_json
from ...kernel.utils.markup import md_to_html
from ...kernel.utils.numbers import cint, flt
from ...kernel.utils.settings import system_setting
from ...kernel.utils.text import cstr
from ...kernel.utils.urls import get_url
from ...kernel.utils.users import get_fullname
from .sandbox import TemplateSandbox

__all__ = ["get_jenv", "get_template", "render_template", "render_text", "validate_template"]

_ENGINE_PACKAGE = "frappe_embedded"
_KEPT = "hooks:jinja"
_KEPT_TEXT = "hooks:jinja:text"
_UNESCAPED = (".csv", ".js", ".json", ".txt")
"""Files whose templates are no HTML."""


def get_jenv() -> TemplateSandbox:
    """The environment of the context's site, with what apps add through their hook ``jinja``.

    Its templates escape every value. All that it offers is worked out for the context that
    renders, so contexts share it and the templates that it has compiled.
    """
    if local.jenv is None:
        local.jenv = local.site_state.cache.get_value(_KEPT, partial(_environment, True))
    return cast(TemplateSandbox, local.jenv)


def _text_jenv() -> TemplateSandbox:
    """The same for plain text, in which nothing is escaped."""
    made = local.site_state.cache.get_value(_KEPT_TEXT, partial(_environment, False))
    return cast(TemplateSandbox, made)


def _environment(as_html: bool) -> TemplateSandbox:
    environment = TemplateSandbox(
        loader=_loader(), undefined=DebugUndefined, autoescape=_escapes if as_html else False
    )
    environment.globals.update(template_globals(as_html=as_html))
    environment.globals["is_rtl"] = is_rtl
    environment.filters.update(_filters(as_html))
    methods, filters = _from_apps()
    environment.globals.update(methods)
    environment.filters.update(filters)
    environment.guard_filters()
    names = template_globals(as_html=as_html, of_request=False)
    environment.of_texts = _limited(
        environment.for_texts({**environment.globals, **names, "is_rtl": is_rtl, **methods})
    )
    return environment


def _limited(environment: TemplateSandbox) -> TemplateSandbox:
    """The environment of texts, as apps limit it.

    Apps: hook ``text_environment``, functions that take the environment and return the one to use.
    """
    for limit in hook_functions("text_environment"):
        environment = limit(environment)
    return environment


def _escapes(name: str | None) -> bool:
    return name is None or not name.endswith(_UNESCAPED)


def _loader() -> BaseLoader:
    """Templates by ``<app>/path`` or, in the order of installation reversed, ``templates/…``."""
    apps = [app for app in reversed(get_installed_apps()) if app != "frappe"]
    packages = {app: PackageLoader(app, "") for app in [*apps, _ENGINE_PACKAGE]}
    named: dict[str, BaseLoader] = {**packages, "frappe": packages[_ENGINE_PACKAGE]}
    return ChoiceLoader([PrefixLoader(named), *packages.values()])


def _filters(as_html: bool) -> dict[str, Callable[..., Any]]:
    return {
        "abs_url": abs_url,
        "flt": flt,
        "int": cint,
        "json": as_json,
        "len": len,
        "markdown": for_page(md_to_html) if as_html else md_to_html,
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
    """Render a template, given as text or by its path. A text sees nothing of the request.

    The result is HTML: every value is escaped, rich text is cleaned. Text that is one line ending
    in ``.html`` is a path, unless ``is_path`` says otherwise. Reading names that begin with two
    underscores is refused. A mistake in the template raises ``ValidationError`` showing it.
    """
    if not template:
        return ""
    if is_path or (is_path is None and _looks_like_path(template)):
        return get_template(template).render(context or {})
    return _render(get_jenv(), template, context, safe_render)


def render_text(template: str | None, context: dict[str, Any] | None = None) -> str:
    """As ``render_template``, for what is no HTML: a subject, an address, a text message."""
    return _render(_text_jenv(), template, context) if template else ""


def _render(
    jenv: TemplateSandbox, template: str, context: dict[str, Any] | None, safe_render: bool = True
) -> str:
    if safe_render and ".__" in template:
        throw(_("Illegal template"))
    try:
        return jenv.from_string(template).render(context or {})
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


def _closing(read: Callable[..., Any]) -> Callable[..., Any]:
    """A reader of documents that gives a closed one as a missing one."""

    @wraps(read)
    def reading(*args: Any, **kwargs: Any) -> Any:
        doctype = args[0] if args else kwargs.get("doctype")
        if not is_closed_by_rows(doctype):
            return read(*args, **kwargs)
        doc = read(*args, **kwargs) if has_a_reader() else None
        if doc is None or not has_permission(doctype, "read", doc):
            throw(_("{0} not found").format(_(doctype)), DoesNotExistError)
        return doc

    return reading


def _cached_value(doctype: str, name: Any, fieldname: str = "name", as_dict: bool = False) -> Any:
    if is_closed_by_rows(doctype):
        return readers()["get_value"](doctype, name, fieldname, as_dict=as_dict)
    return get_cached_value(doctype, name, fieldname, as_dict)


NAMES: dict[str, Callable[..., Any]] = {
    "get_cached_doc": _closing(get_cached_doc),
    "get_cached_value": _cached_value,
    "get_doc": _closing(get_doc),
    "get_fullname": get_fullname,
    "get_hooks": get_hooks,
    "get_last_doc": _closing(get_last_doc),
    "get_meta": get_meta,
    "get_roles": get_roles,
    "get_system_settings": system_setting,
    "get_url": get_url,
    "has_permission": has_permission,
    "scrub": scrub,
}


for _name, _function in NAMES.items():
    register_template_global(_name, _function)
register_template_global("render_template", render_template, is_html=True)
