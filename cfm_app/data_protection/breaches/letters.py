"""Proposed letters about a breach, to be edited by the sender.

They cover what articles 33 and 34 of the General Data Protection Regulation require: what happened, which
data of about how many persons, possible consequences, measures, and a contact. An office edits them as
translations.
"""

from frappe import _
from frappe.model.document import Document
from frappe.utils import format_datetime

from cfm_app.base import settings
from cfm_app.base.counting import counted
from cfm_app.data_protection.breaches import audience


def proposed(breach: Document, who: str, language: str | None = None) -> str:
    """The words for somebody who is told, in a language; by default in that of the user."""
    if who == audience.PERSONS:
        return _to_person(breach, language)
    return _to_office(breach, language)


def _to_person(breach: Document, language: str | None) -> str:
    """Plain, short, without the number: it is read out as often as it is read."""
    lines = [
        _("Something happened to information that you gave us.", language),
        *_sentences(breach, language),
        _("We are sorry. You have done nothing wrong.", language),
        _("You may ask us what we hold about you, and to correct or delete it.", language),
    ]
    if phone := settings.setting("public_phone"):
        lines.append(_("Call us if you have questions: {0}.", language).format(phone))
    return "\n".join(lines)


def _to_office(breach: Document, language: str | None) -> str:
    office = settings.setting("office_name") or ""
    noticed = format_datetime(breach.discovered_on)
    title = _("Breach of personal data {0}, {1}", language).format(breach.name, office)
    lines = [
        title.strip(" ,،"),
        _("Noticed on {0}.", language).format(noticed),
        *_sentences(breach, language),
    ]
    if breach.persons_count:
        count = _("About {0} persons are concerned.", language)
        lines.append(counted(count, breach.persons_count, language=language))
    if breach.risk:
        risk = _("Risk for persons: {0}. {1}", language)
        lines.append(risk.format(_(breach.risk, language), breach.risk_reason or "").strip())
    done = [row.measure for row in breach.measures if row.done_on and not row.is_needless]
    planned = [row.measure for row in breach.measures if not row.done_on]
    for label, measures in ((_("Done", language), done), (_("To do", language), planned)):
        if measures:
            lines.append(f"{label}:")
            lines += [f"- {each}" for each in measures]
    return "\n".join(lines)


def _sentences(breach: Document, language: str | None) -> list[str]:
    found = []
    if breach.breach_kind:
        kind = _("What happened: {0}.", language)
        found.append(kind.format(_(breach.breach_kind, language).rstrip(".")))
    if breach.data_concerned:
        data = _("Data concerned: {0}.", language)
        found.append(data.format(breach.data_concerned.strip().rstrip(".")))
    if breach.harm:
        harm = _("What it may lead to: {0}.", language)
        found.append(harm.format(breach.harm.strip().rstrip(".")))
    return found
