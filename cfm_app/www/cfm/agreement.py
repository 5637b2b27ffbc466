"""The text of an agreement, to be read to its end and signed."""

from typing import Any

import frappe

from cfm_app.web.pages import admission, obligations, roles, routes, shell


def get_context(context: dict[str, Any]) -> None:
    kind = str(frappe.form_dict.get("kind") or "")
    back = routes.way_back(frappe.form_dict.get("next"))
    asked = {"kind": kind, **({"next": back} if back else {})}
    admission.enter(roles.OBLIGATIONS, routes.address_of(obligations.READING, **asked))
    text = obligations.to_read(kind, str(frappe.form_dict.get("text") or ""))
    context["text"] = text
    context["asked"] = asked
    shell.fill_context(
        context,
        text["title"],
        obligations.READING,
        "agreement",
        **{key: text[key] for key in ("agreement", "language", "hash", "width", "height")},
        after=routes.address_of(
            obligations.ROUTE, done="signed", **({"next": back} if back else {})
        ),
    )
    context["cfm"]["query"] = asked
