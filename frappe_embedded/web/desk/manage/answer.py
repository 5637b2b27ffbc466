"""What the pages of this area share: who may enter, and answers for their scripts."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.wrappers import Response

from ....kernel.core.context import local
from ....kernel.core.exceptions import PermissionError, ValidationError
from ....kernel.i18n import _
from ....kernel.permissions.roles import only_for_setup
from ...http.responses import as_json_text


def managers_only() -> None:
    """``PermissionError`` for whoever does not manage the site."""
    only_for_setup()


def for_managers() -> None:
    """As ``managers_only``, in words for a script's answer."""
    try:
        only_for_setup()
    except PermissionError:
        raise PermissionError(_("Only somebody who sets the site up may do this.")) from None


def answer(value: Any) -> Response:
    return Response(as_json_text({"message": value}), mimetype="application/json")


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
