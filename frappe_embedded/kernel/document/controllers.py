"""Which class is the controller of a DocType."""

import importlib
from typing import Any, cast

from ..core.context import local
from ..core.exceptions import DoesNotExistError
from ..core.hooks import get_attr, get_hooks, get_module_app
from ..core.names import class_name, scrub
from ..meta.loader import get_meta

_core: dict[str, type] = {}
_fallbacks: dict[bool, type] = {}


def core_controller(doctype: str) -> Any:
    """Decorator: the class is the controller of a DocType of the engine."""

    def register(cls: type) -> type:
        _core[doctype] = cls
        return cls

    return register


def set_fallbacks(plain: type, tree: type) -> None:
    """The classes of DocTypes that have no controller of their own."""
    _fallbacks[False] = plain
    _fallbacks[True] = tree


def get_controller(doctype: str) -> type[Any]:
    """The class of a DocType's documents.

    The last app whose hook ``override_doctype_class`` names the DocType wins; a DocType made in
    the user interface has a plain one. ``ImportError`` when the DocType or its class is missing.
    """
    controllers = local.site_state.controllers
    cls: type[Any] | None = controllers.get(doctype)
    if cls is None:
        cls = _find(doctype)
        if local.meta_overlay is None:
            controllers[doctype] = cls
    return cls


def _find(doctype: str) -> type:
    override = get_hooks("override_doctype_class", {}).get(doctype)
    if override:
        return cast(type, get_attr(override[-1]))
    if doctype in _core:
        return _core[doctype]
    try:
        meta = get_meta(doctype)
    except DoesNotExistError as error:
        raise ImportError(f"Module import failed for {doctype}: no such DocType") from error
    fallback = _fallbacks[bool(meta.is_tree)]
    if meta.custom or not meta.module:
        return fallback
    app = get_module_app(meta.module)
    if app == "frappe":
        return fallback
    folder = scrub(doctype)
    module = importlib.import_module(f"{app}.{scrub(meta.module)}.doctype.{folder}.{folder}")
    try:
        return cast(type, getattr(module, class_name(doctype)))
    except AttributeError:
        raise ImportError(
            f"{doctype}: {module.__name__} has no class {class_name(doctype)}"
        ) from None


def new_document(doctype: str, **values: Any) -> Any:
    """A document that is not stored yet, with the given values and no defaults."""
    return get_controller(doctype)({**values, "doctype": doctype})
