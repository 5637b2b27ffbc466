"""Calling whitelisted functions by their dotted names."""

from __future__ import annotations

import contextlib
from typing import Any

from werkzeug.wrappers import Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import AppNotInstalledError, ValidationError
from ...kernel.core.hooks import get_attr, get_hooks
from ...kernel.core.messages import throw
from ...kernel.core.whitelist import exposure, get_newargs, is_valid_http_method, is_whitelisted
from ...kernel.i18n import _
from ...kernel.utils.html import sanitize_html
from .arguments import cast_arguments
from .responses import is_v2

_SHORT = {
    "login": "frappe.handler.login",
    "logout": "frappe.handler.logout",
    "ping": "frappe.handler.ping",
    "upload_file": "frappe.handler.upload_file",
    "download_file": "frappe.handler.download_file",
    "run_doc_method": "frappe.handler.run_doc_method",
    "web_logout": "frappe.handler.web_logout",
}
"""The methods that clients call without a module."""


def call_method(name: str) -> Any:
    """Call the function that clients know by ``name`` with the arguments of the request.

    An app's ``override_whitelisted_methods`` goes first, the last app's of several. An argument
    ``cmd`` of the request plays no role.
    """
    local.form_dict.pop("cmd", None)
    overrides = get_hooks("override_whitelisted_methods", {}).get(name)
    path = overrides[-1] if overrides else name
    function = find_method(path)
    return run_whitelisted(function, path, dict(local.form_dict))


def find_method(name: str) -> Any:
    """The function; ``ValidationError`` for a name that leads to none."""
    dotted = _SHORT.get(name, name)
    try:
        if "." not in dotted:
            raise KeyError(dotted)
        function = get_attr(dotted)
    except Exception as error:
        if isinstance(error, AppNotInstalledError):
            with contextlib.suppress(AppNotInstalledError):
                throw(str(error), error)
        throw(_unfound().format(name, error), ValidationError)
    if not callable(function):
        throw(
            _("Failed to get method for command {0} with {1}").format(name, _("no such function")),
            ValidationError,
        )
    return function


def _unfound() -> str:
    if is_v2():
        return str(_("Failed to get method {0} with {1}"))
    return str(_("Failed to get method for command {0} with {1}"))


def run_whitelisted(function: Any, name: str, arguments: dict[str, Any]) -> Any:
    """Call a function if the user may and its verb fits; ``PermissionError`` if not."""
    is_whitelisted(function, _SHORT.get(name, name))
    is_valid_http_method(function)
    exposed = exposure(function)
    if local.session.user == "Guest" and not (exposed and exposed.xss_safe):
        arguments = {key: _harmless(value) for key, value in arguments.items()}
        local.form_dict.update(arguments)
    return function(**cast_arguments(function, get_newargs(function, arguments)))


def _harmless(value: Any) -> Any:
    return sanitize_html(value) if isinstance(value, str) else value


def keep_result(result: Any) -> Response | None:
    """Put what a function returned into the answer, unless it is an answer itself."""
    if isinstance(result, Response):
        return result
    if result is not None:
        local.response["message"] = result
    return None
