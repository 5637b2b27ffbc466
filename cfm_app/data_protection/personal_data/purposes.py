"""The purposes of personal data, each with one sentence, wherever somebody asks why."""

from frappe import _

from cfm_app.data_protection.personal_data import field_map

PURPOSES = (
    "answer",
    "reach",
    "consent",
    "protect",
    "refer",
    "statistics",
    "accountability",
    "obligations",
)

# DocTypes that users fill in about people.
ASKING = (
    "Case",
    "Referral",
    "Consent",
    "Sensitive Report",
    "Community Member",
    "CFM Partner",
)


def of_doctype(doctype: str) -> dict[str, str]:
    """Why the personal fields of a DocType are asked, by field; empty for other DocTypes."""
    return {
        field: sentence(each.purpose)
        for field, each in field_map.of(doctype).items()
        if each.is_personal and field != field_map.WHOLE
    }


def of_forms() -> dict[str, dict[str, str]]:
    """The same for each DocType that users fill in about people."""
    return {doctype: of_doctype(doctype) for doctype in ASKING}


def sentence(purpose: str, language: str | None = None) -> str:
    """A purpose in words for the person and the user; empty for none."""
    return {
        "answer": _("To find out what happened, answer it, and know the case again.", language),
        "reach": _("To reach the person and tell them the answer.", language),
        "consent": _("To prove what the person agreed to, and to keep to it.", language),
        "protect": _("To protect the person and get help to them.", language),
        "refer": _("To know who is asked, and to reach them.", language),
        "statistics": _("To see who the mechanism reaches and what goes wrong, in sums.", language),
        "accountability": _("To know who read or did what.", language),
        "obligations": _(
            "To know that who works here has signed and learned what it takes.", language
        ),
    }.get(purpose, "")
