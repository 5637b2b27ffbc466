"""What the pages of this area share: who may enter, and answers for their scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from werkzeug.wrappers import Request, Response

from ....kernel.core.context import local
from ....kernel.core.exceptions import PermissionError, ValidationError
from ....kernel.i18n import _
from ....kernel.permissions.roles import only_for_setup
from ...http.responses import plain_json


def answer(value: Any) -> Response:
    return plain_json({"message": value})


def manager_answer(handler: Callable[..., Any]) -> Callable[..., Response]:
    """Decorator: what a function gives to the script of a page, only for whoever sets the site up."""

    @wraps(handler)
    def answered(request: Request, **parts: Any) -> Response:
        try:
            only_for_setup()
        except PermissionError:
            raise PermissionError(_("Only somebody who sets the site up may do this.")) from None
        return answer(handler(request, **parts))

    return answered


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
