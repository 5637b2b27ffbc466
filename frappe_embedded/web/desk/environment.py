"""The Jinja environment of the desk: escapes everything, knows the desk's helpers."""

import json
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ...kernel.i18n import _
from ...kernel.i18n.plurals import counted
from ...kernel.utils.date_format import format_datetime, pretty_date
from ...kernel.utils.formatters import format_value
from ...kernel.utils.json_text import json_default
from ...kernel.utils.users import get_fullname
from ..http.content_policy import script_nonce
from . import addresses
from .assets import asset_url
from .icons import icon, sprite


@cache
def desk_environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("frappe_embedded.web.desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    environment.globals.update(
        {
            "_": _,
            "asset_url": asset_url,
            "counted": counted,
            "icon": icon,
            "script_nonce": script_nonce,
            "sprite": sprite,
            "form_url": addresses.form_url,
            "list_url": addresses.list_url,
            "new_url": addresses.new_url,
            "print_url": addresses.print_url,
            "fullname": get_fullname,
            "initials": initials,
        }
    )
    environment.filters.update(
        {
            "data": as_data,
            "ago": pretty_date,
            "moment": format_datetime,
            "shown": lambda value, df, doc=None: format_value(value, df, doc),
        }
    )
    return environment


def as_data(value: Any) -> Markup:
    """JSON for a ``<script type="application/json">``: no tag can end inside it."""
    text = json.dumps(value, default=json_default, ensure_ascii=False, separators=(",", ":"))
    for character, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, code)
    return Markup(text)


def initials(user: str | None) -> str:
    """Two letters that stand for a person where a picture would."""
    words = get_fullname(user).replace("@", " ").split() if user else []
    return "".join(word[0] for word in words[:2]).upper() or "?"
