"""Requests hold whole characters: half of one would break off whatever stores or shows it.

The app's own pages and methods take words as gateways and scripts cut them, so halves are replaced there. Elsewhere
the framework reads documents from the body as it came, and the request is refused.
"""

import json
from typing import Any

import frappe
from frappe import _

from cfm_app.base.surrogates import without_surrogates
from cfm_app.security.gates.api_request import ApiRequest
from cfm_app.security.packed_arguments import MULTIPART, body_of, is_packed, unpacked

# How JSON writes a character by its number; a half that is packed cannot be written in another way.
_NUMBERED = "\\u"


def check(asked: ApiRequest) -> None:
    """Replace halves in the arguments of the app's own pages and methods; throw if another request holds one.

    Throws too for arguments that are packed deeper than any client packs them.
    """
    try:
        is_mended = mend(asked.form)
        is_whole = asked.is_for_app or not (is_mended or _holds_halves(frappe.local.request))
    except RecursionError:
        frappe.throw(_("This request packs too many values. Send it in parts."))
    if not is_whole:
        frappe.throw(_("A text of this request ends within a character. Send it whole."))


def mend(form: dict[str, Any]) -> bool:
    """Replace the halves in keys and values, however deep and however they are packed; whether there were any.

    A value that has none stays the object that it is.
    """
    is_mended = False
    for key, value in list(form.items()):
        whole_key, whole = without_surrogates(key), whole_of(value)
        if whole_key != key:
            del form[key]
        if whole_key != key or whole is not value:
            form[whole_key] = whole
            is_mended = True
    return is_mended


def whole_of(value: Any) -> Any:
    """The value without halves; the value itself if it has none."""
    whole: Any = value
    if isinstance(value, str):
        whole = _whole_text(value)
    elif isinstance(value, dict):
        whole = {without_surrogates(str(key)): whole_of(each) for key, each in value.items()}
    elif isinstance(value, list):
        whole = [whole_of(each) for each in value]
    return value if whole == value else whole


def _whole_text(text: str) -> str:
    text = without_surrogates(text)
    if _NUMBERED in text and is_packed(text):
        inside = unpacked(text)
        if inside is not text and (whole := whole_of(inside)) is not inside:
            return json.dumps(whole)
    return text


def _holds_halves(request: Any) -> bool:
    """Whether the body is a document with halves in it."""
    if request.mimetype == MULTIPART or _NUMBERED.encode() not in request.get_data(cache=True):
        return False
    body = body_of(request)
    return whole_of(body) is not body
