"""What functions tell the scripts of pages, and what those send."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import PermissionError, ValidationError
from ...kernel.i18n import _
from ...kernel.permissions.roles import only_for_setup
from ..http.responses import json_response, plain_json
from ..http.routes import register_verb
from .pages import desk_page

Handler = Callable[..., Any]


def answer(rule: str, verb: str = "GET") -> Callable[[Handler], Callable[..., Response]]:
    """Decorator: what the function gives is the ``message`` that an address tells a script."""

    def decorate(handler: Handler) -> Callable[..., Response]:
        @desk_page(rule, verb=verb)
        @wraps(handler)
        def answered(request: Request, **parts: Any) -> Response:
            return json_response({"message": handler(request, **parts)})

        return answered

    return decorate


def setup_answer(rule: str, verb: str = "GET") -> Callable[[Handler], Callable[..., Response]]:
    """Decorator: the same for whoever sets the site up; others are told that it is not for them."""

    def decorate(handler: Handler) -> Callable[..., Response]:
        @wraps(handler)
        def answered(request: Request, **parts: Any) -> Response:
            try:
                only_for_setup()
            except PermissionError:
                text = _("Only somebody who sets the site up may do this.")
                raise PermissionError(text) from None
            return plain_json({"message": handler(request, **parts)})

        register_verb(rule, answered, verb)
        return answered

    return decorate


def given_list(name: str) -> list[dict[str, Any]]:
    """A list of objects that a script sent."""
    value = local.form_dict.get(name)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = None
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValidationError(_("The request could not be understood. Please try again."))
    return value
