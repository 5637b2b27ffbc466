"""What personal data is for: one sentence a purpose, said wherever somebody asks why."""

from frappe import _

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


def sentence(purpose: str, language: str | None = None) -> str:
    """What a purpose is, to be read by whoever is asked and by whoever asks; empty for none."""
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
