"""The page for people who write programs for this site, or grant partners access."""

from itertools import groupby
from operator import attrgetter
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_url

from cfm_app.web.openapi import answers, doors
from cfm_app.web.openapi.doors import Method, Usable
from cfm_app.web.pages import admission, program_examples, roles

ROUTE = "/cfm/api"
DOCUMENT = "/api/method/cfm_app.api.openapi.document"
# DocTypes for the examples; the first that the user may use is taken.
LISTED = ("Case", "CFM Location", "Case Category")
CREATED = ("CFM Partner", "CFM Distribution", "Case")


def enter() -> None:
    """Admit users who set programs up or have a key."""
    if not admission.has_key():
        admission.enter(roles.PROGRAMS, ROUTE)


def view() -> dict[str, Any]:
    usable = doors.doctypes()
    methods = doors.methods()
    return {
        "address": get_url(),
        "document": DOCUMENT,
        "has_key": admission.has_key(),
        "steps": _steps() if admission.may_enter(roles.PROGRAMS) else [],
        "examples": program_examples.examples(
            get_url(),
            _first(LISTED, [each for each in usable if each.is_listed]),
            _first(CREATED, [each for each in usable if each.may("create")]),
        ),
        "limits": answers.limits(frappe.conf.rate_limit),
        "statuses": _statuses(),
        "doctypes": [
            {"name": each.name, "label": _(each.name), "rights": _rights(each)} for each in usable
        ],
        "groups": _groups(methods),
        "count": len(methods),
    }


def _first(wanted: tuple[str, ...], usable: list[Usable]) -> Usable | None:
    named = {each.name: each for each in usable}
    return next((named[name] for name in wanted if name in named), next(iter(usable), None))


def _rights(each: Usable) -> str:
    words = {
        "select": _("choose"),
        "read": _("read"),
        "create": _("create"),
        "write": _("change"),
        "delete": _("delete"),
    }
    if each.may("read"):
        words.pop("select")
    return " · ".join(word for right, word in words.items() if each.may(right))


def _groups(methods: list[Method]) -> list[dict[str, Any]]:
    return [
        {
            "name": group,
            "methods": [
                {
                    "name": each.name.rpartition(".")[2],
                    "verbs": " ".join(verb for verb in each.verbs if verb in ("GET", "POST")),
                    "summary": (each.function.__doc__ or "").strip().partition("\n")[0],
                }
                for each in found
            ],
        }
        for group, found in groupby(methods, key=attrgetter("group"))
    ]


def _steps() -> list[dict[str, str]]:
    """How a partner's program gets access, step by step with links."""
    keys = "/cfm/program-access"
    steps = (
        (_("Open the lists that the program needs, and tick the fields that it will know."), keys),
        (_("Try the key at once: you see what the program will read."), keys),
        (
            _(
                "The secret is shown once: hand it over in person or by two ways, never in one e-mail."
            ),
            "",
        ),
        (_("Send the partner the address of the site."), ""),
        (_("When the work with them ends, end the key."), keys),
    )
    place = _("Keys for programs")
    return [{"words": words, "address": address, "place": place} for words, address in steps]


def _statuses() -> list[dict[str, str]]:
    words = {
        200: _("It worked. 202 after a deletion."),
        401: _("Key and secret are nobody's."),
        403: _("The user has no right, or still has to sign or learn something."),
        404: _("It is not there, or it is closed to this user. Both look the same."),
        409: _("There is one of this name already."),
        417: _(
            "What was sent does not fit. The message says what, the field exc_type says of which kind."
        ),
        429: _("Too often. The header Retry-After says after how many seconds to come back."),
        500: _("The server failed and stored nothing. Try again later."),
    }
    return [{"status": str(status), "words": told} for status, told in words.items()]
