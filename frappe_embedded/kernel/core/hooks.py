"""What installed apps hang into the engine through their ``hooks.py``."""

import importlib
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from .context import local
from .dict import _dict
from .exceptions import AppNotInstalledError
from .names import scrub, split_names

CORE_MODULES = split_names(
    "Core, Website, Workflow, Email, Custom, Geo, Desk, Integrations, Printing, Contacts, "
    "Automation"
)
ENGINE = "frappe_embedded"
_IGNORED = (types.FunctionType, types.ModuleType, type)


def get_installed_apps() -> list[str]:
    """The apps of the site in the order of installation; the first is always ``frappe``."""
    return local.site_state.installed_apps()


def get_hooks(
    hook: str | None = None, default: Any = "_KEEP_DEFAULT_LIST", app_name: str | None = None
) -> Any:
    """A hook's values of all installed apps, in their order, or all hooks at once.

    Lists are concatenated, scalars become lists of one, dicts merge key by key. Without any
    value the answer is ``default``, or an empty list.
    """
    merged = load_app_hooks([app_name]) if app_name else _hooks_of_site()
    if hook is None:
        return merged
    if hook in merged:
        return merged[hook]
    return [] if default == "_KEEP_DEFAULT_LIST" else default


def _hooks_of_site() -> _dict:
    def merge() -> _dict:
        return load_app_hooks(get_installed_apps())

    return cast(_dict, local.site_state.cache.get_value("hooks", merge))


def load_app_hooks(apps: list[str]) -> _dict:
    """The merged hooks of ``apps``; for ``frappe``, those of the engine itself."""
    merged = _dict()
    for app in apps:
        package = ENGINE if app == "frappe" else app
        module = _import_app(f"{package}.hooks", package)
        for key, value in vars(module).items():
            if not key.startswith("_") and not isinstance(value, _IGNORED):
                _merge(merged, key, value)
    return merged


def _import_app(module: str, app: str) -> types.ModuleType:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] == app:
            raise ModuleNotFoundError(
                f"Could not find app {app!r}: is it installed in this Python?", name=error.name
            ) from error
        raise


def _merge(target: dict[str, Any], key: str, value: Any) -> None:
    if isinstance(value, dict):
        inner = target.setdefault(key, {})
        for inner_key, inner_value in value.items():
            _merge(inner, inner_key, inner_value)
    else:
        values = list(value) if isinstance(value, (list, tuple)) else [value]
        target.setdefault(key, []).extend(values)


def get_attr(dotted: str) -> Any:
    """Import ``package.module.attribute``; refuse names of apps that are not installed."""
    app = dotted.split(".", 1)[0]
    if not local.flags.in_install and app != "frappe" and app not in get_installed_apps():
        raise AppNotInstalledError(f"App {app} is not installed")
    return import_attr(dotted)


def import_attr(dotted: str) -> Any:
    """The object that a dotted path names, wherever it comes from."""
    module_name, _, attribute = dotted.rpartition(".")
    return getattr(importlib.import_module(module_name), attribute)


def call_hooks(hook: str, *args: Any, **kwargs: Any) -> list[Any]:
    """Call every function named under ``hook``, in order; the list of what they answered."""
    return [function(*args, **kwargs) for function in hook_functions(hook)]


def hook_functions(hook: str, *keys: str) -> list[Callable[..., Any]]:
    """The functions named under ``hook``, in order, found once for all requests.

    Of a hook that is a dict, those that stand under the path of ``keys``.
    """
    found: dict[tuple[str, ...], list[Callable[..., Any]]] = local.site_state.cache.get_value(
        "hook_functions", dict
    )
    path = (hook, *keys)
    if path not in found:
        named = get_hooks(hook, {} if keys else [])
        for key in keys[:-1]:
            named = named.get(key, {})
        found[path] = [get_attr(each) for each in (named.get(keys[-1], []) if keys else named)]
    return found[path]


def is_shipping() -> bool:
    """Whether records come with an app just now, which may hold what nobody changes by hand."""
    flags = local.flags
    return bool(flags.in_install or flags.in_migrate or flags.in_import or flags.in_patch)


def get_module(modulename: str) -> types.ModuleType:
    return importlib.import_module(modulename)


def get_pymodule_path(modulename: str, *joins: str) -> str:
    """A file path below the folder of a Python package."""
    file = cast(str, get_module(modulename).__file__)
    return str(Path(file).parent.joinpath(*joins))


def get_app_path(app_name: str, *joins: str) -> str:
    return get_pymodule_path(app_name, *joins)


def get_module_path(module: str, *joins: str) -> str:
    """The folder of a DocType module, e.g. ``Core``, of whichever app owns it."""
    return get_pymodule_path(f"{get_module_app(module)}.{scrub(module)}", *joins)


def get_module_app(module: str) -> str:
    """The app that owns a DocType module; ``ImportError`` when no installed app lists it."""
    apps = cast("dict[str, str]", local.site_state.cache.get_value("module_apps", _module_apps))
    try:
        return apps[scrub(module)]
    except KeyError:
        raise ImportError(f"Module {module} not found: no installed app lists it") from None


def get_module_list(app: str) -> list[str]:
    """The modules that an app lists in ``modules.txt``."""
    if app == "frappe":
        return list(CORE_MODULES)
    return read_lines(Path(get_app_path(app, "modules.txt")))


def read_lines(file: Path) -> list[str]:
    """The lines of a text file without blanks, comments and surrounding space."""
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _module_apps() -> dict[str, str]:
    return {scrub(module): app for app in get_installed_apps() for module in get_module_list(app)}
